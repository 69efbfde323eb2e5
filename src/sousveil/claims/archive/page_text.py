r"""All text that a page can hold, fast and crude: far more than its main text, never less.

Scripts, styles, comments and tags are left out; menus, captions and JSON-LD stay, since readers may
take text from anywhere. White space is as it was sent. The character set is told as the reader
tells it. Tags are sought in bytes, as UTF-8.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from sousveil.claims.archive.steps import make_steps
from sousveil.sources.reading.characters import decode_html

if TYPE_CHECKING:
    from sousveil.claims.archive.steps import Steps

_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ESCAPED_SPACE = re.compile(r"\\[nrt]")
_HEAD = 2_048


def read_page_text(data: bytes, steps: Steps | None = None) -> bytes:
    r"""Return the text of a page in UTF-8; half a character (a lone surrogate) may be in it.

    >>> page = b"<p>y&uuml;z-<b>tan</b><script>var a;</script> \xc3\xa9 <img alt='AI camera'>"
    >>> " ".join(read_page_text(page).decode().split())
    'yüz- tan é AI camera'
    """
    chosen = steps or make_steps()
    is_wide = data.find(b"\0", 0, _HEAD) >= 0
    text = None if is_wide else chosen.cut_page(data)
    if text is None:  # looked at as a whole, as the reader does
        text = chosen.drop_tags(decode_html(data, None).encode("utf-8", "surrogatepass"))
    if b"&" in text or b"\\" in text:
        resolved = _resolve(text.decode("utf-8", "surrogatepass"))
        return resolved.encode("utf-8", "surrogatepass")
    return text


def _resolve(text: str) -> str:
    """Resolve what stands for a letter: references of HTML and the escapes of JSON."""
    if "&" in text:
        text = html.unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(_unescape, text)
    if "\\" in text:
        text = _ESCAPED_SPACE.sub(" ", text)
    return text


def _unescape(match: re.Match[str]) -> str:
    units = bytes.fromhex(match[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
