"""Bytes that may be gzipped, unpacked as a stream and never beyond a bound."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.sources.collectors.unpacking import GZIP_MAGIC, MAX_RATIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MIN_ALLOWANCE_BYTES = 1024 * 1024


class _BoundedReader(io.RawIOBase):
    """A raw stream that refuses to give more than a number of bytes."""

    def __init__(self, source: io.BufferedIOBase, max_bytes: int) -> None:
        super().__init__()
        self._source = source
        self._left = max_bytes
        self._max_bytes = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer; BadInput if the stream is damaged or longer than its bound."""
        view = memoryview(buffer).cast("B")
        try:
            chunk = self._source.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            raise BadInput(
                f"the compressed data is damaged or cut off: {error}",
                next_step="fetch the file again",
            ) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise BadInput(
                f"unpacks to more than {self._max_bytes} bytes",
                next_step="unpack and split the file, if it is to be trusted",
            )
        view[: len(chunk)] = chunk
        return len(chunk)


def open_bounded(data: bytes, *, max_bytes: int) -> io.BufferedReader:
    """Open bytes, gunzipped if they are gzip, as a stream; reading raises BadInput.

    The bound is ``max_bytes``, and for gzip also a ratio that no honest file reaches.
    """
    source: io.BufferedIOBase = io.BytesIO(data)
    if data.startswith(GZIP_MAGIC):
        source = gzip.GzipFile(fileobj=source)
        max_bytes = min(max_bytes, MIN_ALLOWANCE_BYTES + MAX_RATIO * len(data))
    return io.BufferedReader(_BoundedReader(source, max_bytes), buffer_size=256 * 1024)
