"""Channels of web archives: one WARC file, or a list of the paths of many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, ChannelKind, Item, Rejected, Walked
from sousveil.sources.collectors.counted_items import CountedItems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.interface import Opener

MAX_PATHS_BYTES = 64 * 1024 * 1024
"""Of a list of paths as it is read; that of a Common Crawl is well below 1 MiB, gzipped."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_COMMON_CRAWL_ROOT = "crawl-data/"


class WarcCollector:
    """Yields the responses that one WARC file holds."""

    kind: str = ChannelKind.WARC

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the archive's records in their order; the archive is read as a stream."""
        yield from _go_through(channel.location, opener)


class WarcPathsCollector:
    """Yields the responses of every WARC file of a list (``warc.paths``, gzipped or not)."""

    kind: str = ChannelKind.WARC_PATHS

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the records archive by archive; one that cannot be read is rejected."""
        from sousveil.sources.archive.reading import read_warc_paths  # noqa: PLC0415  # heavy

        data = opener.read(channel.location, max_bytes=MAX_PATHS_BYTES)
        try:
            paths = tuple(read_warc_paths(data, base_of(channel.location)))
        except BadInput as error:
            return iter((Rejected(name=channel.location, reason=error.what),))
        archives = (_read_archive(path, channel.location, opener) for path in paths)
        return CountedItems(archives, total=len(paths), unit="archives")


def base_of(location: str) -> str:
    """Return what the paths of a list are relative to.

    That is the list's folder; Common Crawl's paths begin with ``crawl-data/``, and are
    relative to what stands before that.

    >>> base_of("https://example.org/crawl-data/CC-1/warc.paths.gz")
    'https://example.org/'
    >>> base_of("archive/warc.paths")
    'archive/'
    """
    start = location.find(_COMMON_CRAWL_ROOT)
    return location[:start] if start >= 0 else location[: location.rfind("/") + 1]


def _read_archive(path: str, list_location: str, opener: Opener) -> Iterator[Item]:
    if _scheme(path) != _scheme(list_location):
        yield Rejected(name=path, reason="in another kind of storage than the list itself")
        return
    try:
        yield from _go_through(path, opener)
    except BadInput as error:
        yield Rejected(name=path, reason=error.what)


def _go_through(location: str, opener: Opener) -> Iterator[Item]:
    """Yield what an archive holds, and at its end that it was gone through; once, if of the web."""
    from sousveil.sources.archive.reading import iterate_archive  # noqa: PLC0415  # heavy

    if not opener.is_walked(location):
        yield from iterate_archive(location, open_file=opener.open_archive)
        if _scheme(location) == "https":
            yield Walked(name=location)


def _scheme(location: str) -> str:
    """Return the kind of storage; a list from the web must not name files of this machine."""
    found = _SCHEME.match(location)
    scheme = found[1].lower() if found else "file"
    return "https" if scheme == "http" else scheme
