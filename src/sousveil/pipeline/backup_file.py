"""A backup as one file: a ZIP archive with a manifest of what is in it, by size and hash."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Self

from attrs import asdict, field, frozen

from sousveil.errors import BadInput, SousveilError
from sousveil.model.identifiers import canonical_bytes
from sousveil.model.structuring import structure_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024
_FORMAT = "sousveil backup"
_STORED = (".gz", ".parquet", ".zst")
"""Endings of files that are compressed already."""


@frozen(kw_only=True)
class BackupEntry:
    """A file of a backup. ``columns`` are those of a table's rows."""

    name: str
    size_bytes: int
    sha256: str
    columns: tuple[str, ...] = ()


@frozen(kw_only=True)
class BackupManifest:
    """What a backup is of: database, schema, heads of decision log and journal, files."""

    format: str = _FORMAT
    version: int = 1
    made_at: str
    dialect: str
    schema: str
    log_count: int
    log_head: str
    journal_count: int
    journal_head: str
    entries: tuple[BackupEntry, ...] = field(factory=tuple)


class BackupWriter:
    """Writes the files of a backup one after the other, and its manifest last; a ``with`` block."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.entries: list[BackupEntry] = []

    def add(self, name: str, blocks: Iterable[bytes], columns: tuple[str, ...] = ()) -> None:
        """Add a file that comes in blocks."""
        information = zipfile.ZipInfo(name)
        is_stored = name.endswith(_STORED)
        information.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
        sha256, size = hashlib.sha256(), 0
        with self._zip.open(information, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                sha256.update(block)
                size += len(block)
        self.entries.append(
            BackupEntry(name=name, size_bytes=size, sha256=sha256.hexdigest(), columns=columns)
        )

    def finish(self, manifest: BackupManifest) -> None:
        """Write the manifest, without which the rest is no backup."""
        self._zip.writestr(MANIFEST, canonical_bytes(asdict(manifest)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


def file_blocks(path: Path) -> Iterator[bytes]:
    """Give a file as long as it was when it was opened: what is appended meanwhile stays out."""
    with path.open("rb") as file:
        left = file.seek(0, 2)
        file.seek(0)
        while left and (block := file.read(min(_CHUNK, left))):
            left -= len(block)
            yield block


class BackupReader:
    """A backup that was opened: its manifest is read, the rest is checked on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
            data = self._zip.read(MANIFEST)
            self.manifest = structure_record(json.loads(data), BackupManifest)
        except OSError as error:
            raise self._wrong(f"it cannot be read: {error.strerror}") from error
        except (zipfile.BadZipFile, KeyError, ValueError, SousveilError) as error:
            raise self._wrong("this is no backup, or it is not whole") from error
        if (self.manifest.format, self.manifest.version) != (_FORMAT, 1):
            raise self._wrong("a backup of this form is unknown to this version")
        names = [MANIFEST, *(entry.name for entry in self.manifest.entries)]
        if sorted(names) != sorted(self._zip.namelist()) or not all(map(_is_plain, names)):
            raise self._wrong("the files in it are not those that its manifest names")

    def verify(self) -> None:
        """Read every file and hold it against its hash.

        Raises:
            BadInput: one is not as it was written; it is named.
        """
        for entry in self.manifest.entries:
            for _block in self.blocks(entry):
                pass

    def blocks(self, entry: BackupEntry) -> Iterator[bytes]:
        """Give a file in blocks; the last one is not given before the hash was right.

        Raises:
            BadInput: the file is not as it was written.
        """
        sha256, size, held = hashlib.sha256(), 0, b""
        try:
            with self._zip.open(entry.name) as member:
                while block := member.read(_CHUNK):
                    sha256.update(block)
                    size += len(block)
                    if held:
                        yield held
                    held = block
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise self._wrong(f"{entry.name} was changed after it was written") from error
        if (sha256.hexdigest(), size) != (entry.sha256, entry.size_bytes):
            raise self._wrong(f"{entry.name} was changed after it was written")
        if held:
            yield held

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _wrong(self, what: str) -> BadInput:
        return BadInput(what, where=str(self._path), next_step="take another backup")


def _is_plain(name: str) -> bool:
    """Say whether a name stays below the folder that it is unpacked in."""
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and "\0" not in name
        and str(path) == name
    )
