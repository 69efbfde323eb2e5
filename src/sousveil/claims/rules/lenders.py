"""The institutions that lend and give money, found by their names in a sentence."""

from __future__ import annotations

from functools import cached_property, lru_cache

from attrs import frozen

from sousveil.claims.vocabulary.terms import FoldedText, TermMatcher, longest, term_problems
from sousveil.data import read_bundled
from sousveil.model.claim import FinancingKind
from sousveil.model.structuring import structure

_FILE = "details/lenders.yaml"
_SHORT = "?"


@frozen(kw_only=True)
class Lender:
    """An institution; ``home`` is None for one of several countries.

    ``gives`` is the kind of financing where a sentence says no more than that it finances.
    """

    lender: str
    home: str | None = None
    gives: FinancingKind | None = None
    names: tuple[str, ...]
    short: tuple[str, ...] = ()


@frozen(kw_only=True)
class LenderMention:
    """A lender named at characters ``start`` to ``end`` of a text."""

    start: int
    end: int
    lender: Lender


@frozen(kw_only=True, slots=False)
class Lenders:
    """The bundled lenders."""

    version: str
    lenders: tuple[Lender, ...]

    def problems(self) -> list[str]:
        """Say what is wrong with the names."""
        return [
            f"{one.lender}: {problem}"
            for one in self.lenders
            for name in (*one.names, *one.short)
            for problem in term_problems(name)
        ]

    def find(self, text: str, countries: frozenset[str]) -> list[LenderMention]:
        """Return the lenders that a text names, in the order written.

        ``countries`` are those that the text names besides the claim's: a short name such as
        'Exim Bank' is that of the one country among them.
        """
        hits = [
            hit
            for hit in self._matcher.find(FoldedText.of(text))
            if not hit.label.startswith(_SHORT) or self._is_meant(hit.label, countries)
        ]
        return [
            LenderMention(
                start=hit.start,
                end=hit.end,
                lender=self.lenders[int(hit.label.removeprefix(_SHORT))],
            )
            for hit in sorted(longest(hits), key=lambda hit: hit.start)
        ]

    def _is_meant(self, label: str, countries: frozenset[str]) -> bool:
        return countries == {self.lenders[int(label.removeprefix(_SHORT))].home}

    @cached_property
    def _matcher(self) -> TermMatcher:
        names = ((f"{i}", name) for i, one in enumerate(self.lenders) for name in one.names)
        short = ((f"{_SHORT}{i}", name) for i, one in enumerate(self.lenders) for name in one.short)
        return TermMatcher(terms=(*names, *short))


@lru_cache(maxsize=1)
def load_lenders() -> Lenders:
    """Return the bundled lenders."""
    return structure(read_bundled(_FILE).decode(), Lenders, where=_FILE, is_bundled=True)
