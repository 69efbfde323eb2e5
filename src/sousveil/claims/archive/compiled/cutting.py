"""Cut scripts, styles, comments and tags out of a page's bytes, as ``archive.cutting`` does.

Angle brackets are found all at once; all else is looked at byte by byte.
"""

from __future__ import annotations

import numpy as np

from sousveil.claims.archive.compiled.searching import (
    ALL,
    BLANK,
    BLOCK,
    ONE,
    TO_LOWER,
    Bytes,
    Room,
    compiled,
    copy,
    find,
    has_word,
    is_letter,
    is_space,
    is_utf8,
    lowest_bit,
    mask_bytes,
)

_LESS, _GREATER, _DASH, _MARK, _SLASH = np.frombuffer(b"<>-!/", np.uint8)
_BRACKET_BITS = np.uint8(0xFF ^ 0x02)
"""All bits but the one in which the two brackets differ."""
_EQUALS, _QUOTE, _APOSTROPHE, _QUESTION = b"=\"'?"
_SCRIPT, _STYLE, _JSON, _ALT = (
    np.frombuffer(word, np.uint8) for word in (b"script", b"style", b"ld+json", b"alt")
)
_COMMENT_WIDTH = 4
_room = Room()


def cut_page(page: bytes) -> bytes | None:
    """Return the text of a page that is UTF-8 but for its scripts; None if it is not."""
    text: Bytes
    text, is_whole = _cut_page(np.frombuffer(page, np.uint8), _room.take(_size_of_room(len(page))))
    return text.tobytes() if is_whole else None


def drop_tags(page: bytes) -> bytes:
    """Return what stands between tags, and then the texts of images."""
    room = _room.take(_size_of_room(len(page)))
    kept: bytes = _drop_tags(np.frombuffer(page, np.uint8), room).tobytes()
    return kept


def _size_of_room(size: int) -> int:
    """Return how many bytes are written at most: the page without scripts, its text, its images.

    A blank is written for each script, style or comment, which are wider than that.
    """
    without_scripts = size + size // _COMMENT_WIDTH + 1
    return 3 * without_scripts + 2


@compiled
def _cut_page(page: Bytes, room: Bytes) -> tuple[Bytes, bool]:
    rest = _drop_scripts(page, room)
    is_whole = is_utf8(rest)
    return _drop_tags(rest if is_whole else rest[:0], room[len(rest) :]), is_whole


@compiled
def _opening_width(page: Bytes, at: int, end: int) -> int:
    """Return how wide the opening of a script, style or comment is, 0 where there is none."""
    width = 0
    if at + 1 < end and page[at + 1] == _MARK:
        if at + 3 < end and page[at + 2] == _DASH and page[at + 3] == _DASH:
            width = _COMMENT_WIDTH
    elif has_word(page, at + 1, end, _SCRIPT):
        width = 1 + len(_SCRIPT)
    elif has_word(page, at + 1, end, _STYLE):
        width = 1 + len(_STYLE)
    if width and at + width < end:
        after = page[at + width]
        if is_letter(after) or ord("0") <= after <= ord("9"):
            return 0
    return width


@compiled
def _closes(page: Bytes, at: int, end: int, width: int, is_first: bool) -> bool:
    """Tell whether a ``<`` ends what an opening of this width began.

    The first ``<`` inside may close the other element, if it does so in lower case: as in Python.
    """
    if at + 1 >= end or page[at + 1] != _SLASH:
        return False
    if has_word(page, at + 2, end, _SCRIPT if width == 1 + len(_SCRIPT) else _STYLE):
        return True
    other = _STYLE if width == 1 + len(_SCRIPT) else _SCRIPT
    after = at + 2 + len(other)
    if not is_first or after >= end or page[after] != _GREATER:
        return False
    for i in range(len(other)):  # noqa: SIM110  # Numba compiles no generator
        if page[at + 2 + i] != other[i]:
            return False
    return True


@compiled
def _find_end_of_comment(page: Bytes, inside: int, end: int) -> int:
    at = find(page, _DASH, inside, end)
    while at + 2 < end:
        if page[at + 1] == _DASH and page[at + 2] == _GREATER:
            return at
        at = find(page, _DASH, at + 1, end)
    return end


@compiled
def _is_text(page: Bytes, inside: int, end: int) -> bool:
    """Tell whether a script, from behind its name on, is of JSON-LD."""
    closed = find(page, _GREATER, inside, end)
    for at in range(inside, closed):  # noqa: SIM110  # Numba compiles no generator
        if has_word(page, at, closed, _JSON):
            return True
    return False


