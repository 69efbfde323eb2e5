"""Blobs: the bytes of snapshots, in files named by their SHA-256."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import CannotWrite, NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.staging import write_whole

if TYPE_CHECKING:
    from pathlib import Path


class BlobStore:
    """A folder of files named by their hash; a blob is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep some bytes and return their SHA-256; bytes that are there already stay as they are.

        Raises:
            CannotWrite: the folder cannot take them; nothing is left half-written.
        """
        sha256 = sha256_of(data)
        path = self._path(sha256)
        if path.exists():
            return sha256
        try:
            write_whole(path, data)
        except OSError as error:
            raise CannotWrite(
                f"the snapshot could not be stored: {error.strerror}",
                where=str(path.parent),
                next_step="free some space or correct the permissions, then run the command again",
            ) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes of this hash, checked against it.

        Raises:
            NotFound: there are none, or the file no longer has this hash.
        """
        path = self._path(sha256)
        if not path.is_file():
            raise NotFound(
                "the snapshot is not in the blob store",
                where=f"sha256:{sha256[:12]}",
                next_step="import or collect its source again",
            )
        data = path.read_bytes()
        if sha256_of(data) != sha256:
            raise NotFound(
                "the stored file no longer has the hash that it is named by",
                where=str(path),
                next_step="restore it from a backup, or delete it and import its source again",
            )
        return data

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]
