"""Fold text for matching: the folded text has the length of the original, so offsets hold in both.

Letters with marks become their base letters, spellings that Arabic writers use for one another
become one, full-width letters become plain. ``str.lower`` can change a string's length; the
folding here never does.
"""

from __future__ import annotations

import unicodedata

_ARABIC = str.maketrans("أإآٱىةکی", "اااايهكي")
_TYPOGRAPHY = str.maketrans(
    "’‘ʼ`´“”„«»‐‑‒–—\u00a0\u2009\u202f\u3000", "'''''" + '"' * 5 + "-" * 5 + " " * 4
)


def strip_marks(text: str) -> str:
    """Return the text with base letters for marked ones; case is kept.

    >>> strip_marks("Bogotá, São Paulo")
    'Bogota, Sao Paulo'
    """
    return text.translate(_MARKS)


def lower(text: str) -> str:
    """Return the text in lower case, character by character.

    >>> len(lower("İstanbul")) == len("İstanbul")
    True
    """
    folded = text.lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _base_of(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base.isascii() and base.isalnum() else letter


def _make_marks() -> dict[int, str]:
    latin = [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00), *range(0xFF10, 0xFF5B)]
    marks = {code: _base_of(chr(code)) for code in latin}
    marks |= {
        ord("ı"): "i",
        ord("ø"): "o",
        ord("Ø"): "O",
        ord("ł"): "l",
        ord("Ł"): "L",
        ord("đ"): "d",
    }
    marks |= {ord("ё"): "е", ord("Ё"): "Е"}
    marks |= {code: chr(base) for code, base in (_ARABIC | _TYPOGRAPHY).items()}
    marks |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half a character: no matcher takes it
    return {code: base for code, base in marks.items() if chr(code) != base}


_MARKS = _make_marks()
