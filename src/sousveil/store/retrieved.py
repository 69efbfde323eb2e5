"""Documents by what they were read from and when, without their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.store.documents import CLUSTERS_FOLDER, DOCUMENTS_FOLDER
from sousveil.store.parquet_parts import list_parts, scan, select_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@frozen
class RetrievedDocument:
    """A document with the snapshot that it was read from, and when that was retrieved."""

    document_id: str
    snapshot_sha256: str
    retrieved_at: str


def read_clustered(home: Path) -> Iterator[RetrievedDocument]:
    """Yield the documents of a workspace that are in a syndication cluster; some more than once."""
    clusters = list_parts(home / CLUSTERS_FOLDER)
    if clusters:
        documents = list_parts(home / DOCUMENTS_FOLDER)
        is_clustered = f"document_id IN (SELECT document_id FROM {scan(clusters)})"  # noqa: S608  # a path of ours
        columns = ("document_id", "snapshot_sha256", "retrieved_at")
        for row in select_rows(columns, documents, is_clustered):
            yield RetrievedDocument(*row)
