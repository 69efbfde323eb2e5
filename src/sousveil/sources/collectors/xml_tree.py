"""Untrusted XML as a tree: no document type, no entities, no network, bounded depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.plain_text import passage_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML document.

    A document type declaration is refused whole: none of the formats read here has one,
    and with it go external entities and entity bombs. libxml2 bounds the depth (256) and
    the length of a text (10 MB).

    Raises:
        BadInput: it is not well-formed XML, or has a document type declaration.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _bad(f"not well-formed XML: {clean_text(str(error))}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _bad("has a document type declaration, which could hold entities")
    return root


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    name: str = etree.QName(element).localname
    return name


def first_line(element: Element, path: str) -> str | None:
    """Return the first text at a path (``{*}A/{*}B``) as one line, or None."""
    return next(iter(lines_at(element, path)), None)


def lines_at(element: Element, path: str) -> list[str]:
    """Return the texts of all elements at a path that have one, each as one line."""
    lines = (clean_text("".join(found.itertext())) for found in element.iterfind(path))
    return [line for line in lines if line]


def passage_at(element: Element | None, path: str) -> str | None:
    """Return the paragraphs of the first element at a path, one a line, or None."""
    found = element.find(path) if element is not None else None
    if found is None:
        return None
    paragraphs: Iterable[Element] = found if len(found) else [found]
    texts = (passage_of("".join(paragraph.itertext())) for paragraph in paragraphs)
    return "\n".join(text for text in texts if text) or None


def _bad(what: str) -> BadInput:
    return BadInput(what, next_step="fetch the file again, or leave it out")
