r"""All text that a page can hold, fast and crude: far more than its main text, never less.

Scripts, styles, comments and tags are left out; menus, captions and JSON-LD stay, since readers may
take text from anywhere. White space of any kind is one blank. The character set is told as the
reader tells it.
"""

from __future__ import annotations

import html
import re

from sousveil.sources.reading.characters import decode_html

_OPENING = re.compile(rb"<(?:([sS][cC][rR][iI][pP][tT])|([sS][tT][yY][lL][eE])|!--)(?![a-zA-Z0-9])")
_SCRIPT_END = re.compile(rb"<(?=/[sS][cC][rR][iI][pP][tT])")
_STYLE_END = re.compile(rb"<(?=/[sS][tT][yY][lL][eE])")
_TAG = re.compile("<[/!?a-zA-Z][^>]*>")
_IMAGE = re.compile("<[iIaA][mMrRnN][^>]*>")
_IMAGE_TEXT = re.compile("""[aA][lL][tT]\\s*=\\s*(?:"([^"]*)"|'([^']*)')""")
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ESCAPED_SPACE = re.compile(r"\\[nrt]")
_HEAD = 2_048


def read_page_text(data: bytes) -> str:
    r"""Return the text of a page, as it was sent.

    >>> read_page_text(b"<p>y&uuml;z-<b>tan</b><script>var a;</script> \xc3\xa9 <img alt='AI camera'>")
    'yüz- tan é AI camera'
    """
    page = _decode(data)
    images = _IMAGE_TEXT.findall("".join(_IMAGE.findall(page)))
    text = " ".join(_TAG.split(page))
    if images:
        text = " ".join((text, *(quoted or other for quoted, other in images)))
    if "&" in text:
        text = html.unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(_unescape, text)
    if "\\" in text:
        text = _ESCAPED_SPACE.sub(" ", text)
    return " ".join(text.split())


def _decode(data: bytes) -> str:
    """Decode a page without its scripts; only what is not UTF-8 is looked at as a whole."""
    if data.find(b"\0", 0, _HEAD) < 0:
        rest = _drop_scripts(data)
        try:
            text = rest.decode()
        except UnicodeDecodeError:
            return decode_html(data, None)
        if not (text.isascii() and "\x1b" in text):
            return text
    return decode_html(data, None)


def _drop_scripts(page: bytes) -> bytes:
    """Leave out scripts, styles and comments that are closed; JSON-LD stays."""
    kept, at = [], 0
    while (opening := _OPENING.search(page, at)) is not None:
        start, inside = opening.span()
        if opening[1] is None and opening[2] is None:
            end = page.find(b"-->", inside)
        else:
            closing = (_SCRIPT_END if opening[1] else _STYLE_END).search(page, inside)
            end = closing.start() if closing else -1
        if end < 0:
            break
        is_text = b"ld+json" in page[inside : page.find(b">", inside, end)].lower()
        kept.append(page[at : end if is_text else start])
        at = end
    return b" ".join((*kept, page[at:])) if kept else page


def _unescape(match: re.Match[str]) -> str:
    units = bytes.fromhex(match[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
