"""The members of an archive file: where one ends whole, and where the next one begins.

Each record of a WARC file is a gzip member or zstd frame of its own, or lies bare. After
damage, reading goes on at the next thing that begins as a record does. A page could carry
such bytes in itself, so this is done after damage alone and every gap is reported.
"""

from __future__ import annotations

import io
import re
import zlib
from enum import Enum
from typing import TYPE_CHECKING

import zstandard

from sousveil.sources.archive.record import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from sousveil.sources.archive.section import Section

_STEP = 64 << 10
_SCAN_STEP = 1 << 20
_HEAD_BYTES = 4096
_MAX_CANDIDATES = 10_000
_VERSION = b"WARC/1."
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Packing(Enum):
    """How the records of a file are packed, by the bytes with which one begins."""

    GZIP = b"\x1f\x8b\x08"
    ZSTD = b"\x28\xb5\x2f\xfd"
    BARE = b"WARC/"


def packing_of(head: bytes) -> Packing | None:
    """Tell the packing from a file's first bytes; None is no archive that is read.

    >>> packing_of(b"WARC/1.1")
    <Packing.BARE: b'WARC/'>
    """
    if 0x50 <= (head[0] if head else 0) <= 0x5F and head[1:4] == b"\x2a\x4d\x18":
        return Packing.ZSTD  # a skippable frame: the dictionary of the file
    return next((packing for packing in Packing if head.startswith(packing.value)), None)


def end_of_record(section: Section, start: int, packing: Packing, limit: int) -> int | None:
    """Return where the record that begins here ends, None if it is not a whole, sound one.

    Checked are the packing with its checksum, the header, the length and the end marker; a
    record of more than ``limit`` bytes unpacked is not looked at.
    """
    if packing is Packing.BARE:
        return _end_of_bare(section, start)
    member = _read_member(section, start, packing, limit)
    if member is None:
        return None
    data, end = member
    return end if _record_size(data) == len(data) else None


def end_of_member(section: Section, start: int) -> int | None:
    """Return where the gzip member that begins here ends, None if it is not whole or not sound."""
    section.seek(start)
    inflater = zlib.decompressobj(31)
    position = start
    while piece := section.read(_STEP):
        position += len(piece)
        try:
            inflater.decompress(piece)
        except zlib.error:
            return None
        if inflater.eof:
            return position - len(inflater.unused_data)
    return None


def _read_member(
    section: Section, start: int, packing: Packing, limit: int
) -> tuple[bytes, int] | None:
    """Unpack one member within a limit and return it and its end; None if it is not whole."""
    section.seek(start)
    unpack = _Inflater() if packing is Packing.GZIP else _Unzstd()
    data = bytearray()
    position = start
    while piece := section.read(_STEP):
        position += len(piece)
        try:
            data += unpack.feed(piece, limit - len(data))
        except (zlib.error, zstandard.ZstdError, OverflowError):
            return None
        if unpack.is_whole:
            return bytes(data), position - unpack.unused
    return None


def find_record(section: Section, start: int, packing: Packing) -> int | None:
    """Return where the next record begins, at or after ``start``; None if there is none.

    The search is linear in the size of the file, and gives up where so much looks like a
    record and is none that it must be meant to.
    """
    needle = packing.value if packing is not Packing.BARE else b"\r\n\r\n" + _VERSION
    shift = 0 if packing is not Packing.BARE else 4
    position, rest, tried = max(0, start - shift), b"", 0
    section.seek(position)
    while piece := section.read(_SCAN_STEP):
        window = rest + piece
        at = window.find(needle)
        while at >= 0:
            found = position - len(rest) + at + shift
            if packing is Packing.BARE or _begins_record(section, found, packing):
                return found
            tried += 1
            if tried > _MAX_CANDIDATES:
                return None
            at = window.find(needle, at + 1)
        position += len(piece)
        rest = window[-(len(needle) - 1) :]
        section.seek(position)
    return None


def _begins_record(section: Section, start: int, packing: Packing) -> bool:
    section.seek(start)
    head = section.read(_HEAD_BYTES)
    try:
        if packing is Packing.GZIP:
            begin = zlib.decompressobj(31).decompress(head, len(_VERSION))
        else:
            with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(head)) as reader:
                begin = reader.read(len(_VERSION))
    except (zlib.error, zstandard.ZstdError):
        return False
    return begin == _VERSION


def _end_of_bare(section: Section, start: int) -> int | None:
    section.seek(start)
    size = _record_size(section.read(_STEP), needs_all=False)
    if size is None or start + size > section.size:
        return None
    section.seek(start + size - 4)
    return start + size if section.read(4) == b"\r\n\r\n" else None


def _record_size(data: bytes, *, needs_all: bool = True) -> int | None:
    """Return the size of the record that the data begins with, its end marker included."""
    head_end = data.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES)
    length = _LENGTH.search(data, 0, max(0, head_end + 1))
    if not data.startswith(_VERSION) or head_end < 0 or length is None:
        return None
    size = head_end + 4 + int(length[1]) + 4
    return None if needs_all and data[size - 4 : size] != b"\r\n\r\n" else size


class _Inflater:
    """Inflate one gzip member, piece by piece."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    def feed(self, piece: bytes, room: int) -> bytes:
        data = self._inner.decompress(piece, room + 1)
        if len(data) > room:
            raise OverflowError
        return data

    @property
    def is_whole(self) -> bool:
        return self._inner.eof

    @property
    def unused(self) -> int:
        return len(self._inner.unused_data)


class _Unzstd:
    """Unpack one zstd frame, piece by piece; pieces are small, as the output of each is not bound."""

    _PIECE = 256

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self.unused = 0

    def feed(self, piece: bytes, room: int) -> bytes:
        data = bytearray()
        for at in range(0, len(piece), self._PIECE):
            data += self._inner.decompress(piece[at : at + self._PIECE])
            if len(data) > room:
                raise OverflowError
            if self._inner.eof:
                rest = len(piece) - min(len(piece), at + self._PIECE)
                self.unused = rest + len(self._inner.unused_data)
                break
        return bytes(data)

    @property
    def is_whole(self) -> bool:
        return self._inner.eof
