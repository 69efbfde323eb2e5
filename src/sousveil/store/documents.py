"""Documents: what readers made of snapshots, in Parquet files of bounded size.

``documents/RUN-00001.parquet`` and so on hold the documents of a run, ``clusters/`` which of
them carry one story. A file is whole or not there. Documents go out and come back a few
at a time, so memory does not grow with the collection.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from contextlib import closing, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb
from attrs import field, frozen

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.identifiers import canonical_json, content_id
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import SourceKind, SyndicationCluster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DOCUMENTS_PER_PART = 20_000
BYTES_PER_PART = 32 * 1024**2

_OF_READING = (
    *("reader", "reader_version", "status", "reason", "title", "author", "publisher"),
    *("published_date", "language", "text", "page_starts"),
)
_OF_ORIGIN = (
    *("snapshot_sha256", "name", "retrieved_at", "source_kind", "channel_id", "run_id"),
    *("event_dates", "extra"),
)
_DOCUMENT_COLUMNS = ("document_id", *_OF_ORIGIN, *_OF_READING)
_CLUSTER_COLUMNS = ("cluster_id", "first_document_id", "document_id")
_DOCUMENTS, _CLUSTERS = "documents", "clusters"
_STAGING = ".sousveil-new-"
_ROWS_AT_A_TIME = 256
_ROW_GROUP = 2_048


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
        return DocumentWriter(self._folder / _DOCUMENTS, run_id)

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
        parts = self._parts(_DOCUMENTS)
        for number, part in enumerate(parts):
            repeated = _repeated_ids(part, parts[:number])
            for row in _select(_DOCUMENT_COLUMNS, [part], " AND ".join(asked), values):
                if row[0] not in repeated:
                    yield _document_of(row)

    def get(self, document_id: str) -> StoredDocument | None:
        """Return the document of this identifier, None if there is none."""
        rows = _select(_DOCUMENT_COLUMNS, self._parts(_DOCUMENTS), "document_id = ?", [document_id])
        return next(map(_document_of, rows), None)

    def count(self) -> int:
        """Return the number of documents; one that was read again counts once."""
        counted = _select(("count(DISTINCT document_id)",), self._parts(_DOCUMENTS))
        return next((int(count) for (count,) in counted), 0)

    def write_clusters(self, clusters: Iterable[SyndicationCluster]) -> None:
        """Store which documents carry one story, in place of what was known before.

        Raises:
            CannotWrite: the disk does not take it; what was known before stays.
        """
        folder = self._folder / _CLUSTERS
        _prepare(folder)
        with _Part(folder, _CLUSTER_COLUMNS) as part:
            for cluster in clusters:
                for document_id in cluster.document_ids:
                    part.write([cluster.cluster_id, cluster.first_document_id, document_id])
            part.finish("clusters.parquet")

    def clusters(self) -> Iterator[SyndicationCluster]:
        """Yield every cluster, in the order in which they were written."""
        rows = _select(_CLUSTER_COLUMNS, self._parts(_CLUSTERS))
        for _, members in groupby(rows, key=itemgetter(0)):
            yield _cluster_of(list(members))

    def cluster_of(self, document_id: str) -> SyndicationCluster | None:
        """Return the cluster of a document, None if it stands alone."""
        parts = self._parts(_CLUSTERS)
        for cluster_id, *_ in _select(_CLUSTER_COLUMNS, parts, "document_id = ?", [document_id]):
            return _cluster_of(
                list(_select(_CLUSTER_COLUMNS, parts, "cluster_id = ?", [cluster_id]))
            )
        return None

    def _parts(self, kind: str) -> list[Path]:
        return sorted((self._folder / kind).glob("[!.]*.parquet"))


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
        _prepare(folder)
        self._folder = folder
        self._run_id = run_id
        self._limits = documents_per_part, bytes_per_part
        self._part: _Part | None = None
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
            self._part = _Part(self._folder, _DOCUMENT_COLUMNS)
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


class _Part:
    """A file in the making: rows as JSON lines beside its place, then Parquet, then renamed."""

    def __init__(self, folder: Path, columns: tuple[str, ...]) -> None:
        self.rows = self.bytes = self._longest = 0
        self._folder = folder
        self._columns = columns
        try:
            staging = tempfile.mkdtemp(prefix=f"{_STAGING}{os.getpid()}-", dir=folder)
        except OSError as error:
            raise _cannot_write(error, folder) from error
        self._staging = Path(staging)
        self._lines = (self._staging / "rows.jsonl").open("wb")

    def write(self, row: list[str | None]) -> None:
        """Add a row."""
        try:
            line = (canonical_json(dict(zip(self._columns, row, strict=True))) + "\n").encode()
        except ValueError as error:
            raise _not_text("half of a surrogate pair", row) from error
        if b"\\u0000" in line and any("\0" in value for value in row if value):
            raise _not_text("a NUL character", row)
        try:
            self._lines.write(line)
        except OSError as error:
            raise _cannot_write(error, self._folder) from error
        self.rows += 1
        self.bytes += len(line)
        self._longest = max(self._longest, len(line))

    def finish(self, name: str) -> None:
        """Turn the rows into the file of this name, in their order."""
        parquet = self._staging / name
        columns = ", ".join(f"'{column}': 'VARCHAR'" for column in self._columns)
        try:
            self._lines.close()
            with closing(_connect()) as connection:
                connection.execute(
                    f"COPY (SELECT * FROM read_json('{_quoted(self._staging / 'rows.jsonl')}', "  # noqa: S608  # our own names
                    f"format = 'newline_delimited', columns = {{{columns}}}, "
                    f"maximum_object_size = {max(self._longest + 1, 2 * 1024**2)})) "
                    f"TO '{_quoted(parquet)}' "
                    f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
                )
            with parquet.open("rb") as file:
                os.fsync(file.fileno())
            parquet.replace(self._folder / name)
        except (OSError, duckdb.Error) as error:
            raise _cannot_write(error, self._folder) from error

    def discard(self) -> None:
        """Remove what is in the making."""
        with suppress(OSError):
            self._lines.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def _prepare(folder: Path) -> None:
    """Make the folder, and clear away what processes that are gone left in the making."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"{_STAGING}*"):
            maker = path.name.removeprefix(_STAGING).partition("-")[0]
            if not (maker.isdecimal() and _is_running(int(maker))):
                shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        raise _cannot_write(error, folder) from error


