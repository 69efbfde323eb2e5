"""Look for bytes and words in arrays of bytes, compiled.

Single bytes are sought in blocks of 64, of which a vector processor makes one mask.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

F = TypeVar("F", bound=Callable[..., Any])
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Masks = np.ndarray[tuple[int], np.dtype[np.uint64]]
ALL = np.uint8(0xFF)
"""Said of the bits of a byte that are looked at."""
BLANK = ord(" ")
TO_LOWER = 0x20
BLOCK = 64
ONE = np.uint64(1)
_MOST_KEPT = 1 << 24
_SHIFT = np.uint64(58)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_ESCAPE, _BEYOND_ASCII = np.uint8(0x1B), np.uint8(0x80)


def _number_bits() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of a lone bit by the top of its product with a de Bruijn sequence."""
    numbers = np.zeros(BLOCK, np.int64)
    for bit in range(BLOCK):
        numbers[(int(_DE_BRUIJN) << bit & (1 << BLOCK) - 1) >> int(_SHIFT)] = bit
    return numbers


_BIT_OF = _number_bits()


class Room(threading.local):
    """Memory that each thread keeps from page to page: the system takes long to give new memory."""

    def __init__(self) -> None:
        self._kept = np.empty(0, np.uint8)

    def take(self, size: int) -> Bytes:
        """Return that many bytes of anything; who takes again has no more use for them."""
        if size > _MOST_KEPT:
            return np.empty(size, np.uint8)
        if size > len(self._kept):
            self._kept = np.empty(min(2 * size, _MOST_KEPT), np.uint8)
        return self._kept[:size]


def compiled(function: F) -> F:
    """Compile a function when it is called first, or take it from the cache."""
    made: Any = njit(cache=True, nogil=True)(function)
    return cast("F", made)


@compiled
def mask_bytes(page: Bytes, bits: np.uint8, sought: np.uint8) -> Masks:
    """Tell where these bits of a byte are as sought: a mask for each 64 bytes."""
    masks = np.zeros(len(page) // BLOCK + 1, np.uint64)
    for number in range(len(page) // BLOCK):
        mask = np.uint64(0)
        start = np.uint64(number * BLOCK)  # unsigned: else each index is looked at for its sign
        for bit in range(BLOCK):
            mask |= np.uint64(page[start + np.uint64(bit)] & bits == sought) << np.uint64(bit)
        masks[number] = mask
    for at in range(len(page) // BLOCK * BLOCK, len(page)):
        masks[-1] |= np.uint64(page[at] & bits == sought) << np.uint64(at % BLOCK)
    return masks


@compiled
def lowest_bit(mask: np.uint64) -> int:
    """Return the number of the lowest bit that is set."""
    number: int = _BIT_OF[((mask & (~mask + ONE)) * _DE_BRUIJN) >> _SHIFT]
    return number


@compiled
def find(page: Bytes, byte: int, at: int, end: int) -> int:
    """Return where a byte is first, from ``at`` on; ``end`` if it is not there before."""
    while at < end and page[at] != byte:
        at += 1
    return at


@compiled
def copy(source: Bytes, start: int, end: int, target: Bytes, at: int) -> int:
    """Copy bytes to ``at`` and return where they end."""
    first, into = np.uint64(start), np.uint64(at)  # unsigned: see above
    for i in range(end - start):
        target[into + np.uint64(i)] = source[first + np.uint64(i)]
    return at + end - start


@compiled
def has_word(page: Bytes, at: int, end: int, word: Bytes) -> bool:
    """Tell whether a word stands there, its letters in either case."""
    if at + len(word) > end:
        return False
    for i in range(len(word)):
        is_letter = word[i] >= ord("a")
        if (page[at + i] | TO_LOWER if is_letter else page[at + i]) != word[i]:
            return False
    return True


@compiled
def is_letter(byte: int) -> bool:
    """Tell whether a byte is a letter of ASCII."""
    return ord("a") <= byte | TO_LOWER <= ord("z")


@compiled
def is_space(byte: int) -> bool:
    """Tell whether a byte is white space of ASCII."""
    return byte == BLANK or ord("\t") <= byte <= ord("\r")


@compiled
def is_utf8(data: Bytes) -> bool:
    """Tell whether bytes are UTF-8 as Python decodes it, and no ISO-2022, which is ASCII with escapes."""
    done = 0
    for number, found in enumerate(mask_bytes(data, _BEYOND_ASCII, _BEYOND_ASCII)):
        mask = found
        while mask:
            at = number * BLOCK + lowest_bit(mask)
            mask &= mask - ONE
            if at < done:
                continue
            width = _width_of_letter(data, at, len(data))
            if width == 0:
                return False
            done = at + width
    return done > 0 or not mask_bytes(data, ALL, _ESCAPE).any()


@compiled
def _width_of_letter(data: Bytes, at: int, end: int) -> int:
    """Return how many bytes the letter beyond ASCII has that begins there; 0 if none does."""
    lead = data[at]
    width = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0xC2 or lead > 0xF4 or at + width > end:
        return 0
    second = data[at + 1]
    lowest = 0xA0 if lead == 0xE0 else 0x90 if lead == 0xF0 else 0x80
    highest = 0x9F if lead == 0xED else 0x8F if lead == 0xF4 else 0xBF
    if not lowest <= second <= highest:
        return 0
    for i in range(at + 2, at + width):
        if data[i] & 0xC0 != 0x80:
            return 0
    return width
