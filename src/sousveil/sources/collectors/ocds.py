"""Collect procurement notices in the Open Contracting Data Standard, versions 1.0 and 1.1.

Read are release packages, record packages, arrays of either, bare releases and records,
and any of these as JSON Lines; gzipped or not. A file is bounded, a line of JSON Lines is
parsed alone, and what is bad is rejected by its place while the rest goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.model.collection import ChannelKind, Content, Rejected
from sousveil.sources.collectors.json_reading import line_at, write_canonical
from sousveil.sources.collectors.json_values import BadJson, read_json_values
from sousveil.sources.collectors.notice import describe_notice
from sousveil.sources.collectors.ocds_notice import read_release
from sousveil.sources.collectors.ocds_package import BadEntry, Packaging, read_entry
from sousveil.sources.collectors.plain_text import name_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.collection import Channel, Item
    from sousveil.sources.collectors.interface import Opener
    from sousveil.sources.collectors.ocds_package import PackagedRelease

MAX_FILE_BYTES = 1024 * 1024 * 1024
"""Of a file as it lies there, perhaps gzipped; it is held in memory, what is in it value by value."""


class OcdsCollector:
    """Yields each release of an OCDS file as content: its canonical JSON and its metadata."""

    kind: str = ChannelKind.OCDS.value

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the releases at the channel's location, and what of it could not be taken.

        Raises:
            BadInput: the location cannot be read at all.
        """
        location = channel.location
        yield from collect_releases(location, opener.read(location, max_bytes=MAX_FILE_BYTES))


def collect_releases(location: str, data: bytes) -> Iterator[Item]:
    """Yield the releases in the bytes at a location, and what of it could not be taken."""
    for found in read_json_values(data):
        if isinstance(found, BadJson):
            yield _reject(location, found)
            continue
        for entry in read_entry(found.value, Packaging(locator=found.locator)):
            yield _make_item(location, entry)


def _make_item(location: str, entry: PackagedRelease | BadEntry) -> Item:
    if isinstance(entry, BadEntry):
        return _reject(location, entry)
    release, packaging = entry.release, entry.packaging
    try:
        data = write_canonical(release)
    except BadInput as error:
        return _reject(location, BadEntry(locator=packaging.locator, reason=error.what))
    notice = read_release(release, version=entry.version, publisher=packaging.publisher)
    # A release without an id is known by its place in the file.
    release_id = line_at(release, "id") or packaging.locator
    return Content(
        name=name_item(location, f"{line_at(release, 'ocid')}/{release_id}"),
        data=data,
        media_type="application/json",
        description=describe_notice(notice),
    )


def _reject(location: str, bad: BadJson | BadEntry) -> Rejected:
    name = name_item(location, bad.locator) if bad.locator else location
    return Rejected(name=name, reason=bad.reason)
