"""Documents are found wherever they are, and what was read is not read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.kill_decisions import make_document

from sousveil.store.documents import DOCUMENTS_FOLDER, DocumentStore
from sousveil.store.recent_documents import RecentDocuments

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, run_id: str, numbers: range) -> list[str]:
    """Write some documents as one run and return their identifiers."""
    documents = [make_document(number) for number in numbers]
    with DocumentStore(folder).writing(run_id) as writer:
        for document in documents:
            writer.write(document)
    return [document.document_id for document in documents]


def test_every_document_of_every_file_is_found(tmp_path: Path) -> None:
    ids = [*write(tmp_path, "run_1", range(3)), *write(tmp_path, "run_2", range(3, 5))]
    recent = RecentDocuments(tmp_path)
    plain = DocumentStore(tmp_path)
    for document_id in ids:
        assert recent.get(document_id) == plain.get(document_id) is not None


def test_a_document_that_comes_later_is_found_then(tmp_path: Path) -> None:
    recent = RecentDocuments(tmp_path)
    later = make_document(7).document_id
    assert recent.get(later) is None
    write(tmp_path, "run_1", range(3))
    assert recent.get(later) is None
    write(tmp_path, "run_2", range(7, 8))
    found = recent.get(later)
    assert found is not None
    assert found.name == "https://news.example/7"


def test_a_document_that_was_read_is_kept(tmp_path: Path) -> None:
    (document_id,) = write(tmp_path, "run_1", range(1))
    recent = RecentDocuments(tmp_path)
    first = recent.get(document_id)
    for part in (tmp_path / DOCUMENTS_FOLDER).glob("*.parquet"):
        part.unlink()
    assert recent.get(document_id) is first is not None
