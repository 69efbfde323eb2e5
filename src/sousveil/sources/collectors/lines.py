"""Read lines of bytes from outside, each of bounded length."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 65_536


def read_lines(stream: IO[bytes], *, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number, counted from 1, without its line break.

    A line longer than ``max_bytes`` is None, and never held whole.
    """
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        ended = line.endswith(b"\n")
        if not ended and len(line) > max_bytes:
            _skip_line(stream)
            yield number, None
        else:
            yield number, line.rstrip(b"\r\n")


def _skip_line(stream: IO[bytes]) -> None:
    while (piece := stream.readline(_PIECE)) and not piece.endswith(b"\n"):
        pass
