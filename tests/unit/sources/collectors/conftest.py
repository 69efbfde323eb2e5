"""What the tests of collectors share: channels, and an opener whose files are in memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pytest

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, SearchEffort
from sousveil.model.source import SourceKind
from sousveil.sources.archive.section import open_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class MemoryOpener:
    """An opener that knows what it was given and refuses everything else."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.asked: list[str] = []
        self.walked: set[str] = set()

    def read(self, location: str, *, max_bytes: int) -> bytes:
        self.asked.append(location)
        if location not in self.files:
            raise BadInput("there is nothing there", where=location)
        if len(self.files[location]) > max_bytes:
            raise BadInput("too large", where=location)
        return self.files[location]

    def is_walked(self, location: str) -> bool:
        return location in self.walked

    @contextmanager
    def open_archive(self, location: str) -> Iterator[IO[bytes]]:
        with open_url(location) as file:
            yield file

    def list_files(self, location: str) -> Iterator[str]:
        return iter(sorted(name for name in self.files if name.startswith(location)))


@pytest.fixture(scope="session")
def make_opener() -> Callable[..., MemoryOpener]:
    """A function that makes an opener of files by location."""
    return MemoryOpener


@pytest.fixture(scope="session")
def make_channel() -> Callable[..., Channel]:
    """A function that makes a channel of a kind at a location; search effort can be given."""

    def make(kind: str, location: str, effort: SearchEffort | None = None) -> Channel:
        return Channel(
            channel_id="chn_1",
            kind=kind,
            location=location,
            source_kind=SourceKind.MEDIA_REPORT,
            effort=effort or SearchEffort(),
            added_at="2026-01-01T00:00:00Z",
        )

    return make
