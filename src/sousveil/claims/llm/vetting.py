"""Vetting: a claim that a model proposes comes through only as far as the document bears it out."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.claims.candidate import Candidate
from sousveil.claims.llm.outcome import Fault, Rejection
from sousveil.claims.llm.quoting import QuotableText, is_telling
from sousveil.claims.vendors.mentions import vendor_index
from sousveil.claims.vocabulary.terms import FoldedText
from sousveil.model.claim import ClaimStatus, Financing, FinancingKind

if TYPE_CHECKING:
    from sousveil.claims.llm.windows import Window
    from sousveil.model.vendor import Vendor

UNCALIBRATED = 0.5
"""The confidence of every claim until precision was measured: nothing is known."""

_NO_NAME = frozenset({"", "none", "null", "n/a", "unknown", "not named"})
_COMPANY_FORM = re.compile(
    r"[\s,.]*(?:(?:Co|Company|Corp|Corporation|Inc|Ltd|Limited|LLC|plc|GmbH|AG|SA|S\.A|SpA|Group|Holdings"
    r"|Technology|Technologies|International)\b[\s,.]*)*"
)
_LONGEST_NAME = 200
_MOST = 1e15
_CURRENCY = re.compile("[A-Z]{3}")


@frozen(kw_only=True)
class Vocabulary:
    """The codes that a claim may have, and what precision was measured, if it was."""

    countries: frozenset[str]
    technologies: frozenset[str]
    measured_precision: float | None = None


@frozen(kw_only=True, slots=False)
class Vetting:
    """Vets the claims proposed of one document."""

    text: str
    vocabulary: Vocabulary

    def vet(self, claim: object, window: Window) -> Candidate | Rejection:
        """Return the claim with the document's own words, or why it does not come through.

        Country, technology, status, quote and vendor decide; what else is not borne out is
        left out, and the reasons say so. Fields that were not asked for are passed over.
        """
        if not isinstance(claim, dict) or not all(
            isinstance(claim.get(name), str)
            for name in ("country", "technology", "status", "quote")
        ):
            return Rejection(fault=Fault.NO_FORM)
        fault = self._code_fault(claim)
        if fault is not None:
            return fault
        quote = claim["quote"]
        if not is_telling(quote):
            return _reject(Fault.QUOTE_SHORT, quote)
        context = claim.get("context")
        place = self._quotable.locate(quote, context if isinstance(context, str) else "", window)
        if place is None or not is_telling(self.text[place[0] : place[1]]):
            return _reject(Fault.QUOTE_MISSING, quote)
        vendor = self._vendor(claim.get("vendor"))
        if isinstance(vendor, Rejection):
            return vendor
        return self._candidate(claim, place, vendor)

    def _code_fault(self, claim: dict[str, Any]) -> Rejection | None:
        if claim["country"] not in self.vocabulary.countries:
            return _reject(Fault.COUNTRY, claim["country"])
        if claim["technology"] not in self.vocabulary.technologies:
            return _reject(Fault.TECHNOLOGY, claim["technology"])
        if claim["status"] not in set(ClaimStatus):
            return _reject(Fault.STATUS, claim["status"])
        return None

    def _candidate(
        self, claim: dict[str, Any], place: tuple[int, int], vendor: tuple[str | None, str | None]
    ) -> Candidate:
        notes: list[str] = []
        precision = self.vocabulary.measured_precision
        if precision is None:
            notes.append("confidence is not calibrated")
        else:
            notes.append("confidence is the precision measured for the model")
        stated = stated_confidence(claim)
        if stated is not None:
            notes.append(f"the model says {stated:.2f}")
        start, end = place
        return Candidate(
            country_iso3=claim["country"],
            technology_code=claim["technology"],
            vendor_id=vendor[0],
            vendor=vendor[1],
            status=ClaimStatus(claim["status"]),
            place=self._name(claim, "place", notes),
            agency=self._name(claim, "agency", notes),
            financing=self._financing(claim.get("financing"), notes),
            event_date=_event_date(claim.get("event_date"), notes),
            quote=self.text[start:end],
            start=start,
            end=end,
            confidence=UNCALIBRATED if precision is None else precision,
            reasons=tuple(notes),
        )

    def _vendor(self, name: object) -> tuple[str | None, str | None] | Rejection:
        """Return the vendor's id and name: the register's, or the document's own spelling."""
        if name is None or (isinstance(name, str) and name.strip().casefold() in _NO_NAME):
            return None, None
        if not isinstance(name, str):
            return Rejection(fault=Fault.NO_FORM)
        written = name.strip()
        spelling = self._quotable.spelling(written) if len(written) <= _LONGEST_NAME else None
        vendor = _registered(written)
        if vendor is not None and (spelling or vendor.vendor_id in self._vendor_ids):
            return vendor.vendor_id, vendor.name
        if spelling is None:
            return _reject(Fault.VENDOR_MISSING, written)
        return None, spelling

    def _name(self, record: dict[str, Any], field: str, notes: list[str]) -> str | None:
        """Return a name as the document writes it; one that it does not write is left out."""
        name = record.get(field)
        if name is None or (isinstance(name, str) and name.strip().casefold() in _NO_NAME):
            return None
        is_name = isinstance(name, str) and len(name) <= _LONGEST_NAME
        spelling = self._quotable.spelling(name.strip()) if is_name else None
        if spelling is None:
            notes.append(f"{field} left out: not in the document")
        return spelling

    def _financing(self, record: object, notes: list[str]) -> Financing | None:
        if record is None:
            return None
        if not isinstance(record, dict) or record.get("kind") not in list(FinancingKind):
            notes.append("financing left out: not of the form asked for")
            return None
        country = record.get("lender_country")
        is_known = isinstance(country, str) and country in self.vocabulary.countries
        amount, currency = _sum(record, notes)
        return Financing(
            kind=FinancingKind(record["kind"]),
            lender_iso3=country if is_known else None,
            lender=self._name(record, "lender", notes),
            amount=amount,
            currency=currency,
        )

    @cached_property
    def _quotable(self) -> QuotableText:
        return QuotableText(text=self.text)

    @cached_property
    def _vendor_ids(self) -> frozenset[str | None]:
        return frozenset(one.vendor_id for one in vendor_index().find(FoldedText.of(self.text)))


