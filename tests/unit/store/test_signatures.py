"""A signature is made once for each document; what is missing, old or damaged is made anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.unit.store.test_documents import make_document

from sousveil.errors import CannotWrite
from sousveil.store.documents import DocumentStore
from sousveil.store.signatures import SignatureStore, StoredSignature

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.store.documents import StoredDocument


class Signer:
    """Signs texts, and remembers which."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> bytes:
        self.texts.append(text)
        return b"\x00\xff" + text.encode()


@pytest.fixture
def signer() -> Signer:
    return Signer()


def write(folder: Path, *documents: StoredDocument, run_id: str = "run_1") -> None:
    with DocumentStore(folder).writing(run_id) as writer:
        for document in documents:
            writer.write(document)


def read(folder: Path, signer: Signer, method: str = "v1") -> list[StoredSignature]:
    return list(SignatureStore(folder, method=method, sign=signer).signatures())


def part_names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "signatures").iterdir())


def test_a_workspace_without_documents_has_no_signatures(tmp_path: Path, signer: Signer) -> None:
    assert read(tmp_path, signer) == []


def test_signatures_come_with_the_dates_of_their_documents(tmp_path: Path, signer: Signer) -> None:
    document = make_document(1, "one", published_date="2022-05")
    write(tmp_path, document, make_document(2, ""))
    first, second = read(tmp_path, signer)
    assert first == StoredSignature(
        document.document_id, "2022-05", "2026-01-01T00:00:00Z", b"\x00\xffone"
    )
    assert (second.published_date, second.signature) == (None, b"\x00\xff")


def test_only_new_documents_are_signed(tmp_path: Path, signer: Signer) -> None:
    write(tmp_path, make_document(1, "one"))
    before = read(tmp_path, signer)
    write(tmp_path, make_document(2, "two"), run_id="run_2")
    assert read(tmp_path, signer)[:1] == before
    assert signer.texts == ["one", "two"]


def test_another_method_signs_everything_anew(tmp_path: Path, signer: Signer) -> None:
    write(tmp_path, make_document(1, "one"))
    for method in ("v1", "v2", "v2"):
        assert len(read(tmp_path, signer, method)) == 1
    assert signer.texts == ["one", "one"]


def test_a_document_read_again_comes_once(tmp_path: Path, signer: Signer) -> None:
    write(tmp_path, make_document(1), make_document(2))
    write(tmp_path, make_document(2), make_document(3), run_id="run_2")
    expected = [make_document(number).document_id for number in (1, 2, 3)]
    assert [signature.document_id for signature in read(tmp_path, signer)] == expected


@pytest.mark.parametrize("damage", ["gone", "of other documents", "no Parquet"])
def test_a_part_that_does_not_fit_its_documents_is_made_anew(
    tmp_path: Path, signer: Signer, damage: str
) -> None:
    write(tmp_path, make_document(1, "one"))
    write(tmp_path, make_document(2, "two"), run_id="run_2")
    expected = read(tmp_path, signer)
    one, other = (tmp_path / "signatures" / f"run_{n}-00001.parquet" for n in (1, 2))
    if damage == "gone":
        one.unlink()
    else:
        one.write_bytes(other.read_bytes() if damage == "of other documents" else b"PAR1")
    assert read(tmp_path, signer) == expected
    assert signer.texts == ["one", "two", "one"]


def test_a_part_is_whole_or_not_there_when_the_disk_refuses(
    tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path, make_document(1, "one"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(CannotWrite, match="No space left"):
            read(tmp_path, signer)
    assert part_names(tmp_path) == []
    assert len(read(tmp_path, signer)) == 1
    assert part_names(tmp_path) == ["run_1-00001.parquet"]


def test_what_a_killed_process_left_in_the_making_is_cleared(
    tmp_path: Path, signer: Signer
) -> None:
    write(tmp_path, make_document(1, "one"))
    (tmp_path / "signatures" / ".sousveil-new-signatures-999999999-dead").mkdir(parents=True)
    read(tmp_path, signer)
    assert part_names(tmp_path) == ["run_1-00001.parquet"]
