"""Items of a channel that knows beforehand how much there is to go through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sousveil.model.collection import Item

if TYPE_CHECKING:
    from collections.abc import Iterable


class CountedItems(Iterator[Item]):
    """The items of a channel that is made of a known number of parts: files, lines, archives.

    A collector may return this in place of a plain iterator, so that whoever waits is told
    how much is left. ``total`` may be more than there are in the end, as a list may name
    an address twice.
    """

    def __init__(self, parts: Iterable[Iterable[Item]], *, total: int | None, unit: str) -> None:
        self.total = total
        self.unit = unit
        self.done = 0
        self._items = self._go_through(parts)

    def __next__(self) -> Item:
        return next(self._items)

    def _go_through(self, parts: Iterable[Iterable[Item]]) -> Iterator[Item]:
        for part in parts:
            yield from part
            self.done += 1