def _registered(name: str) -> Vendor | None:
    """Return the vendor of this name, written as the register has it or with a company's form."""
    index = vendor_index()
    match = index.register.find(name)
    if match is not None:
        return match.vendor
    for mention in index.find(FoldedText.of(name)):
        is_all = mention.start == 0 and _COMPANY_FORM.fullmatch(name, mention.end)
        if is_all and mention.vendor_id is not None:
            return index.register.by_id[mention.vendor_id]
    return None


def stated_confidence(claim: dict[str, Any]) -> float | None:
    """Return what the model says of its own sureness, None if that is no share."""
    stated = _number(claim.get("confidence"))
    return stated if stated is not None and 0 <= stated <= 1 else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _MOST else None


def _sum(record: dict[str, Any], notes: list[str]) -> tuple[float | None, str | None]:
    """Return an amount with its currency, or neither: a number without a currency is no amount."""
    amount, currency = _number(record.get("amount")), record.get("currency")
    if amount is None or amount <= 0:
        return None, None
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        notes.append("amount left out: no ISO 4217 code of its currency")
        return None, None
    return amount, currency


def _event_date(written: object, notes: list[str]) -> str | None:
    if written is None:
        return None
    if isinstance(written, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", written):
        try:
            date.fromisoformat((written + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return written
    notes.append("date left out: not a date")
    return None


def _reject(fault: Fault, told: str) -> Rejection:
    printable = "".join(letter if letter.isprintable() else " " for letter in told[:80])
    return Rejection(fault=fault, told=printable)
