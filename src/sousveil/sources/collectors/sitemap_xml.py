"""Read one sitemap of XML as a stream: pages with what is said of them, and further sitemaps."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from attrs import frozen
from lxml import etree  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.model.collection import Description
from sousveil.sources.collectors.descriptions import clean_text, keep_extra, language_of, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEWS_NAMESPACE = "sitemap-news"
_ROOTS = {"urlset": "url", "sitemapindex": "sitemap"}
_FEEDS = {"rss", "feed", "RDF"}


@frozen(kw_only=True)
class SitemapEntry:
    """One entry: a page, or a further sitemap if ``is_sitemap``. The address is as written."""

    address: str
    is_sitemap: bool
    description: Description


def read_sitemap_xml(data: bytes, *, where: str) -> Iterator[SitemapEntry]:
    """Yield the entries of a sitemap or a sitemap index, one at a time.

    Entities are not expanded, nothing is fetched, and what was read is forgotten, so that
    memory does not grow with the file.

    Raises:
        BadInput: it is no sitemap, or is damaged; the entries before the damage are yielded.
    """
    fields: dict[str, str] = {}
    entry_name = ""
    try:
        for event, element in _iterate(data):
            parent = element.getparent()
            if event == "start":
                if parent is None:
                    entry_name = _check_root(element, where)
                continue
            name = _local_name(element)
            if parent is not None and parent.getparent() is None:
                if name == entry_name:
                    yield _make_entry(fields, is_sitemap=name == "sitemap")
                fields = {}
            elif parent is not None:
                _take_field(fields, element, name, _local_name(parent))
            _forget(element, parent)
    except etree.LxmlError as error:
        raise _not_a_sitemap(f"not well-formed XML: {error}", where) from error


def _iterate(data: bytes) -> Iterator[tuple[str, Any]]:
    events: Iterator[tuple[str, Any]] = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return events


def _check_root(root: Any, where: str) -> str:
    """Return what entries are called below this root."""
    name = _local_name(root)
    if name in _FEEDS:
        raise _not_a_sitemap("a feed, not a sitemap: add it as a channel of kind feed", where)
    if name not in _ROOTS:
        raise _not_a_sitemap(f"not a sitemap: its root is <{name}>", where)
    return _ROOTS[name]


def _take_field(fields: dict[str, str], element: Any, name: str, parent_name: str) -> None:
    """Keep the text of an element that means something here; the first of each counts.

    Text with an entity in it is dropped, for half an address is a wrong address.
    """
    is_news = _NEWS_NAMESPACE in element.tag.rpartition("}")[0]
    is_own = parent_name in _ROOTS.values() and name in {"loc", "lastmod"}
    if not (is_news or is_own) or len(element):
        return
    fields.setdefault(f"news:{name}" if is_news else name, element.text or "")


def _make_entry(fields: dict[str, str], *, is_sitemap: bool) -> SitemapEntry:
    """Make an entry; the day of the last change is no day of publication."""
    published = fields.get("news:publication_date")
    day = parse_day(published)
    return SitemapEntry(
        address=fields.get("loc", ""),
        is_sitemap=is_sitemap,
        description=Description(
            title=clean_text(fields.get("news:title")),
            publisher=clean_text(fields.get("news:name")),
            published_date=day,
            language=language_of(fields.get("news:language")),
            extra=keep_extra(
                last_modified=fields.get("lastmod"), published=None if day else published
            ),
        ),
    )


def _forget(element: Any, parent: Any) -> None:
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _local_name(element: Any) -> str:
    """Return the name without its namespace; lxml's QName refuses some names of damaged files."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _not_a_sitemap(what: str, where: str) -> BadInput:
    return BadInput(what, where=where, next_step="open it in a browser and check the address")
