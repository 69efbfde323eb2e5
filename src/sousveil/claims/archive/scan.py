"""Tell from the raw bytes of a page whether it can hold a claim.

A claim needs a technology, and a technology is named by a term of a vocabulary. A page passes if a
term of any language is in any of its text. First the longest literal pieces of all terms are looked
for at once, in the page's words without case and marks. Where all pieces of a term are found, and
near enough to one another, the extractor's own matcher is asked for that term.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sousveil.claims.archive.folding import WIDE
from sousveil.claims.archive.kept_scan import keep_scan
from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.archive.sought import call_by_literal, cut_term
from sousveil.claims.archive.steps import IN_PYTHON, make_steps
from sousveil.claims.text.composing import compose
from sousveil.claims.vocabulary.terms import FoldedText, TermMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.claims.archive.matching import Matcher
    from sousveil.claims.archive.sought import Sought
    from sousveil.claims.archive.steps import Steps

PAGES_IN_PYTHON = 500
"""Pages before the compiled steps are loaded, which takes as long as some 3,000 in Python."""


class PageScan:
    """Tells the pages that can hold a term that is sought from those that cannot.

    ``matcher`` finds the literals of what is sought. Without ``steps``, those in Python are taken at
    first, and the fastest from some pages on: both give the same.
    """

    def __init__(self, sought: Sought, matcher: Matcher, steps: Steps | None = None) -> None:
        self._calls = call_by_literal(sought.terms)
        self._matcher = matcher
        self._steps = steps
        self._in_python = PAGES_IN_PYTHON

    def passes(self, page: bytes) -> bool:
        """Tell whether a page, as it was sent, can hold a term."""
        steps = self._steps or self._choose_steps()
        text = read_page_text(page, steps)
        folded = steps.fold_page(text)
        called = set(self._call(self._matcher.find(folded.words)))
        if folded.is_plain:
            called = {term for term in called if _may_hold(folded.words, term)}
        return bool(called) and _holds(text, called)

    def _choose_steps(self) -> Steps:
        if self._in_python:
            self._in_python -= 1
            return IN_PYTHON
        self._steps = make_steps()
        return self._steps

    def _call(self, found: set[int]) -> Iterator[str]:
        """Yield the terms of which all pieces are found."""
        for number in found:
            call = self._calls.get(number)
            if call is None:
                continue
            yield from call.alone
            if not call.others.isdisjoint(found):
                for others, term in call.with_others:
                    if others <= found:
                        yield term


@lru_cache(maxsize=1)
def bundled_scan() -> PageScan:
    """Return the scan for all bundled vocabularies, one for this process."""
    return PageScan(*keep_scan())


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
    pieces = cut_term(term)
    first = pieces[0][1].encode()
    if len(pieces) < 2 or WIDE.search(term) is not None:
        return first, None
    parts = []
    for blanks, piece in pieces[1:]:
        at_word = b"(?<= )" if piece.startswith(" ") else b""
        parts.append(rb"[^ ]*(?: [^ ]*){0,%d}?" % blanks + at_word)
        parts.append(re.escape(piece.lstrip().encode()))
    return first, re.compile(b"".join(parts))
