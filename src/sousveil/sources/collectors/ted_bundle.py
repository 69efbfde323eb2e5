"""The files in a bundle of notices (.zip, .tar.gz, .xml.gz), read in memory and bounded.

Bundles in bundles are read as well, within the same bounds: they are for all that one
location unpacks to. Nothing is extracted: a member's name is only ever a label, so that a
name which climbs out of a folder leads nowhere.
"""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.sources.collectors.unpacking import (
    GZIP_MAGIC,
    ZIP_MAGIC,
    Allowance,
    bound_stream,
    open_bounded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

EMPTY_ZIP_MAGIC = b"PK\x05\x06"
MAX_MEMBERS = 200_000
MAX_MEMBER_BYTES = 32 * 1024 * 1024
MAX_NESTED_BYTES = 256 * 1024 * 1024
"""Of a bundle in a bundle; it is held whole while it is read."""
MAX_DEPTH = 3
"""Bundles in bundles beyond this are not read: months in years, days in months."""
MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
MAX_HEADER_BYTES = 1024 * 1024
"""What tarfile may read to learn of one member: names and extended headers."""

_DIRECTORY_ENTRY_MAGIC = b"PK\x01\x02"
_NESTED_NAMES = (".zip", ".tgz", ".gz")
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_TEXT_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError,
    NotImplementedError, RuntimeError, IndexError, KeyError,
)  # fmt: skip
_TAR_ERRORS = (tarfile.TarError, OSError, EOFError, ValueError, IndexError, KeyError)


@frozen(kw_only=True)
class Member:
    """A file of a bundle. ``data`` is None if it cannot be had, ``reason`` says why.

    The name is empty for the one file of a location that is nothing but gzipped.
    """

    name: str
    data: bytes | None = None
    reason: str = ""


def is_bundle(data: bytes) -> bool:
    """Say whether these bytes are a zip archive or gzipped, going by how they begin."""
    return data.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC, GZIP_MAGIC))


def read_members(data: bytes) -> Iterator[Member]:
    """Yield the files of a bundle, and of those in it, in its order; folders are passed over.

    Raises:
        BadInput: the bundle is damaged, or larger than its bounds; what came before stands.
    """
    yield from _Walk().read(data, name="", depth=1)


class _Walk:
    """One way through a bundle and those in it, with what it may still unpack and count."""

    def __init__(self) -> None:
        self._allowance = Allowance(MAX_UNPACKED_BYTES)
        self._members = 0

    def read(self, data: bytes, *, name: str, depth: int) -> Iterator[Member]:
        """Yield the files of a bundle; the bundle's own name is the folder of theirs."""
        try:
            if not data.startswith(GZIP_MAGIC):
                yield from self._read_zip(data, name, depth)
                return
            step = Allowance(MAX_HEADER_BYTES)
            stream = open_bounded(data, self._allowance, step)
            if _is_tar(stream):
                yield from self._read_tar(stream, step, name, depth)
            else:
                step.left = MAX_NESTED_BYTES + MAX_HEADER_BYTES
                yield from self._open(name.removesuffix(".gz") if name else "", stream, depth)
        except _ZIP_ERRORS + _TAR_ERRORS as error:
            raise BadInput(
                f"the bundle is damaged: {str(error) or type(error).__name__}",
                next_step="fetch it again",
            ) from error

    def _read_zip(self, data: bytes, folder: str, depth: int) -> Iterator[Member]:
        # Before zipfile makes an object of each entry; those of bundles in it count as well.
        self._check_count(data.count(_DIRECTORY_ENTRY_MAGIC))
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            for info in bundle.infolist():
                if info.is_dir():
                    continue
                name = _join(folder, info.filename)
                self._count()
                try:
                    with bundle.open(info) as file:
                        member = _read_member(name, bound_stream(file, self._allowance))
                except (*_ZIP_ERRORS, BadInput) as error:
                    if self._allowance.left < 0:
                        raise
                    what = error.what if isinstance(error, BadInput) else str(error)
                    reason = f"cannot be unpacked: {what or type(error).__name__}"
                    member = Member(name=name, reason=reason)
                yield from self._read_nested(member, depth)

    def _read_tar(
        self, stream: io.BufferedReader, step: Allowance, folder: str, depth: int
    ) -> Iterator[Member]:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=tarfile.BLOCKSIZE) as bundle:
            while (info := bundle.next()) is not None:
                self._count()
                if info.issparse():
                    raise BadInput("holds a sparse file", next_step="pack the notices without")
                step.left = info.size + MAX_HEADER_BYTES
                name = _join(folder, info.name)
                file = bundle.extractfile(info) if info.isreg() else None
                if file is not None:
                    with file:
                        yield from self._open(name, file, depth)
                elif not info.isdir():
                    yield Member(name=name, reason="neither a file nor a folder")
                # The rest of this member and the header of the next.
                step.left = info.size + MAX_HEADER_BYTES
        # tarfile takes a damaged header for the end; after the true end there are zeros alone.
        step.left = MAX_UNPACKED_BYTES
        while rest := stream.read(io.DEFAULT_BUFFER_SIZE):
            if rest.strip(b"\0"):
                raise BadInput("the bundle is damaged in its middle", next_step="fetch it again")

    def _open(self, name: str, file: IO[bytes], depth: int) -> Iterator[Member]:
        yield from self._read_nested(_read_member(name, file), depth)

    def _read_nested(self, member: Member, depth: int) -> Iterator[Member]:
        """Yield a member, or what is in it if it is a bundle itself."""
        if member.data is None or not _is_nested(member.name, member.data):
            yield member
        elif depth >= MAX_DEPTH:
            yield Member(name=member.name, reason=f"a bundle that is more than {MAX_DEPTH} deep")
        else:
            try:
                yield from self.read(member.data, name=member.name, depth=depth + 1)
            except BadInput as error:
                if self._allowance.left < 0:
                    raise
                yield Member(name=member.name, reason=error.what)

    def _count(self) -> None:
        self._members += 1
        self._check_count(self._members)

    def _check_count(self, count: int) -> None:
        if count > MAX_MEMBERS:
            raise BadInput(
                f"more than {MAX_MEMBERS} files in the bundle",
                next_step="split it, if it is to be trusted",
            )


def _read_member(name: str, file: IO[bytes]) -> Member:
    data, limit = file.read(MAX_MEMBER_BYTES + 1), MAX_MEMBER_BYTES
    if _is_nested(name, data):
        limit = max(MAX_NESTED_BYTES, limit)
        data += file.read(limit + 1 - len(data))
    if len(data) > limit:
        return Member(name=name, reason=f"larger than {limit} bytes")
    return Member(name=name, data=data)


def _is_nested(name: str, data: bytes) -> bool:
    """Tell a bundle in a bundle by name and bytes: a .docx file is a zip archive, too."""
    return name.lower().endswith(_NESTED_NAMES) and is_bundle(data)


def _is_tar(stream: io.BufferedReader) -> bool:
    """Tell a tar archive in gzip from a file that is gzipped alone; old archives lack the mark."""
    head = stream.peek(_TAR_MAGIC_AT + len(_TAR_MAGIC))
    if head[_TAR_MAGIC_AT:].startswith(_TAR_MAGIC):
        return True
    return not (head.lstrip(b" \t\r\n").startswith(_TEXT_STARTS) or is_bundle(head))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
