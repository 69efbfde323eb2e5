"""Read what a run archived into documents, in workers that may die; group wire copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.errors import BadInput, NotFound
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.archive.record import ArchivedPlace
from sousveil.sources.archive.snapshots import read_snapshot as read_archived
from sousveil.sources.reading.read import read_snapshot
from sousveil.sources.syndication.clusters import cluster_documents
from sousveil.sources.syndication.collating import SyndicationInput
from sousveil.sources.syndication.signatures import METHOD, sign_text, unpack_signature
from sousveil.store.collection_store import CollectionStore
from sousveil.store.documents import DocumentStore, StoredDocument
from sousveil.store.signatures import SignatureStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.collection import Channel, Retrieval, Run
    from sousveil.model.progress import Stage
    from sousveil.settings import Settings
    from sousveil.store.database import Database

READ_SECONDS = 120
READ_MEMORY_BYTES = 1024 * 1024 * 1024
CRASHED = "crashed"
_LOOKED_UP = 64
"""Retrievals that are looked up at a time."""


@frozen(kw_only=True)
class ReadTask:
    """A snapshot on its way to a worker."""

    data: bytes
    media_type: str | None
    name: str


def read_task(task: ReadTask) -> ReadResult:
    """Read one snapshot; what a worker runs."""
    return read_snapshot(task.data, media_type=task.media_type, name=task.name)


def read_run(  # the parts of one run
    settings: Settings,
    database: Database,
    run: Run,
    channel: Channel,
    workers: int,
    stage: Stage,
) -> tuple[int, tuple[tuple[str, str, str], ...]]:
    """Read the new snapshots of a run into documents.

    Returns:
        How many documents have text, and what could not be read as (name, status, reason).
    """
    with database.reading() as connection:
        total = CollectionStore(connection).count_new_snapshots(run.run_id)
    waiting: dict[str, Retrieval] = {}
    results = map_isolated(
        read_task,
        _tasks(settings, database, run, waiting),
        workers=workers,
        timeout_seconds=READ_SECONDS,
        memory_bytes=READ_MEMORY_BYTES,
    )
    if total:
        stage.tell(0, total, "snapshots")
    count, problems = 0, []
    with DocumentStore(settings.home).writing(run.run_id) as writer:
        for number, (name, result) in enumerate(results, start=1):
            stage.tell(number, total, "snapshots")
            retrieval = waiting.pop(name)
            if isinstance(result, Crash):
                problems.append((name, CRASHED, result.reason))
                continue
            if result.status is not ReadStatus.READ:
                problems.append((name, result.status.value, result.reason or ""))
            try:
                writer.write(_document(retrieval, result, channel))
            except BadInput as error:
                problems.append((name, ReadStatus.FAILED.value, error.what))
                continue
            count += result.status is ReadStatus.READ
    return count, tuple(problems)


def group_documents(settings: Settings) -> int:
    """Group all documents of a workspace that carry one story; return how many groups.

    Only documents that have no signature yet are read.
    """
    stored = SignatureStore(settings.home, method=METHOD, sign=sign_text)
    clusters = cluster_documents(
        (
            SyndicationInput(
                document_id=document.document_id,
                signature=unpack_signature(document.signature),
                published_date=document.published_date,
                retrieved_at=document.retrieved_at,
            )
            for document in stored.signatures()
        ),
        folder=settings.home,
    )
    DocumentStore(settings.home).write_clusters(clusters)
    return len(clusters)


def read_snapshot_bytes(settings: Settings, database: Database, sha256: str) -> bytes:
    """Return the archived bytes of a snapshot, whether or not they are still on the web.

    Raises:
        NotFound: the archive has no such snapshot.
    """
    with database.reading() as connection:
        places = CollectionStore(connection).archive_places(sha256)
    missing = NotFound(
        "no retrieval has this snapshot",
        where=f"sha256:{sha256[:12]}",
        next_step="sousveil source list shows the documents and their snapshots",
    )
    for warc_file, warc_offset in places:
        place = ArchivedPlace(warc_file=warc_file, warc_offset=warc_offset)
        try:
            return read_archived(settings.archive, place, sha256)
        except NotFound as error:  # a revisit, or damage: another record may have the bytes
            missing = error
    raise missing


def _tasks(
    settings: Settings, database: Database, run: Run, waiting: dict[str, Retrieval]
) -> Iterator[tuple[str, ReadTask]]:
    """Give the tasks of a run, and keep in ``waiting`` what is being read and nothing else.

    The same bytes retrieved twice are one task.
    """
    name = ""
    while True:
        with database.reading() as connection:
            store = CollectionStore(connection)
            batch = store.new_snapshots(run.run_id, after=name, limit=_LOOKED_UP)
        for retrieval in batch:
            name = retrieval.name
            waiting[name] = retrieval
            data = read_snapshot_bytes(settings, database, retrieval.snapshot_sha256 or "")
            yield name, ReadTask(data=data, media_type=retrieval.media_type, name=name)
        if len(batch) < _LOOKED_UP:
            return


def _document(retrieval: Retrieval, result: ReadResult, channel: Channel) -> StoredDocument:
    """Join what the reader found with what the channel said; the channel's dates come first."""
    about = retrieval.description
    reading = evolve(
        result,
        title=about.title or result.title,
        author=about.author or result.author,
        publisher=about.publisher or result.publisher or channel.effort.outlet,
        published_date=about.published_date or result.published_date,
        language=result.language or about.language,
    )
    return StoredDocument(
        snapshot_sha256=retrieval.snapshot_sha256 or "",
        name=retrieval.name,
        reading=reading,
        retrieved_at=retrieval.retrieved_at,
        source_kind=about.kind or channel.source_kind,
        channel_id=channel.channel_id,
        run_id=retrieval.run_id,
        event_dates=about.event_dates,
        extra=about.extra,
    )
