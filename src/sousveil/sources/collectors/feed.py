"""Channel of a feed: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

XML goes to feedparser. It is handed a stream, never the bytes or the address themselves: it
would take either for the name of a file to open or of a page to fetch. Documents that
declare entities are refused beforehand, because it removes no more than one such
declaration a line and then expands the others.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]

from sousveil.model.collection import Channel, ChannelKind, Description, Item, Rejected
from sousveil.sources.collectors.addresses import SeenAddresses, is_web_address
from sousveil.sources.collectors.descriptions import (
    clean_markup,
    clean_text,
    keep_extra,
    language_of,
    parse_day,
)
from sousveil.sources.collectors.feed_encoding import to_utf8
from sousveil.sources.collectors.json_feed import looks_like_json, read_json_feed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.interface import Opener

MAX_FEED_BYTES = 8 * 1024 * 1024
MAX_PROLOG_BYTES = 4 * 1024
"""What may stand before the first tag: feedparser's time grows with its square."""

MAX_TAG_SOUP_BYTES = 512 * 1024
"""Of a feed that is not well-formed: the time of feedparser's lenient parser grows likewise."""

_FIRST_TAG = re.compile(rb"<\w")
_ENTITY = b"<!ENTITY"


class FeedCollector:
    """Refers to every entry of a feed; enclosures are not followed."""

    kind: str = ChannelKind.FEED

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the entries in the feed's order."""
        data = opener.read(channel.location, max_bytes=MAX_FEED_BYTES)
        if looks_like_json(data):
            yield from read_json_feed(data, where=channel.location, seen=SeenAddresses())
        else:
            yield from read_xml_feed(data, where=channel.location, seen=SeenAddresses())


def read_xml_feed(data: bytes, *, where: str, seen: SeenAddresses) -> Iterator[Item]:
    """Yield the entries of an RSS or Atom feed that were not seen before.

    A relative link is resolved against ``xml:base``, else the address that the feed gives
    for itself or its site, else where it was read.
    """
    data = to_utf8(data)
    fault = _find_fault(data)
    if fault:
        yield Rejected(name=where, reason=fault)
        return
    try:
        feed = _parse(data, base="")
        if not all(is_web_address(_text(entry, "link")) for entry in feed.entries):
            own = _text(feed.feed, "link")
            feed = _parse(data, base=urljoin(where, own) if is_web_address(where) else own)
    except Exception as error:  # noqa: BLE001  # tag soup fails in many ways in feedparser
        yield Rejected(name=where, reason=f"not readable as a feed: {type(error).__name__}")
        return
    if not feed.version and not feed.entries:
        yield Rejected(name=where, reason="not a feed: neither RSS nor Atom nor JSON Feed")
        return
    for number, entry in enumerate(feed.entries, start=1):
        place = f"{where}#entry-{number}"
        link = _text(entry, "link")
        if link:
            yield from seen.refer(link, where=place, description=_describe(entry, feed))
        else:
            yield Rejected(name=place, reason=f"entry {number} has no link")


def _find_fault(data: bytes) -> str | None:
    """Say why a document is not given to feedparser, or None."""
    if not _FIRST_TAG.search(data[:MAX_PROLOG_BYTES]):
        return "not a feed: neither RSS nor Atom nor JSON Feed"
    if _ENTITY in data:
        return "it declares entities, which no feed needs"
    if len(data) > MAX_TAG_SOUP_BYTES and not _is_well_formed(data):
        return f"larger than {MAX_TAG_SOUP_BYTES // 1024} KiB and not well-formed (or with a DTD)"
    return None


def _is_well_formed(data: bytes) -> bool:
    """Say whether feedparser's strict parser will read all of it, in linear time."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a feed needs no DTD, and feedparser would cut parts of it out")


def _parse(data: bytes, *, base: str) -> Any:
    headers = {"content-type": "application/xml", "content-location": base}
    return feedparser.parse(
        io.BytesIO(data), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )


def _describe(entry: dict[str, Any], feed: Any) -> Description:
    """Describe an entry; a date of change is kept, but is not the date of publication.

    feedparser files ``dc:date``, which does not say what it is the date of, under changes.
    """
    published, updated = _text(entry, "published"), _text(entry, "updated")
    day = parse_day(published) or _day_of(dict.get(entry, "published_parsed"), published)
    detail = dict.get(entry, "title_detail") or {}
    is_markup = "html" in _text(detail, "type")
    return Description(
        title=(clean_markup if is_markup else clean_text)(_text(entry, "title")),
        author=clean_text(_text(dict.get(entry, "author_detail") or {}, "name"))
        or clean_text(_text(entry, "author")),
        published_date=day,
        language=language_of(_text(detail, "language") or _text(feed.feed, "language")),
        extra=keep_extra(published=None if day else published, updated=updated),
    )


def _day_of(parsed: Any, text: str) -> str | None:
    """Return the day of a date that feedparser alone understood (other languages, old forms).

    It makes a day of a bare month or year too, which is refused here.
    """
    if parsed is None or len(re.findall(r"\d+", text)) < 3:
        return None
    return parse_day(f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}")


def _text(values: dict[str, Any], name: str) -> str:
    """Return a text as the feed has it; feedparser's own look-up answers with other fields."""
    value = dict.get(values, name)
    return value if isinstance(value, str) else ""
