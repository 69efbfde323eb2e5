"""Tell from the raw bytes of a page whether it can hold a claim.

A claim needs a technology, and a technology is named by a term of a vocabulary. A page passes if a
term of any language is in any of its text. First the longest literal pieces of all terms are looked
for at once, in the page's text without case and marks; where all pieces of a term are found, the
extractor's own matcher is asked for that term.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from sousveil.claims.archive.matching import make_matcher
from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.text.folding import lower, strip_marks
from sousveil.claims.vocabulary.terms import FoldedText, TermMatcher, expand
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sousveil.claims.archive.matching import Matcher
    from sousveil.claims.vocabulary.vocabulary import Vocabulary

_MARKED = frozenset(letter for letter in map(chr, range(0x10000)) if strip_marks(letter) != letter)
"""Letters and signs that folding replaces."""


class PageScan:
    """Tells the pages that can hold a term of the vocabularies from those that cannot."""

    def __init__(
        self,
        vocabularies: Iterable[Vocabulary],
        matcher: Callable[[Sequence[bytes]], Matcher] = make_matcher,
    ) -> None:
        self._terms = tuple(dict.fromkeys(_plain_terms(vocabularies)))
        self._literals: dict[str, int] = {}
        self._called: dict[int, list[tuple[frozenset[int], int]]] = defaultdict(list)
        for index, term in enumerate(self._terms):
            pieces = _literal_pieces(term)
            needed = [self._literals.setdefault(one, len(self._literals)) for one in pieces]
            self._called[needed[pieces.index(max(pieces, key=len))]].append(
                (frozenset(needed), index)
            )
        self._make_matcher = matcher
        self._matchers: dict[int, TermMatcher] = {}

    def passes(self, page: bytes) -> bool:
        """Tell whether a page, as it was sent, can hold a term."""
        folded = _fold(read_page_text(page))
        text = folded.low
        if "-" in text:
            text = " ".join(text.replace("-", " ").split())
        found = self._matcher.find(text.encode(errors="replace"))
        called = {
            index
            for number in found
            for needed, index in self._called.get(number, ())
            if needed <= found
        }
        return any(self._term_matcher(index).find(folded) for index in called)

    @cached_property
    def _matcher(self) -> Matcher:
        return self._make_matcher([literal.encode() for literal in self._literals])

    def _term_matcher(self, index: int) -> TermMatcher:
        if index not in self._matchers:
            self._matchers[index] = TermMatcher(terms=(("", self._terms[index]),))
        return self._matchers[index]


@lru_cache(maxsize=1)
def bundled_scan() -> PageScan:
    """Return the scan for all bundled vocabularies, one for this process."""
    return PageScan(map(load_vocabulary, list_languages()))


def _plain_terms(vocabularies: Iterable[Vocabulary]) -> Iterator[str]:
    for vocabulary in vocabularies:
        for technology in vocabulary.technologies.values():
            for term in (*technology.strong, *technology.weak):
                yield from expand(term)


def _literal_pieces(term: str) -> list[str]:
    """Cut a term where anything may stand; a hyphen is a blank, as it is in the text.

    >>> _literal_pieces("CCTV... AI-camera*"), _literal_pieces("recogni*ing faces")
    (['cctv', 'ai camera'], ['recogni', 'ing faces'])
    """
    folded = lower(strip_marks(term)).replace("-", " ")
    pieces = (" ".join(piece.split()) for piece in re.split(r"\.\.\.|\*", folded))
    return [piece for piece in pieces if piece]


def _fold(text: str) -> FoldedText:
    """Fold as ``FoldedText.of`` does, fast: only what is there is replaced."""
    unmarked = text.replace("`", strip_marks("`"))
    if not text.isascii():
        for letter in _MARKED.intersection(text):
            unmarked = unmarked.replace(letter, strip_marks(letter))
    return FoldedText(text=text, unmarked=unmarked, low=lower(unmarked))
