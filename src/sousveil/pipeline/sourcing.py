"""What a document is cited as: the source that it is of, and the snapshot that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.claims.candidate_claims import make_source
from sousveil.errors import NotFound
from sousveil.model.source import Snapshot

if TYPE_CHECKING:
    from sousveil.model.source import Source
    from sousveil.store.collection_store import CollectionStore
    from sousveil.store.documents import StoredDocument

_OCTETS = "application/octet-stream"


def source_of(collected: CollectionStore, document: StoredDocument) -> tuple[Source, Snapshot]:
    """Return the source and the snapshot that a document was read from, as claims cite them.

    Raises:
        NotFound: the database does not know how the snapshot was retrieved.
    """
    retrieval = collected.archived(document.snapshot_sha256)
    if retrieval is None or retrieval.size_bytes is None:
        raise NotFound(
            "no retrieval has the snapshot of this document",
            where=document.document_id,
            next_step="use the database that the document was collected into",
        )
    licences = {channel.channel_id: channel.licence for channel in collected.channels()}
    source = make_source(document, licences.get(document.channel_id))
    snapshot = Snapshot(
        sha256=document.snapshot_sha256,
        source_id=source.source_id,
        media_type=retrieval.media_type or _OCTETS,
        size_bytes=retrieval.size_bytes,
        retrieved_at=retrieval.retrieved_at,
    )
    return source, snapshot
