"""Which of a workspace's sources carry one story: what documents were grouped, source by source.

Documents are grouped anew each time that some are read, so an edition as of a date has the
groups of now, of the documents that were there by then.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from sousveil.model.identifiers import content_id
from sousveil.model.moment import is_until, parse_as_of
from sousveil.model.source import SourceCluster
from sousveil.store import schema
from sousveil.store.documents import DocumentStore
from sousveil.store.retrieved import read_clustered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from sousveil.store.retrieved import RetrievedDocument


def read_source_clusters(
    connection: Connection, home: Path, as_of: str | None = None
) -> tuple[SourceCluster, ...]:
    """Return the cluster of each source that is in one, sorted by source.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    store = DocumentStore(home)
    members = {cluster.cluster_id: cluster.document_ids for cluster in store.clusters()}
    if not members:
        return ()
    documents = {one.document_id: one for one in read_clustered(home)}
    if as_of is not None:
        members = _until(members, documents, as_of)
    snapshot = schema.snapshot
    rows = connection.execute(select(snapshot.c.sha256, snapshot.c.source_id))
    source_of = {row.sha256: row.source_id for row in rows}
    sources = {
        cluster_id: sorted(
            {
                source_of[documents[one].snapshot_sha256]
                for one in document_ids
                if one in documents and documents[one].snapshot_sha256 in source_of
            }
        )
        for cluster_id, document_ids in members.items()
    }
    return tuple(
        SourceCluster(source_id=source_id, cluster_id=name, cluster_size=size)
        for source_id, name, size in sorted(_tie(sources, members))
    )


def _until(
    members: Mapping[str, tuple[str, ...]],
    documents: Mapping[str, RetrievedDocument],
    as_of: str,
) -> dict[str, tuple[str, ...]]:
    """Return what is left of clusters of the documents retrieved by a moment, named as of then."""
    last = parse_as_of(as_of)
    found = {}
    for cluster_id, document_ids in members.items():
        left = tuple(
            one
            for one in document_ids
            if one in documents and is_until(documents[one].retrieved_at, last)
        )
        if len(left) > 1:
            whole = left == document_ids
            found[cluster_id if whole else content_id("syn", list(left))] = left
    return found


def _tie(
    sources: Mapping[str, Iterable[str]], members: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, int]]:
    """Give (source, cluster, its documents); clusters that share a source are one, the first."""
    clusters_of: dict[str, list[str]] = defaultdict(list)
    for cluster_id in sorted(sources):
        for source_id in sources[cluster_id]:
            clusters_of[source_id].append(cluster_id)
    tied: dict[str, str] = {cluster_id: cluster_id for cluster_id in sources}
    for several in clusters_of.values():
        roots = sorted({_root(tied, cluster_id) for cluster_id in several})
        for root in roots[1:]:
            tied[root] = roots[0]
    sizes: dict[str, int] = defaultdict(int)
    for cluster_id in sources:
        sizes[_root(tied, cluster_id)] += len(members[cluster_id])
    for source_id, several in clusters_of.items():
        root = _root(tied, several[0])
        yield source_id, root, sizes[root]


def _root(tied: Mapping[str, str], cluster_id: str) -> str:
    while tied[cluster_id] != cluster_id:
        cluster_id = tied[cluster_id]
    return cluster_id
