"""Compose a text: one character for each letter, so that terms match however it was written.

Some programs write a letter and its mark as two characters (NFD), Arabic may carry vowel signs, and
a word may hold soft hyphens. A composed text has none of these; it knows for each of its characters
where it stands in the text as given, so that a quote stays a part of that text to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

from attrs import field, frozen

_LEFT_OUT = re.compile("[\u00ad\u0640\u064b-\u0652\u0670]")
"""The soft hyphen, and what Arabic writes on letters, or between them, without changing the word."""
MARKS = "\u0300-\u033f\u0653-\u0655\u1160-\u11ff\u3099\u309a" + _LEFT_OUT.pattern[1:-1]
"""With the marks that become one with a letter; of Korean, the vowels and ends of syllables.

As they stand between the brackets of a pattern.
"""
_MARKED = re.compile(rf"[^\W\d_{MARKS}]?[{MARKS}]+")
_SOFT_HYPHEN = "\u00ad"
_LEADS = (b"\xcc", b"\xd9", b"\xe1", b"\xe3")
"""Bytes that all others of these characters begin with in UTF-8: a byte is looked for fastest."""


@frozen(kw_only=True, slots=False)
class ComposedText:
    """A text without marks of their own, and the text as it was given."""

    text: str
    given: str = field(repr=False)

    def span_given(self, start: int, end: int, most: int) -> tuple[int, int]:
        """Return the span in the text as it was given, cut to at most so many characters.

        Letters that share their marks are given together.
        """
        if self.text is self.given:
            return start, end
        first = self._places[start]
        after = bisect_right(self._places, self._places[end - 1])
        cut = bisect_right(self._places, first + most) - 1
        last = self._places[min(after, cut)]
        return first, last if last > first else first + most

    @cached_property
    def _places(self) -> list[int]:
        """Where each character, and the end, stood."""
        places: list[int] = []
        at = 0
        for match in _MARKED.finditer(self.given):
            places.extend(range(at, match.start()))
            composed = _compose(match)
            is_kept = composed == match[0]
            places.extend(range(*match.span()) if is_kept else [match.start()] * len(composed))
            at = match.end()
        return [*places, *range(at, len(self.given) + 1)]


def compose(text: str) -> ComposedText:
    """Compose a text; most texts are as they are.

    >>> composed = compose("Ame\u0301rique")
    >>> composed.text, composed.span_given(0, 3, 200)
    ('Amérique', (0, 4))
    """
    if text.isascii() or not _may_have_marks(text) or _MARKED.search(text) is None:
        return ComposedText(text=text, given=text)
    return ComposedText(text=_MARKED.sub(_compose, text), given=text)


def _may_have_marks(text: str) -> bool:
    data = text.encode("utf-8", "surrogatepass")
    return _SOFT_HYPHEN in text or any(lead in data for lead in _LEADS)


def _compose(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", match[0]))
