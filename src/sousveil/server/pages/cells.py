"""A cell in the words of pages: names in place of codes, lists in place of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sousveil.model.claim import ClaimStatus
from sousveil.model.edition import ConflictRow, ContestRow, ReplyRow
from sousveil.model.evidence_rule import NotCounted
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.pipeline.replying import ReplyState
from sousveil.publication.evidence_view import say_place
from sousveil.publication.languages import SOURCE_LANGUAGE, load_language
from sousveil.publication.site_paths import web_address
from sousveil.publication.wording import say_code
from sousveil.server.pages.blank_names import BLANK_MEANINGS, BLANK_NAMES
from sousveil.server.pages.code_names import (
    CONTEST_NAMES,
    NOT_COUNTED_NAMES,
    SAFEGUARD_FINDING_NAMES,
    SAFEGUARD_KIND_NAMES,
    STATUS_NAMES,
    language_name,
    name_safeguard,
)
from sousveil.server.pages.register_names import technology_name
from sousveil.server.pages.reply_forms import STATE_NAMES

if TYPE_CHECKING:
    from sousveil.model.source import Source
    from sousveil.pipeline.cells import CellClaim, CellFile, Effort
    from sousveil.publication.languages import Language
    from sousveil.server.pages.register_names import RegisterNames

_GROUPS = (
    ("supporting", _("Claims that support it")),
    ("contradicting", _("Claims that contradict it")),
    ("other", _("Accepted, but not counted by the codebook")),
    ("rejected", _("Claims that were rejected")),
    ("safeguard_claims", _("Claims about safeguards")),
)


@frozen(kw_only=True)
class _Quote:
    text: str
    place: str
    citation: str
    address: str | None
    language: str


@frozen(kw_only=True)
class _Claim:
    claim_id: str
    says: str
    details: tuple[str, ...]
    quotes: tuple[_Quote, ...]
    decided_by: str
    reason: str
    not_counted: str
    contests: tuple[tuple[object, ContestRow], ...]
    replies: tuple[tuple[ReplyRow, object], ...]


@frozen(kw_only=True)
class _Conflict:
    row: ConflictRow
    earlier_says: str
    later_says: str
    rule: str


def tell_cell(cell: CellFile, register: RegisterNames) -> dict[str, Any]:
    """Return what the page of a cell shows."""
    reason = cell.cell.blank_reason
    sources = {source.source_id: source for source in cell.sources}
    vendors = (*cell.vendors, *cell.other_vendors)
    names = {vendor.vendor_id: vendor.vendor_name for vendor in vendors}
    return {
        "cell": cell,
        "country": register.country(cell.unit.country_iso3),
        "technology": technology_name(cell.technology.technology_name),
        "blank": BLANK_NAMES[reason] if reason is not None else "",
        "meaning": BLANK_MEANINGS[reason] if reason is not None else "",
        "groups": [
            (title, [_claim(one, sources, names, register) for one in getattr(cell, group)])
            for group, title in _GROUPS
            if getattr(cell, group)
        ],
        "over_time": [
            (cell.day_of(one), STATUS_NAMES[ClaimStatus(one.claim.status)], one.claim.claim_id)
            for one in cell.over_time
        ],
        "conflicts": [_conflict(one) for one in cell.conflicts],
        "effort": [(one, _languages(one)) for one in cell.effort],
        "documents": sum(one.documents_read for one in cell.effort),
        "safeguards": [
            (SAFEGUARD_KIND_NAMES[one.kind], SAFEGUARD_FINDING_NAMES[one.finding], one)
            for one in cell.safeguards
        ],
    }


def _claim(
    one: CellClaim,
    sources: dict[str, Source],
    names: dict[str, str],
    register: RegisterNames,
) -> _Claim:
    claim, why = one.claim, one.claim.not_counted_because
    says = str(STATUS_NAMES[ClaimStatus(claim.status)])
    if claim.safeguard_kind and claim.safeguard_finding:
        safeguard = Safeguard(
            kind=SafeguardKind(claim.safeguard_kind),
            finding=SafeguardFinding(claim.safeguard_finding),
        )
        says = name_safeguard(safeguard)
    vendor = names.get(claim.vendor_id or "", claim.vendor_id)
    details = (vendor, register.country(claim.supplier_iso3), claim.agency, claim.place)
    return _Claim(
        claim_id=claim.claim_id,
        says=says,
        details=tuple(filter(None, details)),
        quotes=tuple(
            _quote(quote.quote, quote.locator, sources.get(quote.source_id))
            for quote in one.evidence
        ),
        decided_by=claim.decided_by,
        reason=claim.decision_reason,
        not_counted=str(NOT_COUNTED_NAMES[NotCounted(why)]) if why is not None else "",
        contests=tuple((CONTEST_NAMES[row.contest_kind], row) for row in one.contests),
        replies=tuple((reply, STATE_NAMES[ReplyState(reply.state)]) for reply in one.replies),
    )


def _quote(text: str, locator: str, source: Source | None) -> _Quote:
    said = (source.title, source.publisher, source.published_date) if source is not None else ()
    citation = source.citation if source is not None else None
    return _Quote(
        text=text,
        place=say_place(locator, _language()),
        citation=citation or ", ".join(filter(None, said)),
        address=web_address(source.url) if source is not None else None,
        language=(source.language or "") if source is not None else "",
    )


def _conflict(row: ConflictRow) -> _Conflict:
    language = _language()
    return _Conflict(
        row=row,
        earlier_says=language.say(row.earlier_says),
        later_says=language.say(row.later_says),
        rule=say_code(row.rule, language),
    )


def _language() -> Language:
    """Return the reader's language, as published pages are written in it."""
    return load_language(get_language() or SOURCE_LANGUAGE)


def _languages(effort: Effort) -> str:
    return ", ".join(map(language_name, effort.languages))
