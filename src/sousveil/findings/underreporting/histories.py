"""Capture histories: how many countries are on which of several lists.

The keys are tuples of 0 and 1, one place for each list. The history of only zeros is what
the lists cannot show and is never in here.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

History = tuple[int, ...]


@frozen(kw_only=True)
class Histories:
    """Counts by history, of all histories that can be seen."""

    names: tuple[str, ...]
    counts: tuple[tuple[History, int], ...]

    @classmethod
    def of(cls, names: tuple[str, ...], present: NDArray[np.float64]) -> Histories:
        """Count the rows of a matrix of units by lists, 1 where a list has the unit."""
        found = Counter(tuple(int(value) for value in row) for row in present)
        seen = [history for history in product((0, 1), repeat=len(names)) if any(history)]
        return cls(names=names, counts=tuple((h, found[h]) for h in seen))

    @property
    def observed(self) -> int:
        """How many units at least one list has."""
        return sum(count for _, count in self.counts)

    def size(self, place: int) -> int:
        """Return how many units one list has."""
        return sum(count for history, count in self.counts if history[place])

    def overlap(self, first: int, second: int) -> int:
        """Return how many units two lists both have."""
        return sum(count for history, count in self.counts if history[first] and history[second])

    def on_exactly(self, lists: int) -> int:
        """Return how many units just so many lists have."""
        return sum(count for history, count in self.counts if sum(history) == lists)
