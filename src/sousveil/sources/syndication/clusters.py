"""Group documents that carry one story, so that together they count once as evidence.

A pair is linked if most of the shorter document is in the longer: a story that was cut
is contained in the full one, while their resemblance is low. Links alone would weld two
stories together through a round-up that carries both. So clusters grow from the closest
pair outward, and two may join only if no member of one is a stranger to a member of the
other (complete linkage, with a threshold far below that of a link): a round-up goes to the
story that it resembles most, and the other story stays apart.

Clustering starts anew from the signatures each time, so that documents that came in
instalments are grouped like those that came at once. Signatures lie on disk meanwhile, some
4 kB of each document: in memory are some 400 bytes of each, up to 25 MB of sketches and 100 MB of
pairs, whatever the length of their texts, and some 100 bytes of each link that was found. What
`scripts/bench_syndication.py` makes of 100,000 documents peaks at 200 MB with the interpreter.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING

from sousveil.model.identifiers import content_id
from sousveil.model.source import SyndicationCluster
from sousveil.sources.syndication.candidates import find_candidates
from sousveil.sources.syndication.collating import Dates, collate_documents
from sousveil.sources.syndication.signatures import (
    Overlap,
    Sketch,
    measure_overlap,
    open_sketch,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sousveil.sources.syndication.candidates import Digests
    from sousveil.sources.syndication.collating import SyndicationInput
    from sousveil.sources.syndication.scratch import Scratch

# More than half of the shorter: of two stories, a document can then be a copy of one at most,
# unless it is longer than both. Stories on one topic share a quarter in stock phrases at worst.
LINK_CONTAINMENT = 0.5
STRANGER_CONTAINMENT = 0.25

# Of a large cluster, the shortest and the longest members stand for all.
_SHORTEST_KEPT = 8
_LONGEST_KEPT = 8

# Of 25 kB each.
_SKETCHES_OPEN = 1_024

_LINK = Struct(">IIII")
_SHARE_STEPS = 1 << 30


def cluster_documents(
    documents: Iterable[SyndicationInput], *, folder: Path | None = None
) -> tuple[SyndicationCluster, ...]:
    """Group documents that carry one story; one that stands alone is in no cluster.

    The result is a function of the set of documents, not of their order. The first of a
    cluster has the earliest publication date, else (unknown, or the same) the earliest
    retrieval, else the smallest identifier; unknown comes after known, and '2022-05'
    before '2022-05-03'. Clusters and their members are sorted by identifier. While
    they are grouped, signatures lie in ``folder``, in files without a name.

    Raises:
        CannotWrite: the disk does not take the signatures.
    """
    with collate_documents(documents, folder) as collated:
        groups = _group(collated.digests, collated.sketches)
        clusters = (
            _cluster_of([document for place in group for document in collated.documents(place)])
            for group in groups
        )
        found = [cluster for cluster in clusters if len(cluster.document_ids) > 1]
    return tuple(sorted(found, key=lambda cluster: cluster.document_ids))


def _cluster_of(members: Sequence[Dates]) -> SyndicationCluster:
    document_ids = sorted({member.document_id for member in members})
    return SyndicationCluster(
        cluster_id=content_id("syn", document_ids),
        first_document_id=min(members, key=_precedence).document_id,
        document_ids=tuple(document_ids),
    )


def _precedence(document: Dates) -> tuple[bool, str, bool, str, str]:
    published, retrieved = document.published_date, document.retrieved_at
    return (
        published is None,
        published or "",
        retrieved is None,
        retrieved or "",
        document.document_id,
    )


def _group(digests: Digests, sketches: Scratch) -> Iterator[Sequence[int]]:
    """Group the places of signatures that are sorted by length: closest pairs first."""

    @lru_cache(maxsize=_SKETCHES_OPEN)
    def sketch(place: int) -> Sketch:
        return open_sketch(sketches[place])

    def are_strangers(one: Sequence[int], other: Sequence[int]) -> bool:
        return any(
            measure_overlap(sketch(a), sketch(b)).containment < STRANGER_CONTAINMENT
            for a in _anchors(one)
            for b in _anchors(other)
        )

    links: set[bytes] = set()
    for one, other in find_candidates(digests):
        overlap = measure_overlap(sketch(one), sketch(other))
        if overlap.containment > LINK_CONTAINMENT:
            links.add(_pack_link(overlap, one, other))
    group_of = array("Q", range(len(digests)))
    groups: dict[int, Sequence[int]] = {}
    for link in sorted(links):
        *_, one, other = _LINK.unpack(link)
        ends = {name: groups.get(name, (name,)) for name in (group_of[one], group_of[other])}
        if len(ends) == 1 or are_strangers(*ends.values()):
            continue
        kept, joining = sorted(ends, key=lambda name: -len(ends[name]))
        for place in ends[joining]:
            group_of[place] = kept
        groups.pop(joining, None)
        groups[kept] = array("Q", sorted((*ends[kept], *ends[joining])))
    for place, name in enumerate(group_of):
        if place == name:
            yield groups.get(name, (name,))


def _pack_link(overlap: Overlap, one: int, other: int) -> bytes:
    """Pack a link so that the closest sorts first. Shares of 256 hashes differ by more than 2**-17."""
    apart, outside = (round((1 - share) * _SHARE_STEPS) for share in overlap)
    return _LINK.pack(apart, outside, one, other)


def _anchors(group: Sequence[int]) -> Sequence[int]:
    """Return the members that stand for a group, which is sorted by length."""
    if len(group) <= _SHORTEST_KEPT + _LONGEST_KEPT:
        return group
    return (*group[:_SHORTEST_KEPT], *group[-_LONGEST_KEPT:])
