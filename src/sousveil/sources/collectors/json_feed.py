"""Entries of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sousveil.model.collection import Description, Item, Rejected
from sousveil.sources.collectors.descriptions import clean_text, keep_extra, language_of, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.addresses import SeenAddresses


def looks_like_json(data: bytes) -> bool:
    r"""Say whether the first character is the brace that opens a JSON object.

    >>> looks_like_json(b'\xef\xbb\xbf {"items": []}'), looks_like_json(b"<rss/>")
    (True, False)
    """
    return data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_json_feed(data: bytes, *, where: str, seen: SeenAddresses) -> Iterator[Item]:
    """Yield the entries of a JSON Feed that were not seen before."""
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield Rejected(name=where, reason=f"not readable as a JSON Feed: {type(error).__name__}")
        return
    items = feed.get("items")
    if not isinstance(items, list):
        yield Rejected(name=where, reason="not a JSON Feed: it has no list of items")
        return
    base = _join(where, _text(feed, "home_page_url") or _text(feed, "feed_url"))
    for number, entry in enumerate(items, start=1):
        place = f"{where}#entry-{number}"
        values = entry if isinstance(entry, dict) else {}
        link = _text(values, "url") or _text(values, "external_url")
        if link:
            yield from seen.refer(
                _join(base, link), where=place, description=_describe(values, feed)
            )
        else:
            yield Rejected(name=place, reason=f"entry {number} has no link")


def _describe(entry: dict[str, Any], feed: dict[str, Any]) -> Description:
    published = _text(entry, "date_published")
    day = parse_day(published)
    return Description(
        title=clean_text(_text(entry, "title")),
        author=_find_author(entry) or _find_author(feed),
        published_date=day,
        language=language_of(_text(entry, "language") or _text(feed, "language")),
        extra=keep_extra(
            published=None if day else published, updated=_text(entry, "date_modified")
        ),
    )


def _find_author(values: dict[str, Any]) -> str | None:
    """Return the names of ``authors`` (1.1) or of ``author`` (1.0)."""
    authors = values.get("authors")
    people = authors if isinstance(authors, list) else [values.get("author")]
    names = (clean_text(person.get("name")) for person in people if isinstance(person, dict))
    return clean_text(", ".join(name for name in names if name))


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
