"""Documents: what readers made of snapshots, in Parquet files of bounded size.

``documents/RUN-00001.parquet`` and so on hold the documents of a run, ``clusters/`` which of
them carry one story. A file is whole or not there. Documents go out and come back a few
at a time, so memory does not grow with the collection.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen

from sousveil.errors import BadInput
from sousveil.model.identifiers import canonical_json, content_id
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import SourceKind, SyndicationCluster
from sousveil.store.parquet_parts import (
    Part,
    list_parts,
    not_text,
    prepare_folder,
    scan,
    select_rows,
    with_repeated_ids,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

DOCUMENTS_FOLDER = "documents"
DOCUMENTS_PER_PART = 20_000
BYTES_PER_PART = 4 * 1024**2
"""What the making of a file takes in memory is some multiple of this."""

_OF_READING = (
    *("reader", "reader_version", "status", "reason", "title", "author", "publisher"),
    *("published_date", "language", "text", "page_starts"),
)
_OF_ORIGIN = (
    *("snapshot_sha256", "name", "retrieved_at", "source_kind", "channel_id", "run_id"),
    *("event_dates", "extra"),
)
DOCUMENT_COLUMNS = ("document_id", *_OF_ORIGIN, *_OF_READING)
_CLUSTER_COLUMNS = ("cluster_id", "first_document_id", "document_id")
CLUSTERS_FOLDER = "clusters"


@frozen(kw_only=True)
class StoredDocument:
    """A document with where it came from. ``name`` is the URL, or the name in an archive.

    ``retrieved_at`` is when the snapshot was, ``event_dates`` and ``extra`` what the channel
    said beyond the reader.
    """

    snapshot_sha256: str
    name: str
    reading: ReadResult
    retrieved_at: str
    source_kind: SourceKind
    channel_id: str
    run_id: str
    event_dates: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    document_id: str = field(init=False)

    @document_id.default
    def _document_id(self) -> str:
        reading = self.reading
        return content_id("doc", [self.snapshot_sha256, reading.reader, reading.reader_version])


class DocumentStore:
    """A folder of documents. Read it while others write: a file appears when it is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writing(self, run_id: str) -> DocumentWriter:
        """Return a writer for the documents of a run, to be used in a ``with`` block.

        Raises:
            BadInput: the run's name cannot be part of a file's name.
            CannotWrite: the folder cannot be made.
        """
        return DocumentWriter(self._folder / DOCUMENTS_FOLDER, run_id)

    def documents(
        self,
        *,
        language: str | None = None,
        from_date: str | None = None,
        to_date: str | None = None,
    ) -> Iterator[StoredDocument]:
        """Yield every document once, in the order of the files' names and of writing.

        One that was read again has the same identifier, and its first place counts.
        ``from_date`` and ``to_date`` (both included, ISO 8601) bound the date of publication:
        a document without one is not yielded under them, and '2022-05' precedes '2022-05-01'.
        """
        conditions = {
            "language = ?": language,
            "published_date >= ?": from_date,
            "left(published_date, len(?)) <= ?": to_date,
        }
        asked = {sql: value for sql, value in conditions.items() if value is not None}
        values = [value for sql, value in asked.items() for _ in range(sql.count("?"))]
        parts = list_parts(self._folder / DOCUMENTS_FOLDER)
        for part, repeated in with_repeated_ids(parts):
            for row in select_rows(DOCUMENT_COLUMNS, [part], " AND ".join(asked), values):
                if row[0] not in repeated:
                    yield document_of(row)

    def get(self, document_id: str) -> StoredDocument | None:
        """Return the document of this identifier, None if there is none."""
        parts = list_parts(self._folder / DOCUMENTS_FOLDER)
        rows = select_rows(DOCUMENT_COLUMNS, parts, "document_id = ?", [document_id])
        return next(map(document_of, rows), None)

    def named(self, name: str, *, limit: int) -> list[StoredDocument]:
        """Return the first documents of a name, such as the address of a page."""
        parts = list_parts(self._folder / DOCUMENTS_FOLDER)
        rows = select_rows(DOCUMENT_COLUMNS, parts, "name = ?", [name])
        return [document_of(row) for row in islice(rows, limit)]

    def count(self, *, status: ReadStatus | None = None) -> int:
        """Return the number of documents (of one status); one that was read again counts once."""
        counted = select_rows(
            ("count(DISTINCT document_id)",),
            list_parts(self._folder / DOCUMENTS_FOLDER),
            "status = ?" if status is not None else "",
            [status.value] if status is not None else None,
        )
        return next((int(count) for (count,) in counted), 0)

    def write_clusters(self, clusters: Iterable[SyndicationCluster]) -> None:
        """Store which documents carry one story, in place of what was known before.

        Raises:
            CannotWrite: the disk does not take it; what was known before stays.
        """
        folder = self._folder / CLUSTERS_FOLDER
        prepare_folder(folder)
        with Part(folder, _CLUSTER_COLUMNS) as part:
            for cluster in clusters:
                for document_id in cluster.document_ids:
                    part.write([cluster.cluster_id, cluster.first_document_id, document_id])
            part.finish("clusters.parquet")

    def clusters(self) -> Iterator[SyndicationCluster]:
        """Yield every cluster, in the order in which they were written."""
        rows = select_rows(_CLUSTER_COLUMNS, list_parts(self._folder / CLUSTERS_FOLDER))
        for _, members in groupby(rows, key=itemgetter(0)):
            yield _cluster_of(list(members))

    def cluster_of(self, document_id: str) -> SyndicationCluster | None:
        """Return the cluster of a document, None if it stands alone."""
        parts = list_parts(self._folder / CLUSTERS_FOLDER)
        for cluster_id, *_ in select_rows(
            _CLUSTER_COLUMNS, parts, "document_id = ?", [document_id]
        ):
            return _cluster_of(
                list(select_rows(_CLUSTER_COLUMNS, parts, "cluster_id = ?", [cluster_id]))
            )
        return None

    def cluster_sizes(self, document_ids: Collection[str]) -> dict[str, int]:
        """Return how many documents carry the story of some documents; one alone is left out."""
        parts = list_parts(self._folder / CLUSTERS_FOLDER)
        if not parts:
            return {}
        asked = sorted(document_ids)
        marks = ", ".join("?" * len(asked))
        same = (
            f"cluster_id IN (SELECT cluster_id FROM {scan(parts)} WHERE document_id IN ({marks}))"  # noqa: S608  # marks for values
        )
        rows = list(select_rows(("cluster_id", "document_id"), parts, same, asked))
        sizes = Counter(cluster_id for cluster_id, _ in rows)
        wanted = set(asked)
        return {
            document_id: sizes[cluster_id]
            for cluster_id, document_id in rows
            if document_id in wanted
        }


