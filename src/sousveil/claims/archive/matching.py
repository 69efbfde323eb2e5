"""Find literals in bytes: with Hyperscan where it is installed, with Aho-Corasick otherwise."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any, Protocol

from ahocorasick_rs import BytesAhoCorasick

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Finds all literals in one pass of Hyperscan."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        import hyperscan  # noqa: PLC0415  # an extra

        self._found: set[int] = set()
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
        self._found = set()
        self._database.scan(text, match_event_handler=self._take)
        return self._found

    def _take(self, number: int, *_: object) -> None:
        self._found.add(number)


class AhoCorasickMatcher:
    """Finds all literals with one automaton."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        self._automaton = BytesAhoCorasick(literals)

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return {number for number, _, _ in matches}
