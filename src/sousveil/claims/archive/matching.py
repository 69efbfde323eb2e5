"""Find literals in bytes: with Hyperscan where it is installed, without it otherwise."""

from __future__ import annotations

import importlib.util
import threading
from typing import TYPE_CHECKING, Any, Protocol

from ahocorasick_rs import BytesAhoCorasick

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HAS_HYPERSCAN = importlib.util.find_spec("hyperscan") is not None


class Matcher(Protocol):
    """Finds which of many literals are in a text, to the letter."""

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        ...


def make_matcher(literals: Sequence[bytes]) -> Matcher:
    """Return the fastest matcher that is installed."""
    return HyperscanMatcher(literals) if HAS_HYPERSCAN else AhoCorasickMatcher(literals)


class HyperscanMatcher:
    """Finds all literals in one pass of Hyperscan, which asks for a scratch space per thread."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        import hyperscan  # noqa: PLC0415  # an extra

        self._scratches = threading.local()
        self._new_scratch: Callable[[Any], Any] = hyperscan.Scratch
        self._database: Any = hyperscan.Database()
        self._database.compile(
            expressions=list(literals),
            ids=list(range(len(literals))),
            elements=len(literals),
            flags=hyperscan.HS_FLAG_SINGLEMATCH,
            literal=True,
        )

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        found: set[int] = set()
        self._database.scan(text, _take, context=found, scratch=self._scratch())
        return found

    def _scratch(self) -> Any:
        if not hasattr(self._scratches, "own"):
            self._scratches.own = self._new_scratch(self._database)
        return self._scratches.own


class AhoCorasickMatcher:
    """Finds all literals with one automaton."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        self._automaton = BytesAhoCorasick(literals)

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return {number for number, _, _ in matches}


def _take(number: int, _start: int, _end: int, _flags: int, found: set[int]) -> None:
    found.add(number)
