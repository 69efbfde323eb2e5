"""Claims: who uses what from whom, as one source says it, never without evidence."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import isfinite
from typing import Any, TypeVar

from attrs import evolve, field, frozen
from attrs.converters import optional

from sousveil.errors import BadInput
from sousveil.model.evidence import Evidence, check_text
from sousveil.model.identifiers import content_id
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind

E = TypeVar("E", bound=StrEnum)


class ClaimStatus(StrEnum):
    """How far the use has come, as the source says it."""

    PLANNED = "planned"
    PILOT = "pilot"
    PROCURED = "procured"
    DEPLOYED = "deployed"
    ENDED = "ended"
    BANNED = "banned"
    DENIED = "denied"


US_DOLLAR = "USD"


class FinancingKind(StrEnum):
    """How the use is paid for, where a source says it."""

    SOFT_LOAN = "soft_loan"
    GRANT = "grant"
    LOAN = "loan"


@frozen(kw_only=True)
class Financing:
    """Money behind a supply: its kind, the lender and its country, the amount as it is written.

    ``currency`` is the ISO 4217 code of the amount; neither stands without the other. Amounts
    are never converted. ``lender_iso3`` is None for a lender of many countries.
    """

    kind: FinancingKind
    lender_iso3: str | None = None
    lender: str | None = None
    amount: float | None = field(default=None, converter=optional(float))
    currency: str | None = None

    def __attrs_post_init__(self) -> None:
        where = f"financing by {self.lender or self.lender_iso3}"
        if self.amount is not None and not isfinite(self.amount):
            raise BadInput(
                f"an amount of {self.amount} is no amount",
                where=where,
                next_step="give a number, or leave the amount out if it is not known",
            )
        if (self.amount is None) != (self.currency is None):
            raise BadInput(
                f"an amount of {self.amount} in the currency {self.currency}",
                where=where,
                next_step="give the amount and its currency, or leave both out",
            )
        if self.currency is not None and not re.fullmatch("[A-Z]{3}", self.currency):
            raise BadInput(
                f"{self.currency!r} is no code of a currency",
                where=where,
                next_step="write the three capital letters of ISO 4217, such as EUR",
            )

    @property
    def amount_usd(self) -> float | None:
        """The amount, where it is written in US dollars."""
        return self.amount if self.currency == US_DOLLAR else None

    def as_record(self) -> dict[str, Any]:
        """Return the financing as plain values.

        Amounts in US dollars stand as they did before other currencies were recorded, so that
        a claim keeps its id: ``amount`` and ``currency`` are there for the others alone.
        """
        record = {
            "financing_kind": self.kind.value,
            "lender_iso3": self.lender_iso3,
            "lender": self.lender,
            "amount_usd": self.amount_usd,
        }
        if self.currency in {None, US_DOLLAR}:
            return record
        return record | {"amount": self.amount, "currency": self.currency}


_NO_FINANCING = dict.fromkeys(("financing_kind", "lender_iso3", "lender", "amount_usd"))


@frozen(kw_only=True, slots=False)
class Claim:
    """A statement about one country, with at least one piece of evidence.

    A claim is about a technology, a vendor, a supplier's country or a safeguard: at least one
    is given. One about a safeguard tells of the law or the oversight over a use, not of a use;
    ``technology_code`` is then the technology that it holds for, None for all.
    Published tables often tick a vendor without saying for which technology; then
    ``technology_code`` is None, and no link is invented. ``supplier_iso3`` is the home
    country of the supplier where the source names no company ("Chinese technology").
    ``country_iso3`` is the country whose authorities use it, never the vendor's.
    """

    country_iso3: str
    technology_code: str | None = None
    vendor_id: str | None = None
    supplier_iso3: str | None = None
    place: str | None = None
    agency: str | None = None
    status: ClaimStatus = ClaimStatus.DEPLOYED
    financing: Financing | None = None
    safeguard: Safeguard | None = None
    start_date: str | None = None
    end_date: str | None = None
    made_by: str
    made_by_version: str
    evidence: tuple[Evidence, ...]

    def __attrs_post_init__(self) -> None:
        if not self.evidence:
            raise BadInput(
                "a claim without evidence",
                where=f"country {self.country_iso3}",
                next_step="give at least one snapshot, locator and quote",
            )
        about = (self.technology_code, self.vendor_id, self.supplier_iso3, self.safeguard)
        if about == (None, None, None, None):
            raise BadInput(
                "a claim about no technology, vendor, supplier's country or safeguard",
                where=f"country {self.country_iso3}",
                next_step="name at least one of them",
            )
        check_text(
            self.technology_code,
            self.vendor_id,
            self.supplier_iso3,
            self.place,
            self.agency,
            self.start_date,
            self.end_date,
            where=f"country {self.country_iso3}",
        )

    @cached_property
    def claim_id(self) -> str:
        """The claim's name, made from its content: another word in a quote is another claim."""
        return content_id("clm", self.as_record())

    def as_record(self) -> dict[str, Any]:
        """Return the claim as plain values; the same record always means the same claim.

        A safeguard is in it only if there is one, so that the ids of other claims stayed when
        claims began to tell of safeguards.
        """
        financing = self.financing.as_record() if self.financing else _NO_FINANCING
        safeguard = self.safeguard
        said: dict[str, Any] = {}
        if safeguard is not None:
            said = {
                "safeguard_kind": safeguard.kind.value,
                "safeguard_finding": safeguard.finding.value,
            }
        return {
            **said,
            "country_iso3": self.country_iso3,
            "technology_code": self.technology_code,
            "vendor_id": self.vendor_id,
            "supplier_iso3": self.supplier_iso3,
            "place": self.place,
            "agency": self.agency,
            "status": self.status.value,
            **financing,
            "start_date": self.start_date,
            "end_date": self.end_date,
            "made_by": self.made_by,
            "made_by_version": self.made_by_version,
            "evidence": [evidence.as_record() for evidence in self.evidence],
        }

    def recoded(self, changes: dict[str, str]) -> Claim:
        """Return the claim as a coder recoded it; evidence and authorship stay.

        An empty value empties the field: ``{"vendor_id": ""}`` is a claim that names no vendor.
        An emptied ``safeguard_kind`` takes the finding with it.

        Raises:
            BadInput: a field that a decision may not change or not empty, a value that the
                field cannot have, or nothing left that the claim is about.
        """
        unknown = sorted(set(changes) - RECODABLE)
        if unknown:
            raise self._refusal(
                f"a decision cannot recode {', '.join(unknown)}",
                f"recode one of {', '.join(sorted(RECODABLE))}",
            )
        values: dict[str, Any] = {name: value or None for name, value in changes.items()}
        for name in ("country_iso3", "status"):
            if name in values and values[name] is None:
                raise self._refusal(f"{name} cannot be empty", "recode it to a value, or reject")
        if "status" in values:
            values["status"] = self._read(ClaimStatus, values["status"], "status")
        for name in ("start_date", "end_date"):
            if not _is_date(values.get(name)):
                raise self._refusal(
                    f"{name} {values[name]!r} is no date",
                    "write 2019, 2019-09 or 2019-09-17",
                )
        if not _SAFEGUARD_FIELDS.isdisjoint(values):
            values["safeguard"] = self._recode_safeguard(values)
        return evolve(self, **values)

    def _recode_safeguard(self, values: dict[str, Any]) -> Safeguard | None:
        """Take the fields of a safeguard out of ``values`` and make the safeguard of them."""
        before = self.safeguard
        kind = values.pop("safeguard_kind", before.kind if before else None)
        finding = values.pop("safeguard_finding", before.finding if before and kind else None)
        if kind is None and finding is None:
            return None
        if kind is None or finding is None:
            raise self._refusal(
                "a safeguard has a kind and a finding, or there is none",
                "recode safeguard_kind and safeguard_finding, or empty both",
            )
        return Safeguard(
            kind=self._read(SafeguardKind, kind, "kind of safeguard"),
            finding=self._read(SafeguardFinding, finding, "finding on a safeguard"),
        )

    def _read(self, kind: type[E], text: str, what: str) -> E:
        try:
            return kind(text)
        except ValueError as error:
            raise self._refusal(
                f"{text!r} is no {what}", f"recode to one of {', '.join(kind)}"
            ) from error

    def _refusal(self, what: str, next_step: str) -> BadInput:
        return BadInput(what, where=f"claim {self.claim_id}", next_step=next_step)


_SAFEGUARD_FIELDS = frozenset({"safeguard_kind", "safeguard_finding"})
RECODABLE = _SAFEGUARD_FIELDS | {
    "country_iso3",
    "technology_code",
    "vendor_id",
    "supplier_iso3",
    "status",
    "place",
    "agency",
    "start_date",
    "end_date",
}
"""What a decision can change of a claim, by the names that ``as_record`` gives."""


def _is_date(text: str | None) -> bool:
    """Say whether a text is a year, a month or a day as ISO 8601 writes it; None is no date given."""
    if text is None:
        return True
    if _PARTIAL_DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
