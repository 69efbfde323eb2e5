"""Passages and names from outside, made fit to keep: no lone surrogates, no control characters."""

from __future__ import annotations

import re
from urllib.parse import quote

MAX_LOCATOR_CHARS = 2_000

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Everything that no line of text needs and that could break a WARC header or a terminal."""

_SAFE_IN_NAME = "/:@!$&'()*+,;=-._~"


def passage_of(value: object) -> str | None:
    r"""Return a text with its own words and line breaks, or None if there is none.

    >>> passage_of("  Cameras\r\nfor the square ")
    'Cameras\nfor the square'
    """
    if not isinstance(value, str):
        return None
    text = UNFIT.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text or None


def name_item(location: str, locator: str) -> str:
    """Return the URI of an item inside a location; what a URI cannot hold is percent-encoded.

    >>> name_item("file:///a.json", "ocds-x1-7/rel 1")
    'file:///a.json#ocds-x1-7/rel%201'
    """
    fragment = quote(locator[:MAX_LOCATOR_CHARS], safe=_SAFE_IN_NAME, errors="replace")
    return f"{location}#{fragment}"
