"""Channel of one page: its address is the only item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.model.collection import Channel, ChannelKind, Item
from sousveil.sources.collectors.addresses import SeenAddresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.interface import Opener


class PageCollector:
    """Refers to the page; its bytes are fetched like those of every reference."""

    kind: str = ChannelKind.PAGE

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:  # noqa: ARG002  # the interface
        """Yield the page."""
        yield from SeenAddresses().refer(channel.location, where=channel.location)
