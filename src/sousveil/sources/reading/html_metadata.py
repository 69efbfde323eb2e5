"""Read what a page states of itself: title, author, publisher, day of publication, language.

Only explicit statements count (``meta`` elements, JSON-LD, ``time`` marked as the date of
publication): a date in running text is as likely that of an event. Patterns are bounded, so
that a page made of unclosed tags costs linear time.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

from attrs import frozen
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from lxml.html import HTMLParser, fromstring  # type: ignore[import-untyped]

from sousveil.sources.reading.dates import parse_day
from sousveil.sources.reading.reading import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_HEAD = 500_000
LARGEST_JSON = 500_000
MOST_SCRIPTS = 20
MOST_NODES = 200

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
WORKS = frozenset({"BlogPosting", "Report", "WebPage", "PressRelease", "GovernmentService"})

JSON_SCRIPT = re.compile(r"<script\b[^>]{0,300}?application/ld\+json[^>]{0,300}>", re.IGNORECASE)
DATE_MARKS = ("datePublished", "datepublished", "pubdate")
DATED_TAG = re.compile(
    r"<(?:meta|time|span)\b[^>]{0,300}?(?:datePublished|\bpubdate\b)[^>]{0,300}>", re.IGNORECASE
)
DATE_ATTRIBUTE = re.compile(r"""(?:datetime|content)\s?=\s?["']([^"'>]{6,60})""", re.IGNORECASE)
HEADING = re.compile(r"<h1\b[^>]{0,500}>(.{1,1000}?)</h1", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]{0,500}>")
END_OF_HEAD = re.compile(r"</head\s?>|<body\b", re.IGNORECASE)
END_OF_SCRIPT = re.compile(r"</script", re.IGNORECASE)
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
    works = list(_find_works(page))
    publisher = _first(
        [_name(work.get("publisher")) for work in works], _pick(stated, PUBLISHER_NAMES)
    )
    authors = [tidy(name) for work in works for name in _names(work.get("author"))]
    day = _first(
        map(parse_day, (_text(work.get("datePublished")) for work in works)),
        map(parse_day, _pick(stated, DATE_NAMES)),
        map(parse_day, _find_dated_tags(page)),
    )
    return PageMetadata(
        title=_first(
            [tidy(_text(work.get("headline"))) for work in works],
            [tidy(_without(text, publisher)) for text in _pick(stated, TITLE_NAMES)],
            [tidy(_without(title, publisher))],
            _find_heading(page),
        ),
        author="; ".join(dict.fromkeys(filter(None, authors)))
        or _first(_no_addresses(_pick(stated, AUTHOR_NAMES))),
        publisher=publisher if publisher and "://" not in publisher else None,
        published_date=day,
        language=language or _first(_pick(stated, LANGUAGE_NAMES)),
    )


def _read_head(page: str) -> tuple[dict[str, list[str]], str | None, str | None]:
    """Give the ``meta`` elements by name, the title and the language of the root."""
    end = END_OF_HEAD.search(page, 0, LARGEST_HEAD)
    head = page[: end.start() if end else LARGEST_HEAD]
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(head.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError):
        return {}, None, None
    stated: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
            or ""
        )
        if content := (element.get("content") or "").strip():
            stated.setdefault(name.lower(), []).append(content)
    title = next(tree.iter("title"), None)
    root = next(tree.iter("html"), None)
    return (
        stated,
        None if title is None else title.text_content(),
        None if root is None else root.get("lang") or None,
    )


def _find_works(page: str) -> Iterator[dict[str, Any]]:
    """Give the articles and pages that JSON-LD describes, not those that it lists as related."""
    if "application/ld+json" not in page:
        return
    for script in _take(JSON_SCRIPT.finditer(page), MOST_SCRIPTS):
        end = END_OF_SCRIPT.search(page, script.end(), script.end() + LARGEST_JSON)
        if end is None:
            continue
        try:
            data = json.loads(page[script.end() : end.start()], strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in _take(nodes, MOST_NODES):
            graph = node.get("@graph") if isinstance(node, dict) else None
            for work in _take(graph, MOST_NODES) if isinstance(graph, list) else [node]:
                if isinstance(work, dict) and any(map(_is_work, _texts(work.get("@type")))):
                    yield work


def _is_work(kind: str) -> bool:
    return kind.endswith("Article") or kind in WORKS


def _find_heading(page: str) -> Iterator[str | None]:
    if heading := HEADING.search(page):
        yield tidy(unescape(TAG.sub(" ", heading[1])))


def _find_dated_tags(page: str) -> Iterator[str]:
    if not any(mark in page for mark in DATE_MARKS):
        return  # a plain search is a hundred times faster than the pattern
    for tag in _take(DATED_TAG.finditer(page), MOST_NODES):
        if match := DATE_ATTRIBUTE.search(tag[0]):
            yield match[1]


def _pick(stated: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from stated.get(name, ())[:1]


def _first(*offers: Iterable[str | None]) -> str | None:
    """Give the first value that is there."""
    return next((value for offer in offers for value in offer if value), None)


def _no_addresses(values: Iterable[str]) -> Iterator[str | None]:
    """Leave out web and e-mail addresses, which are no author's name."""
    return (tidy(value) for value in values if "://" not in value and "@" not in value)


def _without(title: str | None, publisher: str | None) -> str | None:
    """Take the publisher's name from the end of a title."""
    parts = list(TITLE_SEPARATOR.finditer(title or ""))
    if title and publisher and parts and title[parts[-1].end() :].strip() == publisher:
        return title[: parts[-1].start()]
    return title


def _names(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [name for entry in _take(entries, MOST_NODES) if (name := _name(entry))]


def _name(value: object) -> str | None:
    entry = value[0] if isinstance(value, list) and value else value
    name = _text(entry.get("name") if isinstance(entry, dict) else entry)
    return None if name is None or "://" in name or "@" in name else name


def _text(value: object) -> str | None:
    return tidy(unescape(value[:2000])) if isinstance(value, str) else None


def _texts(value: object) -> list[str]:
    return [
        text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
    ]


def _take(values: Iterable[Any], most: int) -> Iterator[Any]:
    for _, value in zip(range(most), values, strict=False):
        yield value
