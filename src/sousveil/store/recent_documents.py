"""Documents that a server looks up one by one: where each is stands in memory, the last ones whole.

What an identifier stands for never changes, and neither does a file once it is there: so what
is kept is never out of date. A document that is not known is looked for in every file.

A file is unpacked as a whole, whether one document is wanted or a hundred: so a document comes
with those that were written around it, and threads that want one of them read them once.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import OrderedDict
from concurrent.futures import Future
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from sousveil.store.documents import (
    DOCUMENT_COLUMNS,
    DOCUMENTS_FOLDER,
    DocumentStore,
    document_of,
)
from sousveil.store.parquet_parts import list_parts, select_block, select_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sousveil.store.documents import StoredDocument

_BLOCK = 512
"""Documents that are read at once. Who writes a file bounds its bytes, and so those of a block."""
_BYTES_KEPT = 64 * 1024**2
_PLACES_KEPT = 4_096
"""A coder sees a document before and after deciding, and then no more."""


class RecentDocuments(DocumentStore):
    """A folder of documents that threads share, for as long as a server runs.

    ``bytes_kept`` bounds what is kept whole, but for one block, which is there in any case.
    """

    def __init__(self, folder: Path, *, bytes_kept: int = _BYTES_KEPT) -> None:
        super().__init__(folder)
        self._parts = folder / DOCUMENTS_FOLDER
        self._orders: dict[Path, _Order] = {}
        self._blocks = _Blocks(bytes_kept)
        self._place_of = lru_cache(_PLACES_KEPT)(self._find)

    def get(self, document_id: str) -> StoredDocument | None:
        """Return the document of this identifier, None if there is none."""
        try:
            part, row = self._place_of(document_id)
        except LookupError:  # not kept: it may be written yet
            return None
        return document_of(self._row(part, row))

    def _find(self, document_id: str) -> tuple[Path, int]:
        """Return the first file that has a document, and the number of its row."""
        for part in list_parts(self._parts):
            for row in self._order_of(part).rows_of(document_id):
                if self._row(part, row)[0] == document_id:
                    return part, row
        raise LookupError(document_id)

    def _row(self, part: Path, row: int) -> tuple[Any, ...]:
        return self._blocks.get(part, row // _BLOCK)[row % _BLOCK]

    def _order_of(self, part: Path) -> _Order:
        known = self._orders.get(part)
        if known is None:
            known = self._orders[part] = _read_order(part)
        return known


class _Order(NamedTuple):
    """The hashes of a file's identifiers, in order, and the row of each: 12 bytes for a document."""

    hashes: array[int]
    rows: array[int]

    def rows_of(self, document_id: str) -> Iterator[int]:
        """Yield the rows that may be the document's: those with its hash."""
        wanted = hash(document_id)
        place = bisect_left(self.hashes, wanted)
        while place < len(self.hashes) and self.hashes[place] == wanted:
            yield self.rows[place]
            place += 1


def _read_order(part: Path) -> _Order:
    ids = select_rows(("document_id",), [part])
    pairs = sorted((hash(document_id), row) for row, (document_id,) in enumerate(ids))
    return _Order(array("q", (one for one, _ in pairs)), array("i", (row for _, row in pairs)))


class _Blocks:
    """Rows of files, a block at a time: those that were asked for last, as far as they fit.

    Who asks first for a block reads it, and whoever asks meanwhile waits for that.
    """

    def __init__(self, bytes_kept: int) -> None:
        self._bytes_kept = bytes_kept
        self._turn = Lock()
        self._asked: OrderedDict[tuple[Path, int], Future[list[tuple[Any, ...]]]] = OrderedDict()
        self._sizes: dict[tuple[Path, int], int] = {}

    def get(self, part: Path, number: int) -> list[tuple[Any, ...]]:
        """Return the rows of a block: the one of this number in a file."""
        place = part, number
        with self._turn:
            asked = self._asked.get(place)
            is_first = asked is None
            if asked is None:
                asked = self._asked[place] = Future()
            self._asked.move_to_end(place)
        if is_first:
            self._read(place, asked)
        return asked.result()

    def _read(self, place: tuple[Path, int], asked: Future[list[tuple[Any, ...]]]) -> None:
        part, number = place
        try:
            rows = select_block(DOCUMENT_COLUMNS, part, number * _BLOCK, _BLOCK)
        except BaseException as error:  # noqa: BLE001  # all who wait are told of it
            with self._turn:
                del self._asked[place]  # the next who asks tries again
            asked.set_exception(error)
            return
        asked.set_result(rows)
        with self._turn:
            self._sizes[place] = sum(sys.getsizeof(value) for row in rows for value in row)
            self._forget()

    def _forget(self) -> None:
        """Let go what was asked for longest ago, until the rest fits; never the last block."""
        while sum(self._sizes.values()) > self._bytes_kept and len(self._sizes) > 1:
            oldest = next(place for place in self._asked if place in self._sizes)
            del self._asked[oldest], self._sizes[oldest]
