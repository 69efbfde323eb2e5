"""Documents are found wherever they are, and what was read is not read again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from scripts.kill_decisions import make_document

from sousveil.store import recent_documents
from sousveil.store.documents import DOCUMENTS_FOLDER, DocumentStore
from sousveil.store.parquet_parts import select_block
from sousveil.store.recent_documents import RecentDocuments

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    assert recent.get(document_id) == first is not None


def test_a_document_comes_with_those_written_around_it(tmp_path: Path) -> None:
    ids = write(tmp_path, "run_1", range(700))
    plain = DocumentStore(tmp_path)
    expected = [plain.get(ids[number]) for number in (10, 511)]
    beyond = plain.get(ids[699])
    recent = RecentDocuments(tmp_path)
    with counting_blocks() as read:
        assert [recent.get(ids[number]) for number in (10, 511)] == expected
        assert read == [0]
        assert recent.get(ids[699]) == beyond
        assert read == [0, 512]


def test_threads_that_want_one_block_read_it_once(tmp_path: Path) -> None:
    ids = write(tmp_path, "run_1", range(40))
    recent = RecentDocuments(tmp_path)
    with counting_blocks() as read, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(recent.get, ids))
    assert [one.document_id for one in found if one is not None] == ids
    assert read == [0]


def test_what_is_kept_is_bounded_and_what_was_let_go_is_read_again(tmp_path: Path) -> None:
    ids = write(tmp_path, "run_1", range(1100))
    recent = RecentDocuments(tmp_path, bytes_kept=1)
    with counting_blocks() as read:
        for number in (0, 1, 600, 1, 1050):
            found = recent.get(ids[number])
            assert found is not None
            assert found.document_id == ids[number]
    assert read == [0, 512, 0, 1024]


def test_a_block_that_could_not_be_read_is_asked_for_again(tmp_path: Path) -> None:
    (document_id,) = write(tmp_path, "run_1", range(1))
    recent = RecentDocuments(tmp_path)
    failing = patch.object(recent_documents, "select_block", side_effect=OSError("the disk"))
    with failing, pytest.raises(OSError, match="the disk"):
        recent.get(document_id)
    assert recent.get(document_id) is not None


def test_the_first_place_of_a_document_that_was_read_again_counts(tmp_path: Path) -> None:
    write(tmp_path, "run_1", range(3))
    ids = write(tmp_path, "run_2", range(2, 5))
    plain, recent = DocumentStore(tmp_path), RecentDocuments(tmp_path)
    assert recent.get(ids[1]) == plain.get(ids[1])  # run_2 is kept now, with the repeated one
    with counting_blocks() as read:
        assert recent.get(ids[0]) == plain.get(ids[0])
    assert read == [0]


@contextmanager
def counting_blocks() -> Iterator[list[int]]:
    """Give the first rows of the blocks that are read meanwhile."""
    first_rows: list[int] = []

    def select(columns: tuple[str, ...], part: Path, first: int, count: int) -> list[Any]:
        first_rows.append(first)
        return select_block(columns, part, first, count)

    with patch.object(recent_documents, "select_block", select):
        yield first_rows
