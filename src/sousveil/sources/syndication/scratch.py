"""Byte strings on disk while documents are grouped, so that they are not in memory.

The file has no name: it is gone when it is closed, and when the process ends in whatever way.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sousveil.errors import CannotWrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STEP = 1 << 20


class Scratch:
    """Byte strings by their place. Eight bytes of each are in memory, whatever its length."""

    def __init__(self, folder: Path | None) -> None:
        self._ends = array("Q", [0])
        self._folder = folder
        self._is_whole = True
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder, buffering=_STEP)  # noqa: SIM115  # closed on leaving
        except OSError as error:
            raise self._cannot_write(error) from error

    def append(self, value: bytes) -> None:
        """Add a byte string.

        Raises:
            CannotWrite: the disk does not take it.
        """
        try:
            self._file.write(value)
        except OSError as error:
            raise self._cannot_write(error) from error
        self._ends.append(self._ends[-1] + len(value))
        self._is_whole = False

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> bytes:
        if not self._is_whole:
            self._flush()
        start = self._ends[place]
        return os.pread(self._file.fileno(), self._ends[place + 1] - start, start)

    def __iter__(self) -> Iterator[bytes]:
        """Yield all of them in their order, which is faster than one by one."""
        self._flush()
        first = 0
        while first < len(self):
            last = first + 1
            while last < len(self) and self._ends[last + 1] - self._ends[first] <= _STEP:
                last += 1
            start = self._ends[first]
            block = os.pread(self._file.fileno(), self._ends[last] - start, start)
            for place in range(first, last):
                yield block[self._ends[place] - start : self._ends[place + 1] - start]
            first = last

    def _flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise self._cannot_write(error) from error
        self._is_whole = True

    def _cannot_write(self, error: OSError) -> CannotWrite:
        return CannotWrite(
            f"the documents could not be grouped: {error.strerror or error}",
            where=str(self._folder or tempfile.gettempdir()),
            next_step="free some space, about 4 kB for each document, then run the command again",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # nothing of it is wanted any more
            self._file.close()
