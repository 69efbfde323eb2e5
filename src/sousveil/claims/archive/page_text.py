r"""All text that a page can hold, fast and crude: far more than its main text, never less.

Scripts, styles, comments and tags are left out; menus, captions and JSON-LD stay, since readers may
take text from anywhere. White space of any kind is one blank. The character set is told as the
reader tells it. Tags are sought in bytes, as UTF-8.
"""

from __future__ import annotations

import html
import re

from sousveil.sources.reading.characters import decode_html

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
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ESCAPED_SPACE = re.compile(r"\\[nrt]")
_HEAD = 2_048


def read_page_text(data: bytes) -> str:
    r"""Return the text of a page, as it was sent.

    >>> read_page_text(b"<p>y&uuml;z-<b>tan</b><script>var a;</script> \xc3\xa9 <img alt='AI camera'>")
    'yüz- tan é AI camera'
    """
    return " ".join(read_rough_text(data).split())


def read_rough_text(data: bytes) -> str:
    """Return the text of a page with its white space as it was sent."""
    text = _drop_tags(_read_tagged(data)).decode("utf-8", "surrogatepass")
    if "&" in text:
        text = html.unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(_unescape, text)
    if "\\" in text:
        text = _ESCAPED_SPACE.sub(" ", text)
    return text


def _read_tagged(data: bytes) -> bytes:
    """Return a page in UTF-8, without scripts; only what is not UTF-8 is looked at as a whole."""
    if data.find(b"\0", 0, _HEAD) < 0:
        rest = _drop_scripts(data)
        if _is_utf8(rest):
            return rest
    return decode_html(data, None).encode("utf-8", "surrogatepass")


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return b"\x1b" not in data  # the sign of ISO-2022
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _drop_tags(page: bytes) -> bytes:
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
    """Leave out scripts, styles and comments that are closed; JSON-LD stays."""
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


def _unescape(match: re.Match[str]) -> str:
    units = bytes.fromhex(match[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
