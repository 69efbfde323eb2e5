"""Unpack gzip and ZIP from outside within bounds: a small file cannot become a huge one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO

from sousveil.errors import BadInput

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
MAX_RATIO = 200
"""Highest ratio of unpacked to packed size; tables and sitemaps reach 30."""

_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_MIB = 1024 * 1024
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_MAX_DIRECTORY_BYTES = 4_096
_ENCRYPTED = 1


def gunzip(data: bytes, *, max_bytes: int, where: str) -> bytes:
    """Return the content of a gzip file of one or more members.

    Raises:
        BadInput: it is damaged or cut off, or would be larger than ``max_bytes``.
    """
    unpacked, rest = bytearray(), data
    try:
        while rest:
            inflate = zlib.decompressobj(_GZIP_WINDOW)
            unpacked += inflate.decompress(rest, max_bytes - len(unpacked) + 1)
            if len(unpacked) > max_bytes:
                raise _refuse(f"larger than {max_bytes // _MIB} MiB when unpacked", where)
            if not inflate.eof:
                raise _refuse("a gzip file that is cut off", where)
            rest = inflate.unused_data.lstrip(b"\0")  # tapes and some servers pad with zeros
    except zlib.error as error:
        raise _refuse(f"not a sound gzip file: {error}", where) from error
    return bytes(unpacked)


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
