"""Unpack gzip and ZIP from outside within bounds: a small file cannot become a huge one."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from sousveil.errors import BadInput

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
MAX_RATIO = 200
"""Highest ratio of unpacked to packed size; tables and sitemaps reach 30."""
MIN_ALLOWANCE_BYTES = 1024 * 1024
"""What any gzip file may unpack to, whatever its ratio."""

_MIB = 1024 * 1024
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_MAX_DIRECTORY_BYTES = 4_096
_ENCRYPTED = 1


class Allowance:
    """How many bytes may still be unpacked; several streams can share one."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.left = max_bytes

    def spend(self, size: int) -> None:
        """Take bytes off; BadInput if there are not so many left."""
        self.left -= size
        if self.left < 0:
            raise BadInput(
                f"unpacks to more than {self.max_bytes} bytes",
                next_step="unpack and split the file, if it is to be trusted",
            )


def gunzip(data: bytes, *, max_bytes: int) -> bytes:
    """Return the content of a gzip file of one or more members.

    Raises:
        BadInput: it is damaged or cut off, or would be larger than ``max_bytes``.
    """
    return open_bounded(data, Allowance(max_bytes)).read()


def open_bounded(data: bytes, *allowances: Allowance) -> io.BufferedReader:
    """Open bytes, gunzipped if they are gzip, as a stream; reading raises BadInput.

    What is read is taken off the allowances; for gzip, there is also a ratio that no honest
    file reaches.
    """
    if not data.startswith(GZIP_MAGIC):
        return bound_stream(io.BytesIO(data), *allowances)
    honest = Allowance(MIN_ALLOWANCE_BYTES + MAX_RATIO * len(data))
    return bound_stream(gzip.GzipFile(fileobj=io.BytesIO(data)), *allowances, honest)


def bound_stream(source: IO[bytes] | gzip.GzipFile, *allowances: Allowance) -> io.BufferedReader:
    """Return a stream of which what is read is taken off the allowances."""
    return io.BufferedReader(_BoundedReader(source, allowances), buffer_size=256 * 1024)


def open_single_member(data: bytes, *, max_bytes: int, where: str) -> IO[bytes]:
    """Open the one file in a ZIP archive; reading it never yields more than it declares.

    Raises:
        BadInput: the archive is damaged, encrypted, holds not exactly one file, or that
            file is larger than ``max_bytes`` or packed more than ``MAX_RATIO`` to one.
    """
    _check_directory(data, where)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        (member,) = archive.infolist()
        _check_member(member, max_bytes, where)
        return archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _refuse(f"not a sound ZIP archive: {error}", where) from error


class _BoundedReader(io.RawIOBase):
    """A raw stream that refuses to give more than its allowances."""

    def __init__(
        self, source: IO[bytes] | gzip.GzipFile, allowances: tuple[Allowance, ...]
    ) -> None:
        super().__init__()
        self._source = source
        self._allowances = allowances

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer; BadInput if the stream is damaged or longer than it may be."""
        view = memoryview(buffer).cast("B")
        try:
            chunk = self._source.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            raise BadInput(
                f"the compressed data is damaged or cut off: {error}",
                next_step="fetch the file again",
            ) from error
        for allowance in self._allowances:
            allowance.spend(len(chunk))
        view[: len(chunk)] = chunk
        return len(chunk)


def _check_directory(data: bytes, where: str) -> None:
    """Refuse a directory of many entries before anything reads it.

    The end record is looked for where an archive without a comment has it, so that
    zipfile finds the same one.
    """
    end = data[-_END_OF_DIRECTORY.size :]
    if len(end) < _END_OF_DIRECTORY.size or not end.startswith(b"PK\x05\x06"):
        raise _refuse("not a whole ZIP archive (or one with a comment)", where)
    _, _, _, here, total, size, _, comment = _END_OF_DIRECTORY.unpack(end)
    locator = data[: -_END_OF_DIRECTORY.size][-_ZIP64_LOCATOR_SIZE:]
    if comment or locator.startswith(_ZIP64_LOCATOR) or size > _MAX_DIRECTORY_BYTES:
        raise _refuse("a ZIP archive of a kind that is not read (ZIP64, comments)", where)
    if (here, total) != (1, 1):
        raise _refuse(f"a ZIP archive of {total} files; one is expected", where)


def _check_member(member: zipfile.ZipInfo, max_bytes: int, where: str) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise _refuse("an encrypted ZIP archive", where)
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _refuse("a ZIP archive that is not packed by the usual method (deflate)", where)
    if member.file_size > max_bytes:
        raise _refuse(f"larger than {max_bytes // _MIB} MiB when unpacked", where)
    if member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise _refuse(f"packed more than {MAX_RATIO} to 1, as no table is", where)


def _refuse(what: str, where: str) -> BadInput:
    return BadInput(what, where=where, next_step="fetch the file again, or leave it out")
