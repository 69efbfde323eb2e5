"""A blob is whole or not there, and what comes back is what was put in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import CannotWrite, NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.store.blobs import BlobStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("data", [b"", b"bytes", bytes(range(256)) * 1000])
def test_bytes_come_back_under_their_hash(tmp_path: Path, data: bytes) -> None:
    store = BlobStore(tmp_path / "blobs")
    sha256 = store.put(data)
    assert sha256 == sha256_of(data)
    assert store.get(sha256) == data


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    store.put(b"bytes")
    (file,) = files(tmp_path)
    written = file.stat().st_mtime_ns, file.stat().st_ino
    assert store.put(b"bytes") == store.put(b"bytes")
    assert files(tmp_path) == [file]
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written


def test_bytes_that_were_never_put_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not in the blob store") as caught:
        BlobStore(tmp_path).get("c" * 64)
    assert caught.value.where == "sha256:cccccccccccc"


@pytest.mark.parametrize("spoilt", [b"", b"byte", b"Bytes", b"bytes and more"])
def test_a_corrupt_blob_is_found_and_named(tmp_path: Path, spoilt: bytes) -> None:
    store = BlobStore(tmp_path)
    sha256 = store.put(b"bytes")
    (file,) = files(tmp_path)
    file.write_bytes(spoilt)
    with pytest.raises(NotFound, match="no longer has the hash") as caught:
        store.get(sha256)
    assert caught.value.where == str(file)
    assert "backup" in caught.value.next_step


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CannotWrite, match="No space left on device"):
        BlobStore(tmp_path).put(b"bytes")
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotWrite) as caught:
        BlobStore(tmp_path / "file").put(b"bytes")
    assert str(tmp_path / "file") in caught.value.where
    assert (tmp_path / "file").read_text() == "mine"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
