"""Read a page: its main text and what it states of itself."""

from __future__ import annotations

import logging
import re

from lxml.etree import LxmlError  # type: ignore[import-untyped]
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from sousveil.errors import BadInput
from sousveil.sources.reading.characters import decode_html
from sousveil.sources.reading.html_metadata import read_metadata
from sousveil.sources.reading.reading import Reading

LARGEST_PAGE = 20 * 1024 * 1024
DEEPEST = 2_000
"""The second reader's time grows with the square of the depth: 10,000 levels cost it 2 s."""

OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")
# Elements that have no end, or that authors leave without one.
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "li", "link", "meta", "option"}
    | {"p", "param", "source", "track", "wbr"}
)
HTML_ERRORS = (
    LxmlError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
)

OPTIONS = Extractor(output_format="python", fast=True)

# What the library has to say of a page is in the result; without this it goes to stderr.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def read_html(data: bytes, http_charset: str | None = None) -> Reading:
    """Read a page with trafilatura, or with resiliparse where that finds no main text."""
    if len(data) > LARGEST_PAGE:
        raise BadInput(f"a page of {len(data):,} bytes, at most {LARGEST_PAGE:,} are read")
    page = decode_html(data, http_charset)
    reader, library, reason = "html-trafilatura", "trafilatura", None
    text = _extract(page)
    if not text and _measure_depth(page) > DEEPEST:
        reason = f"elements are nested more than {DEEPEST:,} deep"
    elif not text:
        reader, library = "html-resiliparse", "Resiliparse"
        text = extract_plain_text(page, main_content=True, comments=False)
        text = text or extract_plain_text(page, main_content=False)
    metadata = read_metadata(page)
    return Reading(
        reader=reader,
        library=library,
        text=text,
        reason=reason,
        title=metadata.title,
        author=metadata.author,
        publisher=metadata.publisher,
        published_date=metadata.published_date,
        declared_language=metadata.language,
    )


def _extract(page: str) -> str:
    """Give the main text. The library keeps readers' comments, private persons' words, apart."""
    try:
        document = bare_extraction(page, options=OPTIONS)
    except HTML_ERRORS:
        return ""
    text = getattr(document, "text", None)
    return text if isinstance(text, str) else ""


def _measure_depth(page: str) -> int:
    """Estimate how deep elements are nested, in one pass."""
    depth = deepest = 0
    for tag in OPENING.finditer(page):
        if tag[2].lower() not in VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest
