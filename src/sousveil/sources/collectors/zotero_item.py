"""An item of a reference library in one shape, and the reference that it makes."""

from __future__ import annotations

import re
from types import MappingProxyType
from urllib.parse import quote

from attrs import frozen

from sousveil.model.collection import Description
from sousveil.model.source import SourceKind
from sousveil.sources.collectors.addresses import is_web_address
from sousveil.sources.collectors.descriptions import clean_text, keep_extra, language_of
from sousveil.sources.collectors.partial_date import read_partial_date

# Only what the type of an item tells for sure. A report may be of a ministry, a company or
# an NGO; a patent, a letter or a document of anyone: these stay unknown.
KINDS = MappingProxyType(
    {
        "newspaperArticle": SourceKind.MEDIA_REPORT,
        "magazineArticle": SourceKind.MEDIA_REPORT,
        "webpage": SourceKind.MEDIA_REPORT,
        "blogPost": SourceKind.MEDIA_REPORT,
        "statute": SourceKind.GOVERNMENT_RECORD,
        "bill": SourceKind.GOVERNMENT_RECORD,
        "hearing": SourceKind.GOVERNMENT_RECORD,
        "case": SourceKind.COURT_RECORD,
        "journalArticle": SourceKind.ACADEMIC_WORK,
        "book": SourceKind.ACADEMIC_WORK,
        "bookSection": SourceKind.ACADEMIC_WORK,
        "conferencePaper": SourceKind.ACADEMIC_WORK,
        "thesis": SourceKind.ACADEMIC_WORK,
    }
)
MAX_LISTED = 200

# What a book, a report or a law is published by; what the others appear in.
_PUBLISHED_BY = frozenset({"book", "bookSection", "report", "thesis", "statute", "bill", "hearing"})
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/\S{1,500})", re.I)


@frozen(kw_only=True)
class LibraryItem:
    """What a library says of a source. Dates are as given; None and empty are not given.

    ``item_type`` is Zotero's name of the type where the format has it, else the format's
    own. ``attachment_urls`` are the addresses of the files and links that hang on it.
    """

    locator: str
    item_type: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    container_title: str | None = None
    publisher_name: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    doi: str | None = None
    key: str | None = None
    access_date: str | None = None
    archive_url: str | None = None
    tags: tuple[str, ...] = ()
    attachment_urls: tuple[str, ...] = ()


@frozen(kw_only=True)
class BadItem:
    """A place in a library where there is no item that can be taken, and why."""

    locator: str
    reason: str


def choose_address(item: LibraryItem) -> str | None:
    """Return where an item is: its URL, else that of an attachment, else its DOI's.

    Without an address of the web the first that is given, to be rejected by name; None if
    none is given.
    """
    doi = read_doi(item.doi)
    resolver = f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else None
    given = [one for one in (item.url, *item.attachment_urls, resolver) if one]
    return next((one for one in given if is_web_address(one)), given[0] if given else None)


def describe_item(item: LibraryItem) -> Description:
    """Return an item as metadata of its source; an unread date is kept ``..._as_given``."""
    published = read_partial_date(item.published)
    appeared_in = [item.container_title, item.publisher_name]
    if item.item_type in _PUBLISHED_BY:
        appeared_in.reverse()
    extra = {
        "item_type": item.item_type,
        "zotero_key": item.key,
        "doi": read_doi(item.doi),
        "access_date": read_partial_date(item.access_date),
        "archive_url": item.archive_url,
        "container_title": item.container_title,
        "publisher_name": item.publisher_name,
        "tags": "; ".join(item.tags[:MAX_LISTED]),
        # What is less precise than it was given is kept in its own words too.
        "published_date_as_given": None if _is_whole(item.published) else item.published,
        "language_as_given": None if language_of(item.language) else item.language,
    }
    return Description(
        title=clean_text(item.title),
        author=clean_text("; ".join(item.authors[:MAX_LISTED])),
        publisher=clean_text(next((one for one in appeared_in if one), None)),
        published_date=published,
        language=language_of(item.language),
        kind=KINDS.get(item.item_type) if item.item_type is not None else None,
        extra=keep_extra(**extra),
    )


def read_doi(text: str | None) -> str | None:
    """Return a DOI without what is written before it, or None if it is none.

    >>> read_doi("https://doi.org/10.5555/abc"), read_doi("DOI 10.5555/abc"), read_doi("n/a")
    ('10.5555/abc', '10.5555/abc', None)
    """
    match = _DOI.fullmatch(text.strip()) if text is not None else None
    return match[1] if match is not None else None


def _is_whole(given: str | None) -> bool:
    """Say whether a date was read without loss of a part of it."""
    read = read_partial_date(given)
    if given is None or read is None:
        return False
    digits = sum(character.isdigit() for character in given)
    return len(read) == len("2019-09-17") or digits <= len("2019-09")
