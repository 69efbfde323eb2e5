"""Channel of a sitemap: XML, news or plain text, gzipped or not, or an index of such.

The protocol is that of sitemaps.org. A sitemap names pages and sitemaps of the web only,
wherever it lies itself: one from outside cannot make us open a local file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, ChannelKind, Item, Rejected
from sousveil.sources.collectors.addresses import SeenAddresses, canonical_address
from sousveil.sources.collectors.interface import Opener
from sousveil.sources.collectors.list import read_list
from sousveil.sources.collectors.sitemap_xml import SitemapEntry, read_sitemap_xml
from sousveil.sources.collectors.unpacking import GZIP_MAGIC, gunzip

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SITEMAP_BYTES = 64 * 1024 * 1024
"""Of one sitemap, packed or not; the protocol allows 50 MiB."""
MAX_DEPTH = 3
"""Indexes below one another; the protocol allows one."""
MAX_SITEMAPS = 50_000
MAX_ADDRESSES = 1_000_000

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class SitemapCollector:
    """Refers to every page of a sitemap and of the sitemaps that it names."""

    kind: str = ChannelKind.SITEMAP

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the pages in the order of the sitemap."""
        data = opener.read(channel.location, max_bytes=MAX_SITEMAP_BYTES)
        walk = _Walk(opener=opener)
        walk.sitemaps.add(canonical_address(channel.location) or channel.location)
        yield from walk.read(data, where=channel.location, depth=0)


@frozen(kw_only=True)
class _Walk:
    """One run through a tree of sitemaps, with what it has met so far."""

    opener: Opener
    pages: SeenAddresses = field(factory=SeenAddresses)
    sitemaps: SeenAddresses = field(factory=SeenAddresses)

    def read(self, data: bytes, *, where: str, depth: int) -> Iterator[Item]:
        """Yield the pages of one sitemap and of those below it."""
        try:
            if data.startswith(GZIP_MAGIC):
                data = gunzip(data, max_bytes=MAX_SITEMAP_BYTES)
            if not _looks_like_xml(data):
                yield from read_list(data, where=where, seen=self.pages)
                return
            for number, entry in enumerate(read_sitemap_xml(data, where=where), start=1):
                if len(self.pages) >= MAX_ADDRESSES:
                    reason = f"more than {MAX_ADDRESSES:,} addresses; the rest is not read"
                    yield Rejected(name=f"{where}#entry-{number}", reason=reason)
                    return
                yield from self._follow(entry, where=f"{where}#entry-{number}", depth=depth)
        except BadInput as error:
            yield Rejected(name=where, reason=error.what)

    def _follow(self, entry: SitemapEntry, *, where: str, depth: int) -> Iterator[Item]:
        if not entry.is_sitemap:
            yield from self.pages.refer(entry.address, where=where, description=entry.description)
            return
        address = canonical_address(entry.address)
        if address is None:
            reason = f"not an address of the web: {entry.address[:200]!r}"
            yield Rejected(name=where, reason=reason)
        elif depth >= MAX_DEPTH:
            yield Rejected(name=address, reason=f"indexes more than {MAX_DEPTH} deep")
        elif len(self.sitemaps) > MAX_SITEMAPS:
            yield Rejected(name=address, reason=f"more than {MAX_SITEMAPS:,} sitemaps")
        elif self.sitemaps.add(address):
            yield from self._read_below(address, depth=depth + 1)

    def _read_below(self, address: str, *, depth: int) -> Iterator[Item]:
        try:
            data = self.opener.read(address, max_bytes=MAX_SITEMAP_BYTES)
        except BadInput as error:
            yield Rejected(name=address, reason=error.what)
            return
        yield from self.read(data, where=address, depth=depth)


def _looks_like_xml(data: bytes) -> bool:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf")
    return start.startswith(_UTF16_MARKS) or start.lstrip(b" \t\r\n\0").startswith(b"<")
