r"""Fold a page's text for the search of literals: words as terms are folded, one blank between them.

All that is no letter or digit is a blank, and there is one before the first and after the last word,
so that a literal between blanks is a whole word. The folding of a character does not depend on its
neighbours: it is one look-up in a table.
"""

from __future__ import annotations

import re

import numpy as np

from sousveil.claims.text.folding import lower, strip_marks

WIDE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Letters of scripts that write words without a blank between them."""
_BLANK = ord(" ")
_CODEC = "utf-16-le"
_Units = np.ndarray[tuple[int], np.dtype[np.uint16]]


def _fold_letters(letters: str) -> str:
    folded = lower(strip_marks(letters))
    return "".join(one if one.isalnum() else " " for one in folded)


_LETTERS = _fold_letters("".join(map(chr, range(0x10000))))
_ASCII = _LETTERS[:0x80].encode() + bytes(range(0x80, 0x100))
_TABLE = np.frombuffer(_LETTERS.encode(_CODEC), np.uint16)
_PARTING_TABLE = np.frombuffer(WIDE.sub(" ", _LETTERS).encode(_CODEC), np.uint16)
_IS_WIDE = _TABLE != _PARTING_TABLE
_FIRST_WIDE = int(_IS_WIDE.argmax())
_FIRST_BEYOND_ASCII = 0x80


def fold_words(text: str) -> bytes:
    """Return the words of a text in UTF-8, without case and marks.

    Where there are wide letters, the words between them follow, since a word may stand there
    without a blank.

    >>> fold_words("AI-Kameras \u2014 Überwachung!").decode(), fold_words("使用AI。").decode()
    (' ai kameras uberwachung ', ' 使用ai ai ')
    """
    if text.isascii():
        return _squeeze(text.encode().translate(_ASCII))
    units = _units_of(text)
    folded = _fold_units(units, _TABLE)
    high = units[units >= _FIRST_WIDE]  # quotation marks and dashes too
    if not (len(high) and _IS_WIDE.take(high).any()):
        return folded
    return folded[:-1] + _fold_units(units, _PARTING_TABLE)


def fold_term(text: str) -> bytes:
    """Return the words of a term, once.

    >>> fold_term("AI監視").decode()
    ' ai監視 '
    """
    return _fold_units(_units_of(text), _TABLE)


def _units_of(text: str) -> _Units:
    return np.frombuffer(text.encode(_CODEC, "surrogatepass"), np.uint16)


def _fold_units(units: _Units, table: _Units) -> bytes:
    folded = table.take(units)
    if len(folded) and folded.max() < _FIRST_BEYOND_ASCII:  # as Latin letters without marks are
        return _squeeze(folded.astype(np.uint8).tobytes())
    return _squeeze(folded.tobytes().decode(_CODEC).encode())


def _squeeze(folded: bytes) -> bytes:
    parted = np.frombuffer(b" " + folded + b" ", np.uint8)
    is_blank = parted == _BLANK
    kept: bytes = parted[1:][~(is_blank[1:] & is_blank[:-1])].tobytes()
    return b" " + kept
