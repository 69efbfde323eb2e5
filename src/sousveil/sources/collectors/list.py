"""Channel of a list: a text file with one address a line.

UTF-8; an optional title follows after a tab; empty lines and lines that begin with ``#``
are skipped::

    # tenders for cameras
    https://example.org/tender/12	Cameras for the old town
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sousveil.model.collection import Channel, ChannelKind, Description, Item, Rejected
from sousveil.sources.collectors.addresses import SeenAddresses
from sousveil.sources.collectors.counted_items import CountedItems
from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.lines import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.interface import Opener

MAX_LIST_BYTES = 128 * 1024 * 1024
MAX_LINE_BYTES = 32 * 1024
MAX_ADDRESSES = 1_000_000
MAX_BAD_LINES = 1_000
"""After so many, it is no list of addresses."""

_BYTE_ORDER_MARK = "\ufeff"


class ListCollector:
    """Refers to every address of a list, a local file or one on the web."""

    kind: str = ChannelKind.LIST

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the addresses in the list's order, and each bad line with its number."""
        data = opener.read(channel.location, max_bytes=MAX_LIST_BYTES)
        items = read_list(data, where=channel.location, seen=SeenAddresses())
        total = min(_count_addresses(data), MAX_ADDRESSES)
        return CountedItems(((item,) for item in items), total=total, unit="addresses")


def read_list(data: bytes, *, where: str, seen: SeenAddresses) -> Iterator[Item]:
    """Yield the addresses of a list that were not seen before."""
    bad_lines = 0
    for number, line in read_lines(io.BytesIO(data), max_bytes=MAX_LINE_BYTES):
        place = f"{where}:{number}"
        if len(seen) >= MAX_ADDRESSES or bad_lines >= MAX_BAD_LINES:
            what = "bad lines" if bad_lines >= MAX_BAD_LINES else "addresses"
            limit = MAX_BAD_LINES if bad_lines >= MAX_BAD_LINES else MAX_ADDRESSES
            yield Rejected(name=place, reason=f"{limit:,} {what}; the rest is not read")
            return
        for item in _read_line(line, where=place, number=number, seen=seen):
            bad_lines += isinstance(item, Rejected)
            yield item


def _count_addresses(data: bytes) -> int:
    """Count the lines that say something; an address that stands twice counts twice."""
    return sum(line.strip()[:1] not in {b"", b"#"} for line in io.BytesIO(data))


def _read_line(
    line: bytes | None, *, where: str, number: int, seen: SeenAddresses
) -> Iterator[Item]:
    if line is None:
        reason = f"line {number} is longer than {MAX_LINE_BYTES // 1024} KiB"
        yield Rejected(name=where, reason=reason)
        return
    try:
        text = line.decode().removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        yield Rejected(name=where, reason=f"line {number} is not UTF-8")
        return
    address, *titles = text.split("\t")
    if not text.strip() or text.lstrip().startswith("#"):
        return
    if len(titles) > 1:
        reason = f"line {number} has {len(titles) + 1} columns; an address and a title are expected"
        yield Rejected(name=where, reason=reason)
        return
    described = Description(title=clean_text(titles[0]) if titles else None)
    for item in seen.refer(address, where=where, description=described):
        if isinstance(item, Rejected):
            yield Rejected(name=where, reason=f"line {number}: {item.reason}")
        else:
            yield item
