"""A beacon: how far a worker is, in memory shared through a file, whole at every moment.

A worker that is killed leaves behind the last record that it committed. There are two places
for a record and one byte that says which of them holds: a record is written to the other
place, and the byte is turned last.
"""

from __future__ import annotations

import mmap
import struct
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Self

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

_RECORD: Final = struct.Struct("<BQQQQQQd")
_REASON_BYTES: Final = 2_000
_SIZE: Final = 1 + 2 * _RECORD.size + _REASON_BYTES


class Stage(IntEnum):
    """What a worker is doing. The last five are those that it ends at by itself."""

    STARTING = 0
    READING = 1
    APPLYING = 2
    CANNOT_START = 3
    WANTS_RENEWAL = 4
    CANNOT_READ = 5
    CANNOT_STORE = 6
    DONE = 7


@frozen(kw_only=True)
class Progress:
    """How far a worker is: which document of which input it is at, and what is stored of the rest.

    ``input_number`` and ``document_number`` count from 0.
    """

    input_number: int = 0
    document_number: int = 0
    documents: int = 0
    rows: int = 0
    rows_bytes: int = 0
    problems_bytes: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """The document that a death here is put down to."""
        return self.input_number, self.document_number


@frozen(kw_only=True)
class Signal:
    """What a beacon shows; ``since`` is ``time.monotonic()`` of when the stage began."""

    stage: Stage
    since: float
    progress: Progress


class Beacon:
    """The file of one worker; it writes, and the process that minds it reads."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE)

    @classmethod
    def make(cls, path: Path) -> Self:
        """Make the file; its blocks are taken now, so that a full disk is found now."""
        path.write_bytes(bytes(_SIZE))
        return cls(path)

    def commit(self, stage: Stage, progress: Progress, *, since: float = 0.0) -> None:
        """Show how far the worker is."""
        other = 1 - self._memory[0]
        start = 1 + other * _RECORD.size
        self._memory[start : start + _RECORD.size] = _RECORD.pack(
            stage,
            progress.input_number,
            progress.document_number,
            progress.documents,
            progress.rows,
            progress.rows_bytes,
            progress.problems_bytes,
            since,
        )
        self._memory[0] = other

    def read(self) -> Signal:
        """Return what was committed last."""
        seen, again = b"", self._record()
        while seen != again:  # the worker may have gone two records on while one was read
            seen, again = again, self._record()
        stage, *counts, since = _RECORD.unpack(seen)
        names = ("input_number", "document_number", "documents", "rows")
        sizes = ("rows_bytes", "problems_bytes")
        progress = Progress(**dict(zip((*names, *sizes), counts, strict=True)))
        return Signal(stage=Stage(stage), since=since, progress=progress)

    def give_reason(self, reason: str) -> None:
        """Say why the worker cannot go on, before the stage that says so is committed."""
        text = reason.encode(errors="replace")[:_REASON_BYTES]
        self._memory[_SIZE - _REASON_BYTES : _SIZE] = text.ljust(_REASON_BYTES, b"\0")

    def reason(self) -> str:
        """Return what was given as the reason last."""
        return self._memory[_SIZE - _REASON_BYTES : _SIZE].rstrip(b"\0").decode(errors="ignore")

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    def _record(self) -> bytes:
        start = 1 + self._memory[0] * _RECORD.size
        return self._memory[start : start + _RECORD.size]
