"""Rows of the tables of GDELT 2: Global Knowledge Graph 2.1, Events, Mentions.

Tab-separated, without a header and despite the name not CSV; the columns are those of
the GDELT codebooks (GKG 2.1, Event 2.0), counted from 0.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.model.collection import Description
from sousveil.sources.collectors.descriptions import (
    clean_markup,
    clean_text,
    keep_extra,
    language_of,
    parse_day,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEEN_AT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_TITLE = re.compile(rb"<PAGE_TITLE>(.{0,16000}?)</PAGE_TITLE>", re.DOTALL)
_PUBLISHED = re.compile(rb"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_LANGUAGE = re.compile(r"srclc:([A-Za-z]{2,3})\b")
_COUNTRY = re.compile(r"country:([A-Z]{2})")


@frozen(kw_only=True)
class Layout:
    """Where a table keeps what we read; None for what it does not have.

    ``collection`` says what sort of identifier the address is: 1 is a page of the web.
    """

    name: str
    file_mark: str
    columns: int
    address: int
    seen_at: int
    collection: int | None = None
    publisher: int | None = None
    themes: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    countries: tuple[int, ...] = ()
    translation: int | None = None
    extras: int | None = None


class Table(Enum):
    """The three tables of GDELT 2."""

    GKG = Layout(
        name="GKG 2.1",
        file_mark=".gkg.csv",
        columns=27,
        address=4,
        seen_at=1,
        collection=2,
        publisher=3,
        themes=(7, 8),
        places=(9, 10),
        translation=25,
        extras=26,
    )
    EVENTS = Layout(
        name="Events 2.0",
        file_mark=".export.csv",
        columns=61,
        address=60,
        seen_at=59,
        countries=(37, 45, 53),
    )
    MENTIONS = Layout(
        name="Mentions 2.0",
        file_mark=".mentions.csv",
        columns=16,
        address=5,
        seen_at=2,
        collection=3,
        publisher=4,
        translation=14,
    )


@frozen(kw_only=True)
class GdeltFilter:
    """What a row must have: all of the themes, and one of the countries.

    Countries are the FIPS 10-4 codes that GDELT uses, not ISO: CH is China, UP Ukraine.
    """

    themes: frozenset[bytes] = field(factory=frozenset)
    countries: frozenset[bytes] = field(factory=frozenset)

    @classmethod
    def of(cls, query: str | None) -> GdeltFilter:
        """Read a query: GKG themes and ``country:XX``, separated by spaces."""
        words = (query or "").upper().replace("COUNTRY:", "country:").split()
        countries = {found[1] for word in words if (found := _COUNTRY.fullmatch(word))}
        themes = {word for word in words if not _COUNTRY.fullmatch(word)}
        return cls(
            themes=frozenset(theme.encode() for theme in themes),
            countries=frozenset(country.encode() for country in countries),
        )

    def find_gap(self, table: Layout) -> str | None:
        """Say what is asked for that a table does not have, or None."""
        if self.themes and not table.themes:
            return "themes"
        if self.countries and not (table.places or table.countries):
            return "countries"
        return None

    def accepts(self, row: Sequence[bytes], table: Layout) -> bool:
        """Say whether a row has what is asked for."""
        if self.themes and not self.themes <= _themes(row, table):
            return False
        return not self.countries or not self.countries.isdisjoint(_countries(row, table))


def find_table(location: str, first_row: Sequence[bytes]) -> Layout | None:
    """Return the table that a file's name tells, else the one with this many columns."""
    name = location.lower()
    for table in Table:
        if table.value.file_mark in name:
            return table.value
    return next((t.value for t in Table if t.value.columns == len(first_row)), None)


def find_fault(row: Sequence[bytes], table: Layout) -> str | None:
    """Say what is wrong with a row, or None."""
    if len(row) != table.columns:
        return f"{len(row)} columns; {table.name} has {table.columns}"
    if table.collection is not None and row[table.collection] != b"1":
        return f"not a page of the web (source collection {_decode(row[table.collection])!r})"
    return None


def describe_row(row: Sequence[bytes], table: Layout) -> Description:
    """Describe a document as GDELT does.

    When GDELT saw it is no day of publication; that is what the page itself says of it,
    where GKG has it.
    """
    extras = row[table.extras] if table.extras is not None else b""
    title, published = _TITLE.search(extras), _PUBLISHED.search(extras)
    translation = _decode(row[table.translation]) if table.translation is not None else ""
    language = _LANGUAGE.search(translation)
    return Description(
        title=clean_markup(_decode(title[1])) if title else None,
        publisher=clean_text(_decode(row[table.publisher])) if table.publisher else None,
        published_date=parse_day(_decode(published[1])) if published else None,
        language=language_of(language[1]) if language else None,
        extra=keep_extra(
            gdelt_seen_at=_format_seen(row[table.seen_at]),
            gdelt_translation=translation or None,
        ),
    )


def _themes(row: Sequence[bytes], table: Layout) -> set[bytes]:
    """Return the themes of a row; the second list has each with its offset in the text."""
    entries = (entry for column in table.themes for entry in row[column].split(b";"))
    return {entry.partition(b",")[0].strip().upper() for entry in entries}


def _countries(row: Sequence[bytes], table: Layout) -> set[bytes]:
    """Return the countries of a row; a place is 'type#name#country#...'."""
    places = (place.split(b"#") for column in table.places for place in row[column].split(b";"))
    named = {place[2] for place in places if len(place) > 2}
    return named | {row[column] for column in table.countries}


def _format_seen(value: bytes) -> str | None:
    text = _decode(value)
    match = _SEEN_AT.fullmatch(text)
    if match is None or parse_day(text) is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"


def _decode(value: bytes) -> str:
    return value.decode(errors="replace")
