"""Group documents that carry one story, so that together they count once as evidence.

A pair is linked if most of the shorter document is in the longer: a story that was cut
is contained in the full one, while their resemblance is low. Links alone would weld two
stories together through a round-up that carries both. So clusters grow from the closest
pair outward, and two may join only if no member of one is a stranger to a member of the
other (complete linkage, with a threshold far below that of a link): a round-up goes to the
story that it resembles most, and the other story stays apart.

Clustering starts anew from the signatures each time, so that documents that came in
instalments are grouped like those that came at once. That of 100,000 documents takes some
15 seconds and 350 MB at the most, whatever the length of their texts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.identifiers import content_id
from sousveil.model.source import SyndicationCluster
from sousveil.sources.syndication.candidates import find_candidates
from sousveil.sources.syndication.signatures import (
    Signature,
    Sketch,
    measure_overlap,
    open_sketch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# More than half of the shorter: of two stories, a document can then be a copy of one at most,
# unless it is longer than both. Stories on one topic share a quarter in stock phrases at worst.
LINK_CONTAINMENT = 0.5
STRANGER_CONTAINMENT = 0.25

# Of a large cluster, the shortest and the longest members stand for all.
_SHORTEST_KEPT = 8
_LONGEST_KEPT = 8

_SKETCHES_OPEN = 4_096


@frozen(kw_only=True)
class SyndicationInput:
    """A document to be grouped. Dates are ISO 8601, None if unknown."""

    document_id: str
    signature: Signature
    published_date: str | None = None
    retrieved_at: str | None = None


def cluster_documents(documents: Iterable[SyndicationInput]) -> tuple[SyndicationCluster, ...]:
    """Group documents that carry one story; one that stands alone is in no cluster.

    The result is a function of the set of documents, not of their order. The first of a
    cluster has the earliest publication date, else (unknown, or the same) the earliest
    retrieval, else the smallest identifier; unknown comes after known, and '2022-05'
    before '2022-05-03'. Clusters and their members are sorted by identifier.
    """
    unique = {document.document_id: document for document in documents}
    copies: dict[Signature, list[SyndicationInput]] = {}
    for _, document in sorted(unique.items()):
        if document.signature.is_comparable:
            copies.setdefault(document.signature, []).append(document)
    # The signatures' own order, so that nothing depends on how documents are named.
    signatures = sorted(copies, key=lambda s: (s.shingle_count, s.digest, s.sketch))
    groups = _group(signatures)
    clusters = (
        _cluster_of([document for place in group for document in copies[signatures[place]]])
        for group in groups
    )
    found = (cluster for cluster in clusters if len(cluster.document_ids) > 1)
    return tuple(sorted(found, key=lambda cluster: cluster.document_ids))


def _cluster_of(members: list[SyndicationInput]) -> SyndicationCluster:
    document_ids = sorted(member.document_id for member in members)
    return SyndicationCluster(
        cluster_id=content_id("syn", document_ids),
        first_document_id=min(members, key=_precedence).document_id,
        document_ids=tuple(document_ids),
    )


def _precedence(document: SyndicationInput) -> tuple[bool, str, bool, str, str]:
    published, retrieved = document.published_date, document.retrieved_at
    return (
        published is None,
        published or "",
        retrieved is None,
        retrieved or "",
        document.document_id,
    )


def _group(signatures: Sequence[Signature]) -> list[list[int]]:
    """Group the places of signatures that are sorted by length: closest pairs first."""

    @lru_cache(maxsize=_SKETCHES_OPEN)
    def sketch(place: int) -> Sketch:
        return open_sketch(signatures[place])

    def are_strangers(one: list[int], other: list[int]) -> bool:
        return any(
            measure_overlap(sketch(a), sketch(b)).containment < STRANGER_CONTAINMENT
            for a in _anchors(one)
            for b in _anchors(other)
        )

    links: set[tuple[float, float, int, int]] = set()
    for one, other in find_candidates([signature.digest for signature in signatures]):
        overlap = measure_overlap(sketch(one), sketch(other))
        if overlap.containment > LINK_CONTAINMENT:
            links.add((-overlap.resemblance, -overlap.containment, one, other))
    groups = {place: [place] for place in range(len(signatures))}
    group_of = list(range(len(signatures)))
    for *_, one, other in sorted(links):
        kept, joining = sorted((group_of[one], group_of[other]), key=lambda g: -len(groups[g]))
        if kept == joining or are_strangers(groups[kept], groups[joining]):
            continue
        for place in groups[joining]:
            group_of[place] = kept
        groups[kept] = sorted(groups[kept] + groups.pop(joining))
    return list(groups.values())


def _anchors(group: list[int]) -> list[int]:
    """Return the members that stand for a group, which is sorted by length."""
    if len(group) <= _SHORTEST_KEPT + _LONGEST_KEPT:
        return group
    return group[:_SHORTEST_KEPT] + group[-_LONGEST_KEPT:]
