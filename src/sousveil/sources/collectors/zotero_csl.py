"""Library items in CSL-JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.json_reading import (
    line_at,
    list_at,
    object_at,
    objects_at,
    parse_json,
)
from sousveil.sources.collectors.zotero_item import BadItem, LibraryItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.json_reading import Json

_TYPES = {
    "article-newspaper": "newspaperArticle",
    "article-magazine": "magazineArticle",
    "article-journal": "journalArticle",
    "post-weblog": "blogPost",
    "webpage": "webpage",
    "book": "book",
    "chapter": "bookSection",
    "thesis": "thesis",
    "paper-conference": "conferencePaper",
    "report": "report",
    "legislation": "statute",
    "bill": "bill",
    "hearing": "hearing",
    "legal_case": "case",
}


def read_csl(data: bytes) -> Iterator[LibraryItem | BadItem]:
    """Yield the items of a CSL-JSON file: a list of items, or one item.

    Raises:
        BadInput: it is not JSON, or neither a list nor an item.
    """
    parsed = parse_json(data)
    items = [parsed] if isinstance(parsed, dict) and "type" in parsed else parsed
    if not isinstance(items, list):
        raise BadInput(
            "JSON, but not CSL-JSON: no list of items",
            next_step="export the library from Zotero as CSL JSON",
        )
    for position, item in enumerate(items, start=1):
        locator = f"item {position}"
        if isinstance(item, dict) and line_at(item, "type") is not None:
            yield _read_item(item, locator)
        else:
            yield BadItem(locator=locator, reason="not a CSL item: an object with a type")


def _read_item(item: Json, locator: str) -> LibraryItem:
    csl_type = line_at(item, "type")
    return LibraryItem(
        locator=locator,
        item_type=_TYPES.get(csl_type or "", csl_type),
        title=line_at(item, "title"),
        authors=tuple(name for one in objects_at(item, "author") if (name := _read_name(one))),
        container_title=line_at(item, "container-title"),
        publisher_name=line_at(item, "publisher"),
        published=_read_date(object_at(item, "issued")),
        language=line_at(item, "language"),
        url=line_at(item, "URL"),
        doi=line_at(item, "DOI"),
        key=(line_at(item, "id") or "").rpartition("/")[2] or None,
        access_date=_read_date(object_at(item, "accessed")),
        archive_url=_web_only(line_at(item, "archive_location")),
        tags=_split_keywords(line_at(item, "keyword")),
    )


def _read_name(name: Json) -> str | None:
    literal = line_at(name, "literal")
    particle, family = line_at(name, "non-dropping-particle"), line_at(name, "family")
    last = " ".join(part for part in (particle, family) if part)
    return literal or ", ".join(part for part in (last, line_at(name, "given")) if part) or None


def _read_date(date: Json) -> str | None:
    """Return a date as text; of a range both ends, which no reader takes for a day."""
    ends = []
    for end in list_at(date, "date-parts"):
        parts = [clean_text(str(part)) for part in end] if isinstance(end, list) else []
        ends.append("-".join(part for part in parts if part))
    written = "/".join(end for end in ends if end)
    return written or line_at(date, "raw") or line_at(date, "literal")


def _web_only(text: str | None) -> str | None:
    return text if text is not None and text.startswith(("http://", "https://")) else None


def _split_keywords(text: str | None) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in (text or "").split(",") if tag.strip())
