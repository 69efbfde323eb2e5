"""What is cited, in one shape: a source of an edition, or the edition itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.model.source import SourceKind
from sousveil.publication.site_paths import web_address
from sousveil.publication.terms import LICENCE, cite_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.editions.opening import Edition

MAINTAINERS = "The Sousveil maintainers"

_AUTHORS = re.compile(r"(?P<names>[^()]{1,300}?)\s*\((?P<year>\d{4})[^)]{0,40}\)")
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[^\s\"<>]{1,200}[^\s\"<>.,;)]")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@frozen(kw_only=True)
class Author:
    """A person with family and given names, or a body under ``family`` alone."""

    family: str
    given: str | None = None

    @property
    def name(self) -> str:
        """The name as one says it, given name first."""
        return f"{self.given} {self.family}" if self.given else self.family


@frozen(kw_only=True)
class Reference:
    """A work as one cites it. ``issued`` is ISO 8601, as exact as known; ``kind`` None is a data set."""

    reference_id: str
    title: str
    kind: SourceKind | None = None
    authors: tuple[Author, ...] = ()
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    doi: str | None = None
    language: str | None = None
    licence: str | None = None
    version: str | None = None
    citation: str | None = None


def refer_to_edition(edition: Edition, url: str | None = None) -> Reference:
    """Return an edition as a data set to cite: by its first authors and by who made the edition.

    ``url`` is the page where it is published, None where nobody knows.
    It is dated by the newest date that the edition tells of, since nothing in it says when
    it was frozen.
    """
    codebook = edition.codebook
    return Reference(
        reference_id=edition.manifest.edition_id,
        title=codebook.title,
        authors=(*read_authors(codebook.citation), Author(family=MAINTAINERS)),
        publisher=MAINTAINERS,
        issued=find_date(edition),
        url=url,
        language="en",
        licence=LICENCE["name"],
        version=edition.manifest.edition_id,
        citation=cite_edition(edition),
    )


def refer_to_sources(edition: Edition) -> Iterator[Reference]:
    """Give every source of an edition."""
    for row in edition.rows("sources"):
        yield _refer_to_source(row)


def find_date(edition: Edition) -> str | None:
    """Return the newest day that an edition tells of: of a source, a search or a reply."""
    dates = (
        row[column]
        for table, column in (
            ("sources", "published_date"),
            ("search_effort", "finished_at"),
            ("replies", "answered_date"),
        )
        for row in edition.rows(table)
    )
    return max((read for date in dates if (read := _read_date(date))), default=None)


def read_authors(citation: str | None) -> tuple[Author, ...]:
    """Return the authors that a citation begins with, as far as it has the usual form.

    >>> read_authors("Feldstein, Steven (2019). The Global Expansion of AI Surveillance.")
    (Author(family='Feldstein', given='Steven'),)
    """
    match = _AUTHORS.match(citation or "")
    if match is None:
        return ()
    names = re.split(r"\s*(?:;|,? and |,? & )\s*", match["names"].strip(" ,"))
    return tuple(_read_author(name) for name in names if name)


def _read_author(name: str) -> Author:
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given:
        return Author(family=family.strip(), given=given.strip())
    return Author(family=name.strip())


def _refer_to_source(row: dict[str, Any]) -> Reference:
    doi = _DOI.search(row["url"] or "") or _DOI.search(row["citation"] or "")
    return Reference(
        reference_id=row["source_id"],
        title=" ".join(row["title"].split()),
        kind=SourceKind(row["kind"]),
        authors=read_authors(row["citation"]),
        publisher=row["publisher"],
        issued=_read_date(row["published_date"]),
        url=web_address(row["url"]),
        doi=doi[0] if doi else None,
        language=row["language"],
        licence=row["licence"],
        citation=row["citation"],
    )


def _read_date(text: str | None) -> str | None:
    match = _DATE.match(text or "")
    return match[0] if match else None
