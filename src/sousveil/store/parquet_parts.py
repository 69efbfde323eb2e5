"""Parquet files that are whole or not there: rows of text, written and read a few at a time."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any, Self

import duckdb

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.identifiers import canonical_json
from sousveil.staging import clear_staging, make_staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROWS_AT_A_TIME = 256
_ROW_GROUP = 2_048
_BYTES_A_FILE = 1024**2
"""Of JSON lines: DuckDB holds as much of each file of them as there is, up to 32 MiB."""
_QUIET = "SET enable_progress_bar = false"  # it would write over our own


def prepare_folder(folder: Path) -> None:
    """Make the folder of some parts, and clear away what processes that are gone left in it.

    Raises:
        CannotWrite: the disk does not take it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear_staging(folder, folder.name)
    except OSError as error:
        raise _cannot_write(error, folder) from error


def list_parts(folder: Path) -> list[Path]:
    """Return the parts of a folder, in the order of their names; none if it is not there."""
    return sorted(folder.glob("[!.]*.parquet"))


class Part:
    """A file in the making: rows as JSON lines beside its place, then Parquet, then renamed."""

    def __init__(self, folder: Path, columns: tuple[str, ...]) -> None:
        self.rows = self.bytes = self._longest = 0
        self._folder = folder
        self._columns = columns
        try:
            self._staging = make_staging(folder, folder.name)
        except OSError as error:
            raise _cannot_write(error, folder) from error
        self._names: list[Path] = []
        self._lines = self._next_file()

    def write(self, row: list[str | None]) -> None:
        """Add a row."""
        try:
            line = (canonical_json(dict(zip(self._columns, row, strict=True))) + "\n").encode()
        except ValueError as error:
            raise not_text("half of a surrogate pair", row) from error
        if b"\\u0000" in line and any("\0" in value for value in row if value):
            raise not_text("a NUL character", row)
        try:
            self._lines.write(line)
            if self._lines.tell() >= _BYTES_A_FILE:
                self._lines.close()
                self._lines = self._next_file()
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
                    f"COPY (SELECT * FROM read_json({_listed(self._names)}, "  # noqa: S608  # our own names
                    f"format = 'newline_delimited', columns = {{{columns}}}, "
                    f"maximum_object_size = {max(self._longest + 1, 256 * 1024)})) "
                    f"TO '{_quoted(parquet)}' "
                    f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
                )
            with parquet.open("rb") as file:
                os.fsync(file.fileno())
            parquet.replace(self._folder / name)
        except (OSError, duckdb.Error) as error:
            raise _cannot_write(error, self._folder) from error

    def _next_file(self) -> IO[bytes]:
        self._names.append(self._staging / f"rows-{len(self._names):05}.jsonl")
        return self._names[-1].open("wb")

    def discard(self) -> None:
        """Remove what is in the making."""
        with suppress(OSError):
            self._lines.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def select_rows(
    columns: tuple[str, ...],
    parts: list[Path],
    where: str = "",
    values: list[Any] | None = None,
    *,
    tail: str = "",
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of some parts in their order, a few at a time; none if there are no parts.

    ``tail`` is SQL that groups, orders or bounds them.
    """
    if not parts:
        return
    query = f"SELECT {', '.join(columns)} FROM {scan(parts)} WHERE {where or 'true'} {tail}"  # noqa: S608  # our own names
    with closing(_reader(os.getpid()).cursor()) as connection:
        connection.execute(_QUIET)
        found = connection.execute(query, values)
        while rows := found.fetchmany(_ROWS_AT_A_TIME):
            yield from rows


def select_block(
    columns: tuple[str, ...], part: Path, first: int, count: int
) -> list[tuple[Any, ...]]:
    """Return the rows of a part from one on, the first being 0, as many as are asked for."""
    query = (
        f"SELECT {', '.join(columns)} FROM read_parquet({_listed([part])}, file_row_number = true) "  # noqa: S608  # our own names
        "WHERE file_row_number >= ? AND file_row_number < ?"
    )
    with closing(_reader(os.getpid()).cursor()) as connection:
        connection.execute(_QUIET)
        return connection.execute(query, [first, first + count]).fetchall()


def count_rows(part: Path, where: str, values: list[str]) -> int:
    """Return how many rows of a part fulfil a condition."""
    return next(int(count) for (count,) in select_rows(("count(*)",), [part], where, values))


def with_repeated_ids(parts: list[Path]) -> Iterator[tuple[Path, set[str]]]:
    """Yield each part with those of its documents that an earlier one has: a part's worth is held.

    Parts come in the order of their names. The identifiers of all are looked at once.
    """
    places = f"(SELECT document_id, filename FROM read_parquet({_listed(parts)}, filename = true))"  # noqa: S608  # our own paths
    query = (
        f"SELECT DISTINCT filename, document_id FROM {places} JOIN "  # noqa: S608  # as above
        f"(SELECT document_id, min(filename) AS first FROM {places} GROUP BY document_id "
        "HAVING min(filename) < max(filename)) USING (document_id) "
        "WHERE filename > first ORDER BY filename"
    )
    if not parts:
        return
    with closing(_reader(os.getpid()).cursor()) as connection:
        connection.execute(_QUIET)
        connection.execute(query)
        rows = chain.from_iterable(iter(lambda: connection.fetchmany(_ROWS_AT_A_TIME), []))
        found = groupby(rows, key=itemgetter(0))
        filename, repeated = next(found, (None, ()))
        for part in sorted(parts):
            if filename != str(part):
                yield part, set()
                continue
            yield part, {document_id for _, document_id in repeated}
            filename, repeated = next(found, (None, ()))


def scan(parts: list[Path]) -> str:
    """Return the SQL that stands for the rows of some parts."""
    return f"read_parquet({_listed(parts)})"


@cache
def _reader(_process: int) -> duckdb.DuckDBPyConnection:
    """Return what a process reads with: to open it costs more than to look up a document."""
    return _connect()


def _connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB with one thread: rows keep their order, and the same rows give the same bytes."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute(_QUIET)
    return connection


def _listed(paths: list[Path]) -> str:
    return "[" + ", ".join(f"'{_quoted(path)}'" for path in paths) + "]"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def not_text(what: str, row: list[str | None]) -> BadInput:
    """Say that a row cannot be stored as text."""
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
