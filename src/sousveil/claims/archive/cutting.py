"""Cut scripts, styles, comments and tags out of a page's bytes, with the regular expressions of Python.

``compiled.cutting`` does the same to the byte, faster, where it can be had.
"""

from __future__ import annotations

import re

_OPENING = re.compile(rb"<(?:[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE])|!--)(?![a-zA-Z0-9])")
_ENDS = {
    b"script": re.compile(rb"<(?=/[sS][cC][rR][iI][pP][tT])"),
    b"style": re.compile(rb"<(?=/[sS][tT][yY][lL][eE])"),
}
_CLOSING = (b"</script>", b"</style>")
_COMMENT, _GREATER = ord("!"), ord(">")
_TAGS = re.compile(rb"<[/!?a-zA-Z][^>]*+>(?:\s*+<[/!?a-zA-Z][^>]*+>)*+")
_IMAGE = re.compile(rb"<[iIaA][mMrRnN][^>]*+>")
_IMAGE_TEXT = re.compile(rb"""[aA][lL][tT]\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def cut_page(page: bytes) -> bytes | None:
    """Return the text of a page that is UTF-8 but for its scripts; None if it is not.

    Scripts, styles and comments that are closed are left out; JSON-LD stays.
    """
    rest = _drop_scripts(page)
    return drop_tags(rest) if _is_utf8(rest) else None


def drop_tags(page: bytes) -> bytes:
    """Return what stands between tags, and then the texts of images."""
    closed = page.rfind(b">") + 1
    tagged, rest = page, b""
    if page.find(b"<", closed) >= 0:  # no tag is open to the end
        tagged, rest = page[:closed], page[closed:]
    parts = [*_TAGS.split(tagged), rest]
    images = _IMAGE_TEXT.findall(b"".join(_IMAGE.findall(tagged)))
    parts += [quoted or other for quoted, other in images]
    return b" ".join(parts)


def _drop_scripts(page: bytes) -> bytes:
    kept, at = [], 0
    while (opening := _OPENING.search(page, at)) is not None:
        start, inside = opening.span()
        if page[start + 1] == _COMMENT:
            end = page.find(b"-->", inside)
        else:
            end = page.find(b"<", inside)  # a single byte is found fastest
            if not page.startswith(_CLOSING, end):
                end = _find_end(page, inside, page[start + 1 : inside].lower())
        if end < 0:
            break
        is_text = page[inside] != _GREATER and _is_text(page[inside:end])
        kept.append(page[at : end if is_text else start])
        at = end
    return b" ".join((*kept, page[at:])) if kept else page


def _is_text(inside: bytes) -> bool:
    return b"ld+json" in inside.partition(b">")[0].lower()


def _find_end(page: bytes, inside: int, element: bytes) -> int:
    match = _ENDS[element].search(page, inside)
    return match.start() if match else -1


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return b"\x1b" not in data  # the sign of ISO-2022
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
