"""Feeds of changes between successive editions: of all, of each country, of each vendor.

An entry is what changed for one country from one edition to the next. It is dated by the data
of the later edition, never by the time of building. Addresses are relative to the feed where
nobody said where the site will stand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from attrs import frozen
from markupsafe import Markup, escape

from sousveil.editions.comparison import Kind, Subject
from sousveil.publication.comparison_page import explain_pair, view_change
from sousveil.publication.site_paths import comparison_path, country_path, root_of, vendor_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sousveil.editions.causes import ExplainedChange
    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.comparison_page import ChangeView

    _Groups = dict[str | None, tuple[ExplainedChange, ...]]

ALL_CHANGES = "feeds/changes"
FORMS = (("atom", "application/atom+xml", "Atom"), ("json", "application/feed+json", "JSON Feed"))
"""Ending, media type and name of each form that a feed comes in."""

_ATOM = "http://www.w3.org/2005/Atom"
_LEFT_OUT = frozenset({Subject.COVARIATE})
"""Facts from elsewhere, which change by the hundred when a covariate is renewed."""


@frozen(kw_only=True)
class FeedEntry:
    """What changed for one country, or in the codebook, from one edition to the next."""

    entry_id: str
    title: str
    path: str
    date: str
    content: str


@frozen(kw_only=True)
class Feed:
    """A feed; ``stem`` is its path without the ending of a form.

    ``top`` is the way to the top of the language's pages: an address, or relative to the feed.
    """

    stem: str
    top: str
    title: str
    language: str
    date: str
    entries: tuple[FeedEntry, ...]

    @property
    def page(self) -> str:
        """The page that the feed is of."""
        own = self.stem.removeprefix("feeds/")
        return "index.html" if self.stem == ALL_CHANGES else f"{own}.html"


def feeds_of(page: str) -> tuple[str, ...]:
    """Return the stems of the feeds that a page announces: its own, if it has one, and that of all.

    >>> feeds_of("countries/KEN.html"), feeds_of("countries/index.html")
    (('feeds/countries/KEN', 'feeds/changes'), ('feeds/changes',))
    """
    is_own = page.startswith(("countries/", "vendors/")) and not page.endswith("/index.html")
    return (f"feeds/{page.removesuffix('.html')}", ALL_CHANGES) if is_own else (ALL_CHANGES,)


def gather_changes(collection: Collection) -> Feed:
    """Return the feed of all changes, those of the newest edition first."""
    return _make(
        ALL_CHANGES, collection.language.say("Changes of the index"), _by_country, collection
    )


def gather_country_changes(country_iso3: str, collection: Collection) -> Feed:
    """Return the feed of a country."""
    name = collection.country(country_iso3).text
    stem = feeds_of(country_path(country_iso3))[0]
    title = collection.language.say("Changes of the index: {name}", name=name)
    return _make(stem, title, partial(_of_country, country_iso3), collection)


def gather_vendor_changes(vendor_id: str, collection: Collection) -> Feed:
    """Return the feed of a vendor: the links of supply that name it."""
    name = collection.vendor(vendor_id).text
    stem = feeds_of(vendor_path(vendor_id))[0]
    title = collection.language.say("Changes of the index: {name}", name=name)
    return _make(stem, title, partial(_of_vendor, vendor_id), collection)


def write_atom(feed: Feed) -> str:
    """Return a feed in the Atom format (RFC 4287)."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    for name, text in (
        ("id", _identify(feed.stem, feed.language)),
        ("title", feed.title),
        ("updated", _instant(feed.date)),
    ):
        SubElement(root, name).text = text
    SubElement(SubElement(root, "author"), "name").text = "Sousveil"
    SubElement(root, "link", {"rel": "self", "href": f"{feed.top}{feed.stem}.atom"})
    SubElement(root, "link", {"rel": "alternate", "href": f"{feed.top}{feed.page}"})
    for entry in feed.entries:
        node = SubElement(root, "entry")
        for name, text in (
            ("id", entry.entry_id),
            ("title", entry.title),
            ("updated", _instant(entry.date)),
        ):
            SubElement(node, name).text = text
        SubElement(node, "link", {"rel": "alternate", "href": f"{feed.top}{entry.path}"})
        SubElement(node, "content", {"type": "html"}).text = entry.content
    indent(root, space="")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def write_json(feed: Feed) -> str:
    """Return a feed in the JSON Feed format, version 1.1."""
    items = [
        {
            "id": entry.entry_id,
            "url": feed.top + entry.path,
            "title": entry.title,
            "content_html": entry.content,
            "date_published": _instant(entry.date),
        }
        for entry in feed.entries
    ]
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.top + feed.page,
        "feed_url": f"{feed.top}{feed.stem}.json",
        "language": feed.language,
        "authors": [{"name": "Sousveil"}],
        "items": items,
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _make(
    stem: str, title: str, select: Callable[[Edition, Edition], _Groups], collection: Collection
) -> Feed:
    entries = []
    for before, after in reversed(list(pairwise(collection.editions))):
        groups = select(before.index.edition, after.index.edition)
        entries += list(_make_entries(stem, groups, before, after, collection))
    return Feed(
        stem=stem,
        top=_find_top(stem, collection),
        title=title,
        language=collection.language.code,
        date=max(edition.index.last_day for edition in collection.editions),
        entries=tuple(entries),
    )


