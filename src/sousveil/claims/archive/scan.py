"""Tell from the raw bytes of a page whether it can hold a claim.

A claim needs a technology, and a technology is named by a term of a vocabulary. A page passes if a
term of any language is in any of its text. First the longest literal pieces of all terms are looked
for at once, in the page's words without case and marks. Where all pieces of a term are found, and
near enough to one another, the extractor's own matcher is asked for that term.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from sousveil.claims.archive.folding import WIDE, fold_term
from sousveil.claims.archive.matching import make_matcher
from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.archive.steps import make_steps
from sousveil.claims.text.composing import compose
from sousveil.claims.vocabulary.terms import FoldedText, TermMatcher, expand
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sousveil.claims.archive.matching import Matcher
    from sousveil.claims.archive.steps import Steps
    from sousveil.claims.vocabulary.vocabulary import Vocabulary

_PREFIXED = re.compile("[\u0600-\u06ff]")
"""Letters of words that others may be written onto, before them."""
_SEPARATOR = re.compile(r"(\.\.\.|\*+)")
_BLANKS_IN_GAP = 5
"""There are at most four words where a term has ``...``: see ``vocabulary.terms``."""


class PageScan:
    """Tells the pages that can hold a term of the vocabularies from those that cannot."""

    def __init__(
        self,
        vocabularies: Iterable[Vocabulary],
        matcher: Callable[[Sequence[bytes]], Matcher] = make_matcher,
        steps: Steps | None = None,
    ) -> None:
        self._steps = steps or make_steps()
        self._terms = tuple(dict.fromkeys(_plain_terms(vocabularies)))
        self._literals: dict[str, int] = {}
        self._alone: dict[int, list[str]] = defaultdict(list)
        self._with_others: dict[int, list[tuple[frozenset[int], str]]] = defaultdict(list)
        self._others: dict[int, set[int]] = defaultdict(set)
        for term in self._terms:
            pieces = _literal_pieces(term)
            needed = [self._literals.setdefault(one, len(self._literals)) for one in pieces]
            longest = needed[pieces.index(max(pieces, key=len))]
            others = frozenset(needed) - {longest}
            if others:
                self._with_others[longest].append((others, term))
                self._others[longest] |= others
            else:
                self._alone[longest].append(term)
        self._make_matcher = matcher

    def passes(self, page: bytes) -> bool:
        """Tell whether a page, as it was sent, can hold a term."""
        text = read_page_text(page, self._steps)
        folded = self._steps.fold_page(text)
        called = set(self._call(self._matcher.find(folded.words)))
        if folded.is_plain:
            called = {term for term in called if _may_hold(folded.words, term)}
        return bool(called) and _holds(text, called)

    def _call(self, found: set[int]) -> Iterator[str]:
        """Yield the terms of which all pieces are found; most have a longest one that is rare."""
        for number in found:
            if number in self._alone:
                yield from self._alone[number]
            if number in self._others and not self._others[number].isdisjoint(found):
                for others, term in self._with_others[number]:
                    if others <= found:
                        yield term

    @cached_property
    def _matcher(self) -> Matcher:
        return self._make_matcher([literal.encode() for literal in self._literals])


@lru_cache(maxsize=1)
def bundled_scan() -> PageScan:
    """Return the scan for all bundled vocabularies, one for this process."""
    return PageScan(map(load_vocabulary, list_languages()))


@cache
def _term_matcher(term: str) -> TermMatcher:
    return TermMatcher(terms=(("", term),))


def _holds(text: bytes, terms: Iterable[str]) -> bool:
    """Tell whether the extractor would find one of the terms in a page's text."""
    composed = compose(text.decode("utf-8", "surrogatepass")).text
    folded = FoldedText.of(" ".join(composed.split()))
    return any(_term_matcher(term).find(folded) for term in terms)


def _may_hold(words: bytes, term: str) -> bool:
    """Tell whether the pieces of a term stand in its order, with no more blanks between than it lets."""
    first, rest = _gap_pattern(term)
    if rest is None:
        return True
    at = words.find(first)
    while at >= 0:
        if rest.match(words, at + len(first)) is not None:
            return True
        at = words.find(first, at + 1)
    return False


@cache
def _gap_pattern(term: str) -> tuple[bytes, re.Pattern[bytes] | None]:
    """Return a term's first piece, and a pattern of what follows; None where it is all of the term.

    Between two pieces no more than ``...`` and ``*`` stand, and no ``*`` holds a blank.

    >>> first, rest = _gap_pattern("camera* ... monitor")
    >>> first, [rest.match(b"s %s monitor " % (b"x " * n)) is not None for n in (4, 9)]
    (b' camera', [True, False])
    """
    pieces = _cut(term)
    first = pieces[0][1].encode()
    if len(pieces) < 2 or WIDE.search(term) is not None:
        return first, None
    parts = []
    for blanks, piece in pieces[1:]:
        at_word = b"(?<= )" if piece.startswith(" ") else b""
        parts.append(rb"[^ ]*(?: [^ ]*){0,%d}?" % blanks + at_word)
        parts.append(re.escape(piece.lstrip().encode()))
    return first, re.compile(b"".join(parts))


def _plain_terms(vocabularies: Iterable[Vocabulary]) -> Iterator[str]:
    for vocabulary in vocabularies:
        for technology in vocabulary.technologies.values():
            for term in (*technology.strong, *technology.weak):
                yield from expand(term)


def _literal_pieces(term: str) -> list[str]:
    """Cut a term where anything may stand; where a word must begin or end, a piece has a blank.

    >>> _literal_pieces("CCTV ... AI-camera*"), _literal_pieces("recogni*ing faces")
    ([' cctv ', ' ai camera'], [' recogni', 'ing faces '])
    """
    return [piece for _, piece in _cut(term)]


def _cut(term: str) -> list[tuple[int, str]]:
    """Return the pieces of a term, each with how many blanks there may be before it at most."""
    parts = _SEPARATOR.split(term)
    is_parted = WIDE.search(term) is None
    pieces, blanks = [], 0
    for number in range(0, len(parts), 2):
        blanks += _BLANKS_IN_GAP if number and parts[number - 1] == "..." else 1
        words = fold_term(parts[number]).decode()
        if not words.strip():
            blanks += len(parts[number])
            continue
        goes_on = parts[number - 1].startswith("*") if number else _PREFIXED.match(words, 1)
        if not is_parted or (goes_on and not parts[number].startswith((" ", "-"))):
            words = words[1:]
        if not is_parted or (number + 1 < len(parts) and parts[number + 1].startswith("*")):
            words = words[:-1]
        pieces.append((blanks, words))
        blanks = 0
    return pieces
