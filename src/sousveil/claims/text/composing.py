"""Compose a text: one character for each letter, so that terms match however it was written.

Some programs write a letter and its mark as two characters (NFD), Arabic may carry vowel signs, and
a word may hold soft hyphens. A composed text has none of these; it knows for each of its characters
where it stands in the text as given, so that a quote stays a part of that text to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from attrs import field, frozen

_LEFT_OUT = re.compile("[\u00ad\u0640\u064b-\u0652\u0670]")
"""The soft hyphen, and what Arabic writes on letters, or between them, without changing the word."""
_FIRST_JAMO, _LAST_JAMO = "\u1160", "\u11ff"
"""Vowels and ends of Korean syllables: no marks to Unicode, but never first in a syllable."""


@frozen(kw_only=True)
class ComposedText:
    """A text without marks of their own; ``places`` tell where each character stood, None if there."""

    text: str
    places: tuple[int, ...] | None = field(default=None, repr=False)

    def span_given(self, start: int, end: int, most: int) -> tuple[int, int]:
        """Return the span as the text was given, cut to at most so many characters."""
        if self.places is None:
            return start, end
        first = self.places[start]
        last = min(end, bisect_right(self.places, first + most) - 1)
        return first, self.places[last]


def compose(text: str) -> ComposedText:
    """Compose a text; most texts are returned as they are.

    >>> composed = compose("Ame\u0301rique")
    >>> composed.text, composed.span_given(0, 3, 200)
    ('Amérique', (0, 4))
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _LEFT_OUT.search(text)):
        return ComposedText(text=text)
    letters: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _goes_on(text[end]):
            continue
        written = unicodedata.normalize("NFC", _LEFT_OUT.sub("", text[start:end]))
        letters.append(written)
        places.extend([start] * len(written))
        start = end
    return ComposedText(text="".join(letters), places=(*places, len(text)))


def _goes_on(character: str) -> bool:
    return (
        unicodedata.combining(character) != 0
        or _FIRST_JAMO <= character <= _LAST_JAMO
        or _LEFT_OUT.match(character) is not None
    )
