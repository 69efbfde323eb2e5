"""Library items in RIS: one record from TY to ER, each parsed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rispy  # type: ignore[import-untyped]
from attrs import frozen

from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.zotero_item import BadItem, LibraryItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

START = "TY  -"
END = "ER  -"
MAX_RECORD_LINES = 10_000

_TYPES = {
    "NEWS": "newspaperArticle",
    "MGZN": "magazineArticle",
    "BLOG": "blogPost",
    "ELEC": "webpage",
    "JOUR": "journalArticle",
    "EJOUR": "journalArticle",
    "BOOK": "book",
    "CHAP": "bookSection",
    "CONF": "conferencePaper",
    "CPAPER": "conferencePaper",
    "THES": "thesis",
    "RPRT": "report",
    "STAT": "statute",
    "BILL": "bill",
    "HEAR": "hearing",
    "CASE": "case",
}
_PARSING_ERRORS = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@frozen(kw_only=True)
class _Record:
    locator: str
    lines: tuple[str, ...]
    is_whole: bool


def read_ris(text: str) -> Iterator[LibraryItem | BadItem]:
    """Yield the items of a RIS file; bytes that were no UTF-8 stand in it as surrogates."""
    for record in _split_records(text):
        if not record.is_whole:
            yield BadItem(locator=record.locator, reason="the record does not end (no ER line)")
        elif len(record.lines) > MAX_RECORD_LINES:
            yield BadItem(locator=record.locator, reason=f"more than {MAX_RECORD_LINES} lines")
        else:
            yield _parse_record(record)


def _split_records(text: str) -> Iterator[_Record]:
    lines: list[str] | None = None
    count = 0
    for line in text.splitlines():
        if line.startswith(START):
            if lines is not None:
                yield _Record(locator=f"record {count}", lines=tuple(lines), is_whole=False)
            lines = []
            count += 1
        if lines is not None:
            lines.append(line)
            if line.startswith(END):
                yield _Record(locator=f"record {count}", lines=tuple(lines), is_whole=True)
                lines = None
    if lines is not None:
        yield _Record(locator=f"record {count}", lines=tuple(lines), is_whole=False)


def _parse_record(record: _Record) -> LibraryItem | BadItem:
    text = "\n".join(record.lines)
    try:
        text.encode()
    except UnicodeEncodeError:
        return BadItem(locator=record.locator, reason="not in UTF-8")
    try:
        # A semicolon may stand in an address, so that UR is not split at it.
        parsed = rispy.loads(text, delimiter_tags_mapping={})
    except _PARSING_ERRORS as error:
        return BadItem(locator=record.locator, reason=f"not RIS: {type(error).__name__}: {error}")
    if len(parsed) != 1:
        return BadItem(locator=record.locator, reason="not RIS: no record between TY and ER")
    return _read_fields(parsed[0], record.locator)


def _read_fields(fields: Mapping[str, object], locator: str) -> LibraryItem:
    ris_type = _first(fields, "type_of_reference")
    return LibraryItem(
        locator=locator,
        item_type=_TYPES.get(ris_type or "", ris_type),
        title=_first(fields, "title", "primary_title"),
        authors=_all(fields, "authors", "first_authors"),
        container_title=_first(
            fields, "secondary_title", "alternate_title3", "journal_name", "alternate_title2"
        ),
        publisher_name=_first(fields, "publisher"),
        published=_first(fields, "date", "publication_year", "year"),
        language=_first(fields, "language"),
        url=_first(fields, "urls"),
        doi=_first(fields, "doi"),
        key=_first(fields, "id"),
        access_date=_read_access_date(fields),
        tags=_all(fields, "keywords"),
    )


def _read_access_date(fields: Mapping[str, object]) -> str | None:
    """Return the day of Y2, which Zotero writes with the time as its fourth part."""
    given = _first(fields, "access_date")
    return "/".join(given.split("/")[:3]) if given is not None else None


def _first(fields: Mapping[str, object], *names: str) -> str | None:
    return next(iter(_all(fields, *names)), None)


def _all(fields: Mapping[str, object], *names: str) -> tuple[str, ...]:
    """Return the texts of the first of these fields that has any."""
    for name in names:
        value = fields.get(name)
        values = value if isinstance(value, list) else [value]
        lines = tuple(line for line in map(clean_text, values) if line)
        if lines:
            return lines
    return ()
