"""Cut a text into shingles: overlapping runs of words, or of characters where words have no spaces.

Broder, A. Z., 'On the resemblance and containment of documents', Compression and Complexity
of Sequences 1997: two documents are compared as sets of shingles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS_PER_SHINGLE = 5
CHARACTERS_PER_SHINGLE = 8

# What lies beyond is left out, so that one huge file cannot fill the memory.
_LONGEST_TEXT = 1_000_000

# Lines below this are menus, bylines, share buttons, headlines: a site's or an editor's, not
# the story's. Scripts without spaces are counted in characters, about two to a word.
_FEWEST_WORDS_OF_PROSE = 6
_FEWEST_CHARACTERS_OF_PROSE = 12

_WORD = re.compile(r"\w+")
# Thai and Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


def make_shingles(text: str) -> list[str]:
    """Return the shingles of a text in its order, repeats included; none if it is too short.

    Case, punctuation, quotation marks and spacing make no difference. The script is read off
    the text itself, so that a language that was guessed wrongly cannot part two copies.

    >>> make_shingles("Police in Kampala bought 1,800 cameras.")[:2]
    ['police in kampala bought 1', 'in kampala bought 1 800']
    >>> make_shingles("警方采购了人脸识别系统")[0]
    '警方采购了人脸识'
    """
    folded = fold(text[:_LONGEST_TEXT])
    if _is_unspaced(folded):
        characters = "".join(_keep_prose(folded, _FEWEST_CHARACTERS_OF_PROSE, _characters_of))
        last = len(characters) - CHARACTERS_PER_SHINGLE + 1
        return [characters[i : i + CHARACTERS_PER_SHINGLE] for i in range(last)]
    words = _keep_prose(folded, _FEWEST_WORDS_OF_PROSE, _WORD.findall)
    return list(map(" ".join, zip(*(words[i:] for i in range(WORDS_PER_SHINGLE)), strict=False)))


def fold(text: str) -> str:
    """Make case the same everywhere without changing the text's length.

    ``str.lower`` makes two characters of one in a single case, the Turkish capital İ.

    >>> fold("İstanbul") == "istanbul"
    True
    """
    return text.replace("İ", "i").lower()


def _is_unspaced(text: str) -> bool:
    return not text.isascii() and 3 * len(_UNSPACED.findall(text)) > len(text)


def _keep_prose(text: str, fewest: int, split: Callable[[str], list[str]]) -> list[str]:
    """Return the tokens of the lines that are long enough to be prose.

    A text that is mostly short lines (a table, a list, verse) is kept whole: there, they
    are the content.
    """
    tokens: list[str] = []
    prose: list[str] = []
    for line in text.splitlines():
        found = split(line)
        tokens += found
        if len(found) >= fewest:
            prose += found
    return prose if 2 * len(prose) >= len(tokens) else tokens


def _characters_of(line: str) -> list[str]:
    return list("".join(_WORD.findall(line)))
