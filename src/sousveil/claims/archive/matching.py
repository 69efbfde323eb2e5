"""Find literals in bytes: with Hyperscan where it is installed, without it otherwise."""

from __future__ import annotations

import importlib.util
import threading
from importlib.metadata import version
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

    def dump(self) -> bytes:
        """Return what spares the next matcher of the same literals its work."""
        ...


class Unusable(Exception):
    """What was kept of a matcher is not for this processor, or not for this version of a library."""


def make_matcher(literals: Sequence[bytes]) -> Matcher:
    """Return the fastest matcher that is installed."""
    return HyperscanMatcher(literals) if HAS_HYPERSCAN else AhoCorasickMatcher(literals)


def load_matcher(literals: Sequence[bytes], kept: bytes) -> Matcher:
    """Return the same from what it gave to be kept; who keeps it sees that nobody else wrote it.

    Raises:
        Unusable: another processor or version made it.
    """
    return HyperscanMatcher(literals, kept) if HAS_HYPERSCAN else AhoCorasickMatcher(literals)


def name_compiler() -> str:
    """Name what compiles literals here: the library, and the features of the processor that it uses."""
    if not HAS_HYPERSCAN:
        return "aho-corasick"
    return f"{version('hyperscan')} {_compile([b'any']).info().decode()}"


class HyperscanMatcher:
    """Finds all literals in one pass of Hyperscan, which asks for a scratch space per thread."""

    def __init__(self, literals: Sequence[bytes], kept: bytes | None = None) -> None:
        """Compile the literals, or take what a matcher of the same ones gave to be ``kept``.

        Raises:
            Unusable: another processor or version made it.
        """
        import hyperscan  # noqa: PLC0415  # an extra

        self._scratches = threading.local()
        self._new_scratch: Callable[[Any], Any] = hyperscan.Scratch
        self._database = _compile(literals) if kept is None else _load(kept)

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        found: set[int] = set()
        self._database.scan(text, _take, context=found, scratch=self._scratch())
        return found

    def dump(self) -> bytes:
        """Return the compiled database."""
        import hyperscan  # noqa: PLC0415  # an extra

        return bytes(hyperscan.dumpb(self._database))

    def _scratch(self) -> Any:
        if not hasattr(self._scratches, "own"):
            self._scratches.own = self._new_scratch(self._database)
        return self._scratches.own


class AhoCorasickMatcher:
    """Finds all literals with one automaton, which is made as fast as it could be read."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        self._automaton = BytesAhoCorasick(literals)

    def find(self, text: bytes) -> set[int]:
        """Return the numbers of the literals that are in a text."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return {number for number, _, _ in matches}

    def dump(self) -> bytes:
        """Return nothing: see above."""
        return b""


def _compile(literals: Sequence[bytes]) -> Any:
    import hyperscan  # noqa: PLC0415  # an extra

    database = hyperscan.Database()
    database.compile(
        expressions=list(literals),
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=hyperscan.HS_FLAG_SINGLEMATCH,
        literal=True,
    )
    return database


def _load(kept: bytes) -> Any:
    import hyperscan  # noqa: PLC0415  # an extra

    try:
        return hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error as error:
        raise Unusable(str(error)) from error


def _take(number: int, _start: int, _end: int, _flags: int, found: set[int]) -> None:
    found.add(number)
