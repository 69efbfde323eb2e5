"""The files in a bundle of notices (.zip, .tar.gz), read in memory and bounded.

Nothing is extracted: a member's name is only ever a label, so that a name which climbs
out of a folder leads nowhere.
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
from sousveil.sources.collectors.bounded_stream import open_bounded
from sousveil.sources.collectors.unpacking import GZIP_MAGIC, ZIP_MAGIC

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

EMPTY_ZIP_MAGIC = b"PK\x05\x06"
MAX_MEMBERS = 200_000
MAX_MEMBER_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024

_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError,
    NotImplementedError, RuntimeError, IndexError, KeyError,
)  # fmt: skip
_TAR_ERRORS = (tarfile.TarError, OSError, EOFError, ValueError, IndexError, KeyError)


@frozen(kw_only=True)
class Member:
    """A file of a bundle. ``data`` is None if it cannot be had, ``reason`` says why."""

    name: str
    data: bytes | None = None
    reason: str = ""


def is_bundle(data: bytes) -> bool:
    """Say whether these bytes are a zip archive or gzipped, going by how they begin."""
    return data.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC, GZIP_MAGIC))


def read_members(data: bytes) -> Iterator[Member]:
    """Yield the files of a bundle in its order; folders are passed over.

    Raises:
        BadInput: the bundle is damaged, or larger than its bounds; what came before stands.
    """
    try:
        yield from _read_tar(data) if data.startswith(GZIP_MAGIC) else _read_zip(data)
    except _ZIP_ERRORS + _TAR_ERRORS as error:
        raise BadInput(
            f"the bundle is damaged: {str(error) or type(error).__name__}",
            next_step="fetch it again",
        ) from error


def _read_zip(data: bytes) -> Iterator[Member]:
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        members = [info for info in bundle.infolist() if not info.is_dir()]
        _check_count(len(members))
        for info in members:
            try:
                with bundle.open(info) as file:
                    member = _read_member(info.filename, file)
            except _ZIP_ERRORS as error:
                reason = f"cannot be unpacked: {str(error) or type(error).__name__}"
                member = Member(name=info.filename, reason=reason)
            left -= len(member.data or b"")
            if left < 0:
                raise _too_large()
            yield member


def _read_tar(data: bytes) -> Iterator[Member]:
    stream = open_bounded(data, max_bytes=MAX_UNPACKED_BYTES)
    with tarfile.open(fileobj=stream, mode="r|", bufsize=tarfile.BLOCKSIZE) as bundle:
        for count, info in enumerate(bundle, start=1):
            _check_count(count)
            if info.isdir():
                continue
            file = bundle.extractfile(info) if info.isreg() else None
            if file is None:
                yield Member(name=info.name, reason="neither a file nor a folder")
            else:
                with file:
                    yield _read_member(info.name, file)
    # tarfile takes a damaged header for the end; after the true end there are zeros alone.
    while rest := stream.read(io.DEFAULT_BUFFER_SIZE):
        if rest.strip(b"\0"):
            raise BadInput("the bundle is damaged in its middle", next_step="fetch it again")


def _read_member(name: str, file: IO[bytes]) -> Member:
    data = file.read(MAX_MEMBER_BYTES + 1)
    if len(data) > MAX_MEMBER_BYTES:
        return Member(name=name, reason=f"larger than {MAX_MEMBER_BYTES} bytes")
    return Member(name=name, data=data)


def _check_count(count: int) -> None:
    if count > MAX_MEMBERS:
        raise BadInput(
            f"more than {MAX_MEMBERS} files in the bundle",
            next_step="split it, if it is to be trusted",
        )


def _too_large() -> BadInput:
    return BadInput(
        f"unpacks to more than {MAX_UNPACKED_BYTES} bytes",
        next_step="split it, if it is to be trusted",
    )
