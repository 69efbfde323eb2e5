"""The whole log as JSON Lines: written out and taken in again to the byte.

The first line says what the file is. Each line after it holds a row and the hash over it and
all lines before it; the last one says how many there were. So a line that was changed, lost,
moved or added shows, and where.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from attrs import frozen

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.identifiers import canonical_bytes, sha256_of
from sousveil.pipeline.workspace import open_workspace
from sousveil.staging import writing_whole
from sousveil.store import schema
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import Journal
from sousveil.store.whole_log import (
    TABLES,
    is_empty,
    read_rows,
    restore_conveniences,
    write_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from sousveil.settings import Settings

_FIRST = canonical_bytes({"format": "sousveil log", "version": 1})
_COLUMNS = {name: set(schema.metadata.tables[name].c.keys()) for name in TABLES}


@frozen(kw_only=True)
class ExportSummary:
    """How many rows a file has, and the hash that stands for all of it."""

    rows: int
    chain: str


def export_log(settings: Settings, path: Path) -> ExportSummary:
    """Write sources, snapshots, claims, decisions, journal and searches into one file.

    The bytes of snapshots and the texts of documents are not in it (``sousveil backup`` has
    them), nor accounts. The file is whole, or not there.

    Raises:
        LogCorrupt: the log does not verify; nothing is written.
        CannotWrite: the disk does not take it.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        _verify(connection)
        try:
            with writing_whole(path) as file:
                return _write(file, connection)
        except OSError as error:
            raise CannotWrite(
                f"the log could not be written: {error.strerror}; nothing was left half-written",
                where=str(path),
                next_step="free some space or choose another place, then run the command again",
            ) from error


def import_log(settings: Settings, path: Path) -> ExportSummary:
    """Take a file of ``export_log`` into an empty workspace, all of it or nothing.

    Exported again, it gives the same bytes.

    Raises:
        BadInput: a line is not as it was written; it is named.
        LogCorrupt: the lines are, but what they say does not verify.
        CannotWrite: the workspace is not empty, or the disk does not take it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            next_step="give a file that `sousveil log export` wrote",
        ) from error
    with file, open_workspace(settings) as database, database.writing() as connection:
        if not is_empty(connection):
            raise CannotWrite(
                "the workspace is not empty",
                where=str(settings.home),
                next_step=f"sousveil --home NEW_FOLDER log import {path}",
            )
        reader = _Reader(file, str(path))
        for name, rows in groupby(reader.rows(), itemgetter(0)):
            try:
                write_rows(connection, name, (row for _, row in rows))
            except BadInput as error:
                if error.where:
                    raise
                raise reader.wrong(error.what) from error
        _verify(connection)
        restore_conveniences(connection)
        return ExportSummary(rows=reader.count, chain=reader.chain)


def _verify(connection: Connection) -> None:
    for entries in (DecisionLog(connection).read(), Journal(connection).read()):
        for _entry in entries:
            pass
    for _claim in ClaimStore(connection).read_claims():
        pass


def _write(file: IO[bytes], connection: Connection) -> ExportSummary:
    chain, count = sha256_of(_FIRST), 0
    file.write(_FIRST + b"\n")
    for table, row in read_rows(connection):
        chain, line = _line(chain, {"row": row, "table": table})
        file.write(line + b"\n")
        count += 1
    chain, line = _line(chain, {"rows": count})
    file.write(line + b"\n")
    return ExportSummary(rows=count, chain=chain)


def _line(chain: str, said: dict[str, Any]) -> tuple[str, bytes]:
    """Return the hash over what a line says and all before it, and the line."""
    chain = sha256_of(chain.encode() + canonical_bytes(said))
    return chain, canonical_bytes(said | {"chain": chain})


class _Reader:
    """Reads the lines of a file, and knows at which one it is."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._number = 0
        self.chain = sha256_of(_FIRST)
        self.count = 0

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give (table, row) of every line.

        Raises:
            BadInput: a line is not as it was written.
        """
        lines = iter(self._file)
        if self._next(lines) != _FIRST:
            raise self.wrong("this is no log that this version can read")
        while (said := self._said(self._next(lines))).keys() != {"rows"}:
            table, row = said.get("table"), said.get("row")
            if table not in _COLUMNS or not isinstance(row, dict) or set(row) != _COLUMNS[table]:
                raise self.wrong("the line holds no row of a table that this version knows")
            self.count += 1
            yield table, row
        if said["rows"] != self.count:
            raise self.wrong(f"the file should have {said['rows']} rows and has {self.count}")
        if next(lines, None) is not None:
            self._number += 1
            raise self.wrong("something stands after the last line")

    def wrong(self, what: str) -> BadInput:
        """Return the error that says what is wrong with the line."""
        return BadInput(
            what,
            where=f"{self._name}:{self._number}",
            next_step="take another copy of the file, or export the log again",
        )

    def _next(self, lines: Iterator[bytes]) -> bytes:
        self._number += 1
        line = next(lines, b"")
        if not line.endswith(b"\n"):
            raise self.wrong("the file ends here: it is not whole")
        return line[:-1]

    def _said(self, line: bytes) -> dict[str, Any]:
        try:
            said = json.loads(line)
        except ValueError as error:
            raise self.wrong("the line is no JSON: it was changed") from error
        if not isinstance(said, dict) or "chain" not in said:
            raise self.wrong("the line was changed after it was written")
        del said["chain"]
        try:
            chain, expected = _line(self.chain, said)
        except ValueError as error:
            raise self.wrong("the line was changed after it was written") from error
        if expected != line:
            raise self.wrong("the line was changed after it was written, or one before it is gone")
        self.chain = chain
        return said