def _find_top(stem: str, collection: Collection) -> str:
    if collection.address is None:
        return root_of(stem)
    return collection.address + collection.language.folder


def _make_entries(
    stem: str,
    groups: _Groups,
    before: PublishedEdition,
    after: PublishedEdition,
    collection: Collection,
) -> Iterator[FeedEntry]:
    language = collection.language
    ids = before.index.codebook_id, after.index.codebook_id
    date = after.index.last_day
    subject = stem if stem.startswith("feeds/vendors/") else ""
    for code, changes in groups.items():
        name = collection.country(code).text if code else language.say("Codebook")
        yield FeedEntry(
            entry_id=_identify(subject, *ids, code or "", language.code),
            title=language.say(
                "{name}: what changed from {before} to {after}",
                name=name,
                before=ids[0],
                after=ids[1],
            ),
            path=country_path(code) if code in collection.units else comparison_path(*ids),
            date=date,
            content=_say_all([view_change(one, collection) for one in changes], collection),
        )


def _say_all(changes: list[ChangeView], collection: Collection) -> str:
    direction = collection.language.direction
    lines = Markup("").join(_say(change, collection) for change in changes)
    return str(Markup('<ul dir="{}">{}</ul>').format(direction, lines))


def _say(change: ChangeView, collection: Collection) -> Markup:
    what = change.what or collection.language.say("AI surveillance of any kind")
    parts = [f"{what}: {change.kind}"]
    if change.before or change.after:
        parts.append(f"{change.before or '–'} → {change.after or '–'}")
    if change.causes:
        parts.append("; ".join(change.causes))
    return Markup("<li>{}</li>").format(escape(". ".join(parts)))


@lru_cache(maxsize=16)
def _by_country(before: Edition, after: Edition) -> _Groups:
    groups: dict[str | None, list[ExplainedChange]] = defaultdict(list)
    for one in explain_pair(before, after):
        if one.change.subject not in _LEFT_OUT and one.change.kind is not Kind.NOT_COMPARED:
            groups[one.change.country_iso3].append(one)
    return {code: tuple(groups[code]) for code in sorted(groups, key=lambda code: code or "")}


def _of_country(country_iso3: str, before: Edition, after: Edition) -> _Groups:
    found = _by_country(before, after).get(country_iso3)
    return {country_iso3: found} if found else {}


def _of_vendor(vendor_id: str, before: Edition, after: Edition) -> _Groups:
    return _by_vendor(before, after).get(vendor_id, {})


@lru_cache(maxsize=16)
def _by_vendor(before: Edition, after: Edition) -> Mapping[str, _Groups]:
    vendors: dict[str, _Groups] = defaultdict(dict)
    for code, changes in _by_country(before, after).items():
        for one in changes:
            if one.change.subject is Subject.SUPPLY and one.change.subject_id:
                vendor_id = one.change.subject_id.partition(" for ")[0]
                vendors[vendor_id][code] = (*vendors[vendor_id].get(code, ()), one)
    return vendors


def _identify(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "/".join(("sousveil", *parts))).urn


def _instant(date: str) -> str:
    return f"{date}T00:00:00Z"