def _is_running(process_id: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
    return True


def _repeated_ids(part: Path, earlier: list[Path]) -> set[str]:
    """Return which documents of a part are in an earlier one: only a part's worth is held."""
    if not earlier:
        return set()
    in_part = f"document_id IN (SELECT document_id FROM {_scan([part])})"  # noqa: S608  # a path of ours
    return {document_id for (document_id,) in _select(("document_id",), earlier, in_part)}


def _row_of(document: StoredDocument) -> list[str | None]:
    row: list[Any] = [document.document_id]
    for whole, names in ((document, _OF_ORIGIN), (document.reading, _OF_READING)):
        row += (getattr(whole, name) for name in names)
    try:
        return [canonical_json(value) if isinstance(value, tuple) else value for value in row]
    except ValueError as error:
        raise _not_text("half of a surrogate pair", row) from error


def _document_of(row: tuple[Any, ...]) -> StoredDocument:
    value = dict(zip(_DOCUMENT_COLUMNS, row, strict=True))
    value["status"] = ReadStatus(value["status"])
    value["source_kind"] = SourceKind(value["source_kind"])
    value["page_starts"] = tuple(json.loads(value["page_starts"]))
    for name in ("event_dates", "extra"):
        value[name] = tuple(map(tuple, json.loads(value[name])))
    reading = ReadResult(**{name: value[name] for name in _OF_READING})
    return StoredDocument(reading=reading, **{name: value[name] for name in _OF_ORIGIN})


def _cluster_of(rows: list[tuple[Any, ...]]) -> SyndicationCluster:
    cluster_id, first_document_id, _ = rows[0]
    return SyndicationCluster(
        cluster_id=cluster_id,
        first_document_id=first_document_id,
        document_ids=tuple(document_id for *_, document_id in rows),
    )


def _select(
    columns: tuple[str, ...], parts: list[Path], where: str = "", values: list[str] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of some parts in their order, a few at a time; none if there are no parts."""
    if not parts:
        return
    query = f"SELECT {', '.join(columns)} FROM {_scan(parts)} WHERE {where or 'true'}"  # noqa: S608  # our own names
    with closing(_connect()) as connection:
        found = connection.execute(query, values)
        while rows := found.fetchmany(_ROWS_AT_A_TIME):
            yield from rows


def _scan(parts: list[Path]) -> str:
    return "read_parquet([" + ", ".join(f"'{_quoted(part)}'" for part in parts) + "])"


def _connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB with one thread: rows keep their order, and the same rows give the same bytes."""
    return duckdb.connect(":memory:", config={"threads": 1})


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _not_text(what: str, row: list[str | None]) -> BadInput:
    return BadInput(
        f"the document's text holds {what}, which no file of text can",
        where=f"{row[0]} {row[2]}",
        next_step="replace it where the document is read",
    )


def _cannot_write(error: Exception, folder: Path) -> CannotWrite:
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
    return CannotWrite(
        f"the documents could not be stored: {reason}; nothing was left half-written",
        where=str(folder),
        next_step="free some space or correct the permissions, then run the command again",
    )