def document_of(row: tuple[Any, ...]) -> StoredDocument:
    """Return the document of a row as it is stored: its ``DOCUMENT_COLUMNS``."""
    value = dict(zip(DOCUMENT_COLUMNS, row, strict=True))
    value["status"] = ReadStatus(value["status"])
    value["source_kind"] = SourceKind(value["source_kind"])
    value["page_starts"] = tuple(json.loads(value["page_starts"]))
    for name in ("event_dates", "extra"):
        value[name] = tuple(map(tuple, json.loads(value[name])))
    reading = ReadResult(**{name: value[name] for name in _OF_READING})
    return StoredDocument(reading=reading, **{name: value[name] for name in _OF_ORIGIN})


class DocumentWriter:
    """Writes the documents of one run; a run has one writer at a time.

    What was flushed is stored; a block that fails, or a process that is killed, loses only
    what was handed over since.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        *,
        documents_per_part: int = DOCUMENTS_PER_PART,
        bytes_per_part: int = BYTES_PER_PART,
    ) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", run_id):
            raise BadInput(
                "a run's name is made of letters, digits, '_', '-' and '.'",
                where=run_id,
                next_step="give the run another name",
            )
        prepare_folder(folder)
        self._folder = folder
        self._run_id = run_id
        self._limits = documents_per_part, bytes_per_part
        self._part: Part | None = None
        self._pending: set[str] = set()
        numbers = re.compile(re.escape(run_id) + r"-(\d+)\.parquet")
        taken = (numbers.fullmatch(path.name) for path in folder.iterdir())
        self._number = max((int(match[1]) for match in taken if match), default=0)

    def write(self, document: StoredDocument) -> None:
        """Hand over a document; it is stored at the latest when the block ends well.

        One that was handed over since the last flush already is not stored twice.

        Raises:
            BadInput: its text holds what cannot be stored as UTF-8; nothing of it is kept.
            CannotWrite: the disk does not take it.
        """
        if document.document_id in self._pending:
            return
        if self._part is None:
            self._part = Part(self._folder, DOCUMENT_COLUMNS)
        self._part.write(_row_of(document))
        self._pending.add(document.document_id)
        documents, size = self._limits
        if self._part.rows >= documents or self._part.bytes >= size:
            self.flush()

    def flush(self) -> None:
        """Store everything that was handed over."""
        if self._part is not None:
            part, self._part = self._part, None
            self._pending.clear()
            with part:
                self._number += 1
                part.finish(f"{self._run_id}-{self._number:05}.parquet")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            self.flush()
        elif self._part is not None:
            self._part.discard()


def _row_of(document: StoredDocument) -> list[str | None]:
    row: list[Any] = [document.document_id]
    for whole, names in ((document, _OF_ORIGIN), (document.reading, _OF_READING)):
        row += (getattr(whole, name) for name in names)
    try:
        return [canonical_json(value) if isinstance(value, tuple) else value for value in row]
    except ValueError as error:
        raise not_text("half of a surrogate pair", row) from error


def _cluster_of(rows: list[tuple[Any, ...]]) -> SyndicationCluster:
    cluster_id, first_document_id, _ = rows[0]
    return SyndicationCluster(
        cluster_id=cluster_id,
        first_document_id=first_document_id,
        document_ids=tuple(document_id for *_, document_id in rows),
    )
