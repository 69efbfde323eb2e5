"""What a collector is, and what it is given to read with.

Collectors never open anything themselves: the caller's opener guards what may be reached
(addresses of the web through the guarded client, the rest through fsspec) and bounds it.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sousveil.model.collection import Channel, Item

ENTRY_POINT_GROUP = "sousveil.collectors"


class Opener(Protocol):
    """Reads locations: URLs of the web, fsspec URLs, paths."""

    def read(self, location: str, *, max_bytes: int) -> bytes:
        """Return the bytes at a location.

        Raises:
            BadInput: it cannot be read, may not be, or is larger than ``max_bytes``.
        """
        ...

    def is_walked(self, location: str) -> bool:
        """Say whether an archive of the web was gone through before, and need not be sent again."""
        ...

    def open_archive(self, location: str) -> AbstractContextManager[IO[bytes]]:
        """Open a web archive for reading and seeking; it is never held in memory.

        Raises:
            BadInput: it cannot be read, may not be, or is larger than the policy allows.
        """
        ...

    def list_files(self, location: str) -> Iterator[str]:
        """Yield the fsspec paths of the files below a folder or matching a glob, sorted.

        Raises:
            BadInput: there is no such folder, or it may not be read.
        """
        ...


class Collector(Protocol):
    """Turns a channel into items, in the order of the channel.

    A collector yields what it cannot take as ``Rejected`` and goes on: malformed input
    never raises. ``kind`` is the name under which the registry finds it.
    """

    kind: str

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the items of a channel, each address once.

        A collector that knows how much there is returns ``CountedItems``, and who waits
        sees a bar.

        Raises:
            BadInput: the channel's own location cannot be read at all.
        """
        ...
