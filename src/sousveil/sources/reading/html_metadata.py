"""Read what a page states of itself: title, author, publisher, day of publication, language.

Only explicit statements count (``meta`` elements, JSON-LD, ``time`` marked as the date of
publication): a date in running text is as likely that of an event. Patterns are bounded, so
that a page made of unclosed tags costs linear time.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.sources.reading.dates import parse_day
from sousveil.sources.reading.json_ld import find_works, name_of, names_of, text_of
from sousveil.sources.reading.reading import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_HEAD = 500_000
MOST_STATEMENTS = 200
LATEST_ROOT = 10_000

DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "publish_date",
    "publishdate",
    "pubdate",
    "date",
)
TITLE_NAMES = ("citation_title", "og:title", "dc.title", "dcterms.title", "parsely-title", "title")
AUTHOR_NAMES = (
    "citation_author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "author",
    "byl",
)
PUBLISHER_NAMES = (
    "og:site_name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
    "publisher",
    "application-name",
)
LANGUAGE_NAMES = ("content-language", "og:locale", "dc.language", "dcterms.language")
# Outside quotes a tag holds no other: so the search for its end is bounded by the next one.
IN_TAG = r"""(?:"[^"]{0,3000}"|'[^']{0,3000}'|[^<>"'])*+>"""
DATED_TAG = re.compile(r"<(?:meta|time|span)\b" + IN_TAG, re.IGNORECASE)
META = re.compile(r"<meta\b" + IN_TAG, re.IGNORECASE)
ROOT = re.compile(r"<html\b" + IN_TAG, re.IGNORECASE)
TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{1,2000})</title", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w:-]{1,60})\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
NAMING = ("property", "name", "itemprop", "http-equiv")
END_OF_HEAD = re.compile(r"</head\s?>|<body\b", re.IGNORECASE)
DATE_MARKS = ("datePublished", "datepublished", "pubdate")
HEADING = re.compile(r"<h1\b[^>]{0,500}>(.{1,300}?)</h1", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]{0,500}>")
TITLE_SEPARATOR = re.compile(r"\s+[|–—·•«»:-]\s+")


@frozen(kw_only=True)
class PageMetadata:
    """What a page states of itself; None where it does not."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_date: str | None = None
    language: str | None = None


def read_metadata(page: str) -> PageMetadata:
    """Read the statements of a page, its JSON-LD first: it is the least ambiguous."""
    stated, title, language = _read_head(page)
    works = list(find_works(page))
    publisher = _first(
        [name_of(work.get("publisher")) for work in works],
        _no_addresses(_pick(stated, PUBLISHER_NAMES)),
    )
    authors = [tidy(name) for work in works for name in names_of(work.get("author"))]
    day = _first(
        map(parse_day, (text_of(work.get("datePublished")) for work in works)),
        map(parse_day, _pick(stated, DATE_NAMES)),
        map(parse_day, _find_dated_tags(page)),
    )
    return PageMetadata(
        title=_first(
            [tidy(text_of(work.get("headline"))) for work in works],
            [tidy(_without(text, publisher)) for text in _pick(stated, TITLE_NAMES)],
            [tidy(_without(title, publisher))],
            _find_heading(page),
        ),
        author="; ".join(dict.fromkeys(filter(None, authors)))
        or _first(_no_addresses(_pick(stated, AUTHOR_NAMES))),
        publisher=publisher,
        published_date=day,
        language=language or _first(_pick(stated, LANGUAGE_NAMES)),
    )


def _read_head(page: str) -> tuple[dict[str, list[str]], str | None, str | None]:
    """Give the ``meta`` elements by name, the title and the language of the root."""
    match = END_OF_HEAD.search(page, 0, LARGEST_HEAD)
    end = match.start() if match else min(len(page), LARGEST_HEAD)
    stated: dict[str, list[str]] = {}
    for tag in islice(META.finditer(page, 0, end), MOST_STATEMENTS):
        attributes = _read_attributes(tag[0])
        name = next((attributes[key] for key in NAMING if key in attributes), "")
        if content := attributes.get("content", "").strip():
            stated.setdefault(name.lower(), []).append(content)
    title = TITLE.search(page, 0, end)
    root = ROOT.search(page, 0, min(end, LATEST_ROOT))
    return (
        stated,
        unescape(title[1]) if title else None,
        _read_attributes(root[0]).get("lang") or None if root else None,
    )


def _read_attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in ATTRIBUTE.findall(tag)
    }


def _find_heading(page: str) -> Iterator[str | None]:
    if heading := HEADING.search(page, 0, LARGEST_HEAD):
        yield tidy(unescape(TAG.sub(" ", heading[1])))


def _find_dated_tags(page: str) -> Iterator[str]:
    if not any(mark in page for mark in DATE_MARKS):
        return  # a plain search is a hundred times faster than the pattern
    for tag in DATED_TAG.finditer(page):
        if any(mark in tag[0] for mark in DATE_MARKS):
            attributes = _read_attributes(tag[0])
            yield attributes.get("datetime") or attributes.get("content") or ""


def _pick(stated: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from stated.get(name, ())[:1]


def _first(*offers: Iterable[str | None]) -> str | None:
    """Give the first value that is there."""
    return next((value for offer in offers for value in offer if value), None)


def _no_addresses(values: Iterable[str]) -> Iterator[str | None]:
    """Leave out web and e-mail addresses, which are nobody's name."""
    return (tidy(value) for value in values if "://" not in value and "@" not in value)


def _without(title: str | None, publisher: str | None) -> str | None:
    """Take the publisher's name from the end of a title."""
    parts = list(TITLE_SEPARATOR.finditer(title or ""))
    if title and publisher and parts and title[parts[-1].end() :].strip() == publisher:
        return title[: parts[-1].start()]
    return title
