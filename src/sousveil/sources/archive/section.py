"""A stretch of a file that is read as a file: an archive, or a member stored in a package."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import fsspec

from sousveil.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator


class Section:
    """Read part of an open file; positions count from where the part begins.

    A failure to read (a lost connection) ends the section early and is kept in ``failure``:
    an exception must not pass through the library that reads from here.
    """

    def __init__(self, file: IO[bytes], start: int = 0, end: int | None = None) -> None:
        self._file = file
        self._start = start
        self._position = 0
        self.failure: str | None = None
        if end is None:
            end = file.seek(0, os.SEEK_END)
        self.size = max(0, end - start)
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, none at the end."""
        left = self.size - self._position
        size = left if size < 0 else min(size, left)
        if size <= 0 or self.failure is not None:
            return b""
        try:
            data = self._file.read(size)
        except Exception as error:  # noqa: BLE001  # every file system raises its own
            self.failure = f"{type(error).__name__}: {error}"
            return b""
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        position = max(0, base + offset)
        try:
            self._file.seek(self._start + position)
        except Exception as error:  # noqa: BLE001
            self.failure = f"{type(error).__name__}: {error}"
        self._position = position
        return position

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def close(self) -> None:
        """Leave the file open: whoever opened it closes it."""


def _open(url: str) -> IO[bytes]:
    return fsspec.open(url, "rb").open() if "://" in url else Path(url).open("rb")


@contextmanager
def open_url(url: str) -> Iterator[IO[bytes]]:
    """Open a path or any fsspec URL for reading.

    Raises:
        BadInput: there is no such file, or its file system is not to be had.
    """
    try:
        file: IO[bytes] = _open(url)
    except Exception as error:
        raise BadInput(
            f"the archive cannot be opened: {error}",
            where=url,
            next_step="check the path or URL, and that its file system's package is installed",
        ) from error
    with file:
        yield file
