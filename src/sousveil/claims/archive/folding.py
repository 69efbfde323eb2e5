r"""Fold a page's text for the search of literals: words as terms are folded, one blank between them.

All that is no letter or digit is a blank, and there is one before the first and after the last word,
so that a literal between blanks is a whole word. The folding of a character does not depend on its
neighbours: it is one look-up in a table. ``compiled.folding`` gives the same, faster.
"""

from __future__ import annotations

import re

import numpy as np
from attrs import field, frozen

from sousveil.claims.text.composing import compose
from sousveil.claims.text.folding import lower, strip_marks

WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Letters of scripts that write words without a blank between them."""
BLANK = ord(" ")
_CODEC = "utf-16-le"
_Units = np.ndarray[tuple[int], np.dtype[np.uint16]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@frozen(kw_only=True)
class PageWords:
    """The words of a page, folded, in UTF-8.

    ``is_plain`` where the extractor parts words as it is done here. It does not at an underscore,
    at letters beyond the first plane, and among wide letters.
    """

    words: bytes = field(repr=False)
    is_plain: bool


def _units_of(text: str) -> _Units:
    return np.frombuffer(text.encode(_CODEC, "surrogatepass"), np.uint16)


def _fold_letters(letters: str) -> str:
    folded = lower(strip_marks(letters))
    return "".join(one if one.isalnum() else " " for one in folded)


_PLANE = "".join(map(chr, range(0x10000)))
_LETTERS = _fold_letters(_PLANE)
_ASCII = _LETTERS[:0x80].encode() + bytes(range(0x80, 0x100))
TABLE = np.frombuffer(_LETTERS.encode(_CODEC), np.uint16)
"""What each character of the first plane is folded to."""
PARTING_TABLE = np.frombuffer(WIDE.sub(" ", _LETTERS).encode(_CODEC), np.uint16)
"""The same, with a blank for each wide letter."""
IS_WIDE = TABLE != PARTING_TABLE
_FIRST_BEYOND_ASCII = 0x80


def find_characters(pattern: re.Pattern[str]) -> Flags:
    """Tell of each character of the first plane whether a pattern for one character takes it."""
    is_taken: Flags = _units_of(pattern.sub("\0", _PLANE)) != _units_of(_PLANE)
    return is_taken


IS_NOT_PLAIN = find_characters(re.compile(f"[_\ud800-\udfff]|{WIDE.pattern}"))
"""Where a character of the first plane, or a half of another, makes a text not plain."""
_FIRST_NOT_PLAIN = _FIRST_BEYOND_ASCII + int(IS_NOT_PLAIN[_FIRST_BEYOND_ASCII:].argmax())


def fold_page(page: bytes) -> PageWords:
    """Return the words of a page's text, given in UTF-8, once its letters are composed."""
    return fold_words(compose(page.decode("utf-8", "surrogatepass")).text)


def fold_words(text: str) -> PageWords:
    """Return the words of a text, without case and marks.

    Where there are wide letters, the words between them follow, since a word may stand there
    without a blank.

    >>> fold_words("AI-Kameras \u2014 Überwachung!").words.decode(), fold_words("使用AI。").words.decode()
    (' ai kameras uberwachung ', ' 使用ai ai ')
    """
    is_plain = "_" not in text
    if text.isascii():
        return PageWords(words=_squeeze(text.encode().translate(_ASCII)), is_plain=is_plain)
    units = _units_of(text)
    words = _fold_units(units, TABLE)
    high = units[units >= _FIRST_NOT_PLAIN]  # quotation marks and dashes too
    if len(high):
        is_plain = is_plain and not IS_NOT_PLAIN.take(high).any()
        if IS_WIDE.take(high).any():
            words = words[:-1] + _fold_units(units, PARTING_TABLE)
    return PageWords(words=words, is_plain=is_plain)


def fold_term(text: str) -> bytes:
    """Return the words of a term, once.

    >>> fold_term("AI監視").decode()
    ' ai監視 '
    """
    return _fold_units(_units_of(text), TABLE)


def _fold_units(units: _Units, table: _Units) -> bytes:
    folded = table.take(units)
    if len(folded) and folded.max() < _FIRST_BEYOND_ASCII:  # as Latin letters without marks are
        return _squeeze(folded.astype(np.uint8).tobytes())
    return _squeeze(folded.tobytes().decode(_CODEC).encode())


def _squeeze(folded: bytes) -> bytes:
    parted = np.frombuffer(b" " + folded + b" ", np.uint8)
    is_blank = parted == BLANK
    kept: bytes = parted[1:][~(is_blank[1:] & is_blank[:-1])].tobytes()
    return b" " + kept