@compiled
def _drop_scripts(page: Bytes, kept: Bytes) -> Bytes:
    end = len(page)
    size = done = 0
    width = opened = close = 0  # the width is that of an opening whose end is not met yet
    is_first = False
    for number, found in enumerate(mask_bytes(page, ALL, _LESS)):
        mask = found
        while mask:
            at = number * BLOCK + lowest_bit(mask)
            mask &= mask - ONE
            if at < done:
                continue  # in a comment
            if width == 0:
                width = _opening_width(page, at, end)
                opened, is_first = at, True
                if width != _COMMENT_WIDTH:
                    continue
                close = _find_end_of_comment(page, at + width, end)
                if close == end:
                    return kept[: copy(page, done, end, kept, size)]
            else:
                close = at if _closes(page, at, end, width, is_first) else end
                is_first = False
            if close == end:
                continue
            until = close if _is_text(page, opened + width, close) else opened
            size = copy(page, done, until, kept, size)
            kept[size] = BLANK
            size += 1
            done, width = close, 0
    return kept[: copy(page, done, end, kept, size)]


@compiled
def _opens_tag(page: Bytes, at: int, end: int) -> bool:
    if at + 1 >= end:
        return False
    byte = page[at + 1]
    is_sign = byte == _SLASH or byte == _MARK or byte == _QUESTION  # noqa: PLR1714  # as it is compiled
    return is_sign or is_letter(byte)


@compiled
def _opens_image(page: Bytes, at: int, end: int) -> bool:
    if at + 2 >= end:
        return False
    first, second = page[at + 1] | TO_LOWER, page[at + 2] | TO_LOWER
    is_first = first == ord("i") or first == ord("a")
    is_second = second == ord("m") or second == ord("r") or second == ord("n")
    return bool(is_first and is_second)


@compiled
def _is_space_between(page: Bytes, start: int, end: int) -> bool:
    for at in range(start, end):  # noqa: SIM110  # Numba compiles no generator
        if not is_space(page[at]):
            return False
    return True


@compiled
def _find_end_of_tags(page: Bytes) -> int:
    """Return where a tag begins that is open to the end, if one does: there text follows."""
    closed = len(page)
    while closed and page[closed - 1] != _GREATER:
        closed -= 1
    return closed if find(page, _LESS, closed, len(page)) < len(page) else len(page)


@compiled
def _drop_tags(page: Bytes, room: Bytes) -> Bytes:
    end = _find_end_of_tags(page)
    text, images = room[: len(page) + 2], room[len(page) + 2 :]
    size = images_size = done = 0
    image = -1
    is_inside = False
    for number, found in enumerate(mask_bytes(page, _BRACKET_BITS, _LESS)):
        mask = found
        while mask:
            at = number * BLOCK + lowest_bit(mask)
            mask &= mask - ONE
            if page[at] == _LESS and at < end:
                if not is_inside:
                    if not _opens_tag(page, at, end):
                        continue
                    if done == 0 or not _is_space_between(page, done, at):
                        size = copy(page, done, at, text, size)
                        text[size] = BLANK
                        size += 1
                    is_inside, image = True, -1
                if image < 0 and _opens_image(page, at, end):
                    image = at
            elif is_inside:
                is_inside, done = False, at + 1
                if image >= 0:
                    images_size = copy(page, image, done, images, images_size)
    size = copy(page, done, end, text, size)
    text[size] = BLANK
    size = copy(page, end, len(page), text, size + 1)
    return text[: _add_image_texts(images, images_size, text, size)]


@compiled
def _add_image_texts(images: Bytes, end: int, text: Bytes, size: int) -> int:
    at = 0
    while at < end:
        after = at + len(_ALT)
        if not has_word(images, at, end, _ALT):
            at += 1
            continue
        at += 1
        while after < end and is_space(images[after]):
            after += 1
        if after == end or images[after] != _EQUALS:
            continue
        after += 1
        while after < end and is_space(images[after]):
            after += 1
        if after == end or (images[after] != _QUOTE and images[after] != _APOSTROPHE):
            continue
        close = find(images, images[after], after + 1, end)
        if close < end:
            text[size] = BLANK
            size = copy(images, after + 1, close, text, size + 1)
            at = close + 1
    return size
