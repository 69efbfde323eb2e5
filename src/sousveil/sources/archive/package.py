"""The WARC files inside a WACZ package, which are read where they lie and never unpacked."""

from __future__ import annotations

import os
import struct
import zipfile
from contextlib import contextmanager, nullcontext
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from attrs import frozen

from sousveil.model.collection import Rejected
from sousveil.sources.archive.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DIRECTORY_BYTES = 4 << 20
_MAX_EXPANSION = 100
_TAIL_BYTES = 22 + 0xFFFF + 76
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)


@frozen(kw_only=True)
class Member:
    """A WARC file in a package; ``name`` is PACKAGE!MEMBER."""

    name: str
    is_stored: bool
    _package: zipfile.ZipFile
    _file: IO[bytes]
    _info: zipfile.ZipInfo

    @contextmanager
    def open(self) -> Iterator[Section | Rejected]:
        """Give the member as a file, or why it cannot be read."""
        try:
            section, inner = self._open()
        except _ZIP_ERRORS as error:
            yield Rejected(name=self.name, reason=f"the member cannot be read: {error}")
            return
        with inner or nullcontext():
            yield section

    def _open(self) -> tuple[Section, IO[bytes] | None]:
        if self.is_stored:
            start = _start_of_data(self._file, self._info)
            return Section(self._file, start, start + self._info.compress_size), None
        inner = self._package.open(self._info)
        return Section(inner, 0, self._info.file_size), inner


def is_package(section: Section) -> bool:
    """Tell whether a file is a ZIP package, by its first bytes."""
    head = section.read(4)
    section.seek(0)
    return head in {b"PK\x03\x04", b"PK\x05\x06"}


def list_members(file: IO[bytes], url: str) -> Iterator[Member | Rejected]:
    """Yield the WARC files of a WACZ package, and what is not to be read, with its name."""
    try:
        if _directory_size(file) > _MAX_DIRECTORY_BYTES:
            yield Rejected(name=url, reason="the package has too many files")
            return
        package = zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        yield Rejected(name=url, reason=f"the package is damaged: {error}")
        return
    with package:
        infos = [info for info in package.infolist() if _is_archive(info.filename)]
        if not infos:
            yield Rejected(name=url, reason="the package holds no WARC file in archive/")
        for info in infos:
            name = f"{url}!{_printable(info.filename)}"
            reason = _reason_against(info)
            yield (
                Rejected(name=name, reason=reason)
                if reason
                else Member(
                    name=name,
                    is_stored=info.compress_type == zipfile.ZIP_STORED,
                    package=package,
                    file=file,
                    info=info,
                )
            )


def _is_archive(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def _reason_against(info: zipfile.ZipInfo) -> str | None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "the member's name leads out of the package"
    if path.parts[0] != "archive":
        return "the member is a WARC file outside archive/"
    if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "the member is encrypted or packed by a method that a WACZ package does not use"
    is_stored = info.compress_type == zipfile.ZIP_STORED
    if not is_stored and info.file_size > _MAX_EXPANSION * max(info.compress_size, 1 << 20):
        return f"the member unpacks to more than {_MAX_EXPANSION} times its size"
    return None


def _start_of_data(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("its header is not where the directory says")
    name_size, extra_size = struct.unpack_from("<HH", header, 26)
    return info.header_offset + 30 + int(name_size) + int(extra_size)


def _directory_size(file: IO[bytes]) -> int:
    """Return the size of the list of files before anything is made of it (ZIP, APPNOTE 4.3)."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise zipfile.BadZipFile("it has no directory, it may be cut short")
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and wide + 48 <= len(tail):
        return int(struct.unpack_from("<Q", tail, wide + 40)[0])
    return int(struct.unpack_from("<I", tail, at + 12)[0])


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
