"""Citations: a claim's quotes between what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.evidence import Evidence, TextSpan, parse_locator
from sousveil.model.source import Snapshot, Source

if TYPE_CHECKING:
    from sousveil.store.claim_store import ClaimStore

CONTEXT = 240
"""Characters of a document on each side of a quote, as a reader needs to judge it."""


@frozen(kw_only=True)
class Citation:
    """One piece of evidence: its source and snapshot, and what stands around the quote.

    ``before`` and ``after`` are None where the evidence is no text of a document here.
    """

    evidence: Evidence
    source: Source | None
    snapshot: Snapshot | None
    before: str | None
    after: str | None


def cite(store: ClaimStore, evidence: Evidence, text: str) -> Citation:
    """Put a quote between what stands around it; only where it stands there to the letter."""
    before = after = None
    place = parse_locator(evidence.locator)
    if isinstance(place, TextSpan) and text[place.start : place.end] == evidence.quote:
        before = text[max(0, place.start - CONTEXT) : place.start]
        after = text[place.end : place.end + CONTEXT]
    return Citation(
        evidence=evidence,
        source=store.find_source(evidence.source_id),
        snapshot=store.find_snapshot(evidence.snapshot_sha256),
        before=before,
        after=after,
    )
