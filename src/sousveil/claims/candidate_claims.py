"""Claims from candidates: the evidence is the snapshot, the place in the document, and the quote."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.evidence import Evidence, TextSpan
from sousveil.model.identifiers import content_id
from sousveil.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.candidate import Candidate
    from sousveil.model.proposal import Proposal
    from sousveil.store.documents import StoredDocument

_ENDS = frozenset({ClaimStatus.ENDED, ClaimStatus.BANNED})
"""What the date of the event is the end of; else it is the start, of a plan the one planned."""


def make_source(document: StoredDocument, licence: str | None) -> Source:
    """Return the source that a document is of, under the address or name that it was found by.

    Only an address of the web is its URL, and without an account; a file goes by its last name.
    """
    reading = document.reading
    is_web = re.match(r"https?://", document.name, re.IGNORECASE) is not None
    shown = re.sub(r"^(https?://)[^/?#]*@", r"\1", document.name, flags=re.IGNORECASE)
    last_name = re.split(r"[/\\]", document.name.rstrip("/\\"))[-1]
    return Source(
        source_id=content_id("src", [document.name]),
        kind=document.source_kind,
        title=reading.title or (shown if is_web else last_name),
        publisher=reading.publisher or None,
        published_date=reading.published_date or None,
        language=reading.language or None,
        licence=licence,
        url=shown if is_web else None,
    )


def make_claims(
    candidates: Sequence[Candidate], document: StoredDocument, source_id: str, unsaid: Proposal
) -> list[tuple[Claim, Proposal]]:
    """Return the claims of one document, each once, with the proposal that it is.

    Candidates that differ in nothing but a vendor that the register does not know are one
    claim, and its proposal has all the names. ``unsaid`` says who proposes, of what, when.

    Raises:
        BadInput: a candidate is none that can be a claim.
    """
    made: dict[str, tuple[Claim, Proposal]] = {}
    for candidate in candidates:
        claim = _make_claim(candidate, document, source_id, unsaid)
        is_new_name = candidate.vendor_id is None and candidate.vendor
        names = (candidate.vendor,) if is_new_name and candidate.vendor else ()
        earlier = made.get(claim.claim_id)
        if earlier is None:
            proposal = evolve(
                unsaid,
                claim_id=claim.claim_id,
                confidence=candidate.confidence,
                vendor_names=names,
                reasons=candidate.reasons,
            )
        else:
            proposal = evolve(
                earlier[1],
                confidence=max(earlier[1].confidence, candidate.confidence),
                vendor_names=tuple(dict.fromkeys((*earlier[1].vendor_names, *names))),
                reasons=tuple(dict.fromkeys((*earlier[1].reasons, *candidate.reasons))),
            )
        made[claim.claim_id] = claim, proposal
    return list(made.values())


def event_dates(candidate: Candidate) -> tuple[str | None, str | None]:
    """Return the start and the end that the date of a candidate's event is."""
    is_end = candidate.status in _ENDS
    return (None, candidate.event_date) if is_end else (candidate.event_date, None)


def _make_claim(
    candidate: Candidate, document: StoredDocument, source_id: str, unsaid: Proposal
) -> Claim:
    start_date, end_date = event_dates(candidate)
    evidence = Evidence(
        source_id=source_id,
        snapshot_sha256=document.snapshot_sha256,
        locator=str(_locate(candidate, document.reading.page_starts)),
        quote=candidate.quote,
    )
    return Claim(
        country_iso3=candidate.country_iso3,
        technology_code=candidate.technology_code,
        vendor_id=candidate.vendor_id,
        place=candidate.place or None,
        agency=candidate.agency or None,
        status=candidate.status,
        financing=candidate.financing,
        start_date=start_date,
        end_date=end_date,
        made_by=unsaid.extractor,
        made_by_version=unsaid.version,
        evidence=(evidence,),
    )


def _locate(candidate: Candidate, page_starts: tuple[int, ...]) -> TextSpan:
    """Return where the quote stands; what comes before the first page counts as of that."""
    page = max(1, bisect_right(page_starts, candidate.start)) if page_starts else None
    return TextSpan(start=candidate.start, end=candidate.end, page=page)
