"""Fold a page's text, as ``archive.folding`` does, by the same tables."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from sousveil.claims.archive.compiled.searching import Bytes, Room, compiled
from sousveil.claims.archive.folding import (
    BLANK,
    IS_NOT_PLAIN,
    IS_WIDE,
    PARTING_TABLE,
    TABLE,
    PageWords,
    find_characters,
)
from sousveil.claims.text.composing import MARKS, compose

_Units = np.ndarray[tuple[int], np.dtype[np.uint16]]
_WIDE, _NOT_PLAIN, _IS_MARK = 1, 2, 4
_SIGNS: Bytes = (
    _WIDE * IS_WIDE.astype(np.uint8)
    + _NOT_PLAIN * IS_NOT_PLAIN.astype(np.uint8)
    + _IS_MARK * find_characters(re.compile(f"[{MARKS}]")).astype(np.uint8)
)
"""What each character of the first plane tells of its text."""
_room = Room()
_MOST_GROWTH = 3
"""A folded letter may be half as long again in UTF-8, and all words may be there twice."""


def fold_page(page: bytes) -> PageWords:
    """Return the words of a page's text, given in UTF-8, once its letters are composed."""
    words, signs = _fold_page(page)
    if signs & _IS_MARK:  # in few languages, and nothing here composes
        composed = compose(page.decode("utf-8", "surrogatepass")).text
        words, signs = _fold_page(composed.encode("utf-8", "surrogatepass"))
    return PageWords(words=words.tobytes(), is_plain=not signs & _NOT_PLAIN)


def _fold_page(page: bytes) -> tuple[Bytes, int]:
    room = _room.take(_MOST_GROWTH * len(page) + 4)
    words: Bytes
    words, signs = _fold(np.frombuffer(page, np.uint8), TABLE, PARTING_TABLE, _SIGNS, room)
    return words, signs


@compiled
def _fold_into(
    page: Bytes, table: _Units, signs: Bytes, words: Bytes, size: int
) -> tuple[int, int]:
    """Write the words from ``size`` on; return where they end and what their letters tell."""
    code: Any  # of 32 bits, unsigned, where Numba compiles it
    folded: Any
    found = at = 0
    end = len(page)
    words[size] = last = BLANK
    size += 1
    while at < end:
        code = np.uint32(page[np.uint64(at)])  # unsigned: an index is not looked at for its sign
        if code < 0x80:
            folded = np.uint32(table[code])
            found |= signs[code]
            at += 1
            words[np.uint64(size)] = folded
            size += folded != BLANK or last != BLANK
            last = folded
            continue
        width = 2 if code < 0xE0 else 3 if code < 0xF0 else 4
        if at + width > end:
            break  # UTF-8 that is cut short
        if width == 2:
            code = (code & 0x1F) << 6 | page[at + 1] & 0x3F
        elif width == 3:
            code = (code & 0x0F) << 12 | (page[at + 1] & 0x3F) << 6 | page[at + 2] & 0x3F
        at += width
        found |= _NOT_PLAIN if width == 4 else signs[code]
        folded = BLANK if width == 4 else np.uint32(table[code])
        if folded < 0x80:
            words[size] = folded
            size += folded != BLANK or last != BLANK
        elif folded < 0x800:
            words[size] = 0xC0 | folded >> 6
            words[size + 1] = 0x80 | folded & 0x3F
            size += 2
        else:
            words[size] = 0xE0 | folded >> 12
            words[size + 1] = 0x80 | folded >> 6 & 0x3F
            words[size + 2] = 0x80 | folded & 0x3F
            size += 3
        last = folded
    if words[size - 1] != BLANK:
        words[size] = BLANK
        size += 1
    return size, found


@compiled
def _fold(
    page: Bytes, table: _Units, parting: _Units, signs: Bytes, words: Bytes
) -> tuple[Bytes, int]:
    size, found = _fold_into(page, table, signs, words, 0)
    if found & _WIDE:
        size, _ = _fold_into(page, parting, signs, words, size - 1)
    return words[:size], found
