"""Quotes: where the words that a model copied stand in the document, which has the last word.

A model straightens quotation marks, drops soft hyphens and joins lines. Such a quote is found
all the same, but what is kept is always the document's own characters.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import MAX_QUOTE
from sousveil.claims.text.folding import lower, strip_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.llm.windows import Window

LEAST_LETTERS = 10
LEAST_WIDE_LETTERS = 5
"""Letters and digits without which a quote shows nothing; fewer where a character is a word."""

_MOST_PLACES = 200
_WIDE_FROM = "\u3040"
_OUTER = " .…\"'“”‘’«»„‹›「」『』"


def is_telling(quote: str) -> bool:
    """Tell whether a quote is long enough to show anything."""
    letters = [letter for letter in quote if letter.isalnum()]
    wide = sum(letter >= _WIDE_FROM for letter in letters)
    return len(letters) >= LEAST_LETTERS or wide >= LEAST_WIDE_LETTERS


@frozen(kw_only=True, slots=False)
class QuotableText:
    """A document in which quotes are looked for."""

    text: str

    def locate(self, quote: str, context: str, window: Window) -> tuple[int, int] | None:
        """Return the characters of the quote in this window, or None if they are not there.

        Of several places, the one nearest after the context; the first without one.
        """
        for wanted in (quote.strip(), quote.strip(_OUTER).strip()):
            places = self._places(wanted, window)
            if places:
                return _cut(self.text, *self._nearest(places, context.strip(), window))
        return None

    def spelling(self, name: str) -> str | None:
        """Return how the document writes a name, or None if it does not; case does not count."""
        folded, places = self._folded
        wanted = lower(_fold(name)[0])
        for at in _find_all(lower(folded), wanted, 0, len(folded)):
            start, end = places[at], self._end_of(at + len(wanted))
            if _is_whole(self.text, start, end):
                return self.text[start:end]
        return None

    def _places(self, wanted: str, window: Window) -> list[tuple[int, int]]:
        exact = [
            (at, at + len(wanted)) for at in _find_all(self.text, wanted, window.start, window.end)
        ]
        if exact:
            return exact
        folded, places = self._folded
        loose = [
            (places[at], self._end_of(at + len(sought)))
            for sought in [_fold(wanted)[0]]
            for at in _find_all(folded, sought, 0, len(folded))
        ]
        return [place for place in loose if window.start <= place[0] and place[1] <= window.end]

    def _nearest(
        self, places: list[tuple[int, int]], context: str, window: Window
    ) -> tuple[int, int]:
        around = self._places(context, window) if len(places) > 1 else []
        if not around:
            return places[0]
        return min(places, key=lambda place: min(_distance(place, other) for other in around))

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        return _fold(self.text)

    def _end_of(self, folded_end: int) -> int:
        """Return the end in the document: after the last character and the marks upon it."""
        end = self._folded[1][folded_end - 1] + 1
        while end < len(self.text) and unicodedata.category(self.text[end]) == "Mn":
            end += 1
        return end


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text without typography, and for each of its characters the place in the original.

    Runs of white space become one space; marks and invisible characters vanish.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(strip_marks(text)):
        if letter.isspace():
            plain = "" if letters and letters[-1] == " " else " "
        elif letter == "…":
            plain = "..."
        else:
            plain = "" if unicodedata.category(letter) in {"Mn", "Cf"} else letter
        letters.extend(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


def _find_all(text: str, wanted: str, start: int, end: int) -> Iterator[int]:
    at = text.find(wanted, start, end) if wanted else -1
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + 1, end)


def _distance(place: tuple[int, int], context: tuple[int, int]) -> tuple[bool, int]:
    """Return how far a quote is from its context; one before it is farther than any after."""
    return place[0] < context[0], max(0, place[0] - context[1], context[0] - place[1])


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no letter of a spaced script continues the name on either side."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(
        inner.isalnum() and outer.isalnum() and max(inner, outer) < "\u0590"
        for inner, outer in ((text[start], before), (text[end - 1], after))
        if outer
    )


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Shorten a quote to what may be kept, at a space if there is one."""
    if end - start <= MAX_QUOTE:
        return start, end
    space = text.rfind(" ", start + MAX_QUOTE // 2, start + MAX_QUOTE)
    return start, space if space > 0 else start + MAX_QUOTE
