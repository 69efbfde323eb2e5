"""Documents come back as they were written; a file is whole or not there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.identifiers import content_id
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import SourceKind, SyndicationCluster
from sousveil.store.documents import DocumentStore, DocumentWriter, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = [
    "plain",
    "",
    'quotes " and \\" and \\n and \\u0000, commas',
    "lines\r\nof\nall\rkinds\u2028\u2029\x85\x0b\x0c\t",
    "مرحبا \u202eright to left\u202c 😀 👩‍👩‍👧 e\u0301 é",
    "control \x01\x1f\x7f \ufeff \ufffe",
    '{"json": [1, 2, null]}',
    "NULL",
    "x" * 3_000_000,
]


def make_document(number: int = 0, text: str = "text", **reading: Any) -> StoredDocument:
    values: dict[str, Any] = {"reader": "html", "reader_version": "1", "status": ReadStatus.READ}
    return StoredDocument(
        snapshot_sha256=f"{number:064x}",
        name=f"https://example.org/{number}",
        reading=ReadResult(**(values | {"text": text} | reading)),
        retrieved_at="2026-01-01T00:00:00Z",
        source_kind=SourceKind.MEDIA_REPORT,
        channel_id="chn_1",
        run_id="run_1",
    )


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path)


@pytest.fixture
def write(store: DocumentStore) -> Callable[..., None]:
    def call(*documents: StoredDocument, run_id: str = "run_1") -> None:
        with store.writing(run_id) as writer:
            for document in documents:
                writer.write(document)

    return call


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_empty_store_has_nothing(store: DocumentStore) -> None:
    assert list(store.documents()) == []
    assert list(store.clusters()) == []
    assert store.count() == 0
    assert store.get("doc_1") is None
    assert store.cluster_of("doc_1") is None


def test_hostile_texts_come_back_exactly(store: DocumentStore, write: Callable[..., None]) -> None:
    documents = [
        make_document(n, text, title=text[:99], reason=None) for n, text in enumerate(HOSTILE)
    ]
    write(*documents)
    assert list(store.documents()) == documents
    assert [store.get(d.document_id) for d in documents] == documents


def test_every_field_comes_back(store: DocumentStore, write: Callable[..., None]) -> None:
    document = StoredDocument(
        snapshot_sha256="ab" * 32,
        name="file:///o'brien/a.pdf",
        reading=ReadResult(
            reader="pdf",
            reader_version="2",
            status=ReadStatus.NEEDS_OCR,
            text="one\ftwo",
            reason="a scan",
            title="t",
            author="a",
            publisher="p",
            published_date="2022-05",
            language="sw",
            page_starts=(0, 4),
        ),
        retrieved_at="2026-01-01T00:00:00Z",
        source_kind=SourceKind.PROCUREMENT_NOTICE,
        channel_id="chn_2",
        run_id="run_1",
        event_dates=(("award", "2021-01-02"),),
        extra=(("buyer", "Ministère «x»"), ("value", "12")),
    )
    write(document)
    assert store.get(document.document_id) == document
    assert document.document_id == content_id("doc", ["ab" * 32, "pdf", "2"])


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 of a pair"])
def test_what_no_file_of_text_can_hold_is_refused_and_the_rest_is_kept(
    store: DocumentStore, text: str
) -> None:
    with store.writing("run_1") as writer:
        writer.write(make_document(1))
        with pytest.raises(BadInput, match=r"text holds .*, which no file"):
            writer.write(make_document(2, text))
        writer.write(make_document(3))
    assert list(store.documents()) == [make_document(1), make_document(3)]


@pytest.mark.parametrize(
    ("limits", "parts"),
    [({"documents_per_part": 4}, 3), ({"bytes_per_part": 1}, 10), ({}, 1)],
    ids=["by number", "by size", "one part"],
)
def test_parts_are_rotated_and_read_in_order(
    store: DocumentStore, tmp_path: Path, limits: dict[str, int], parts: int
) -> None:
    documents = [make_document(n) for n in range(10)]
    with DocumentWriter(tmp_path / "documents", "run_1", **limits) as writer:
        for document in documents:
            writer.write(document)
    expected = [f"run_1-{number:05}.parquet" for number in range(1, parts + 1)]
    assert names(tmp_path / "documents") == expected
    assert list(store.documents()) == documents


def test_a_run_that_is_taken_up_again_goes_on_with_its_numbers(
    store: DocumentStore, write: Callable[..., None], tmp_path: Path
) -> None:
    for number in range(3):
        write(make_document(number))
    assert len(names(tmp_path / "documents")) == store.count() == 3


def test_a_document_read_again_counts_once(
    store: DocumentStore, write: Callable[..., None]
) -> None:
    write(make_document(1), make_document(2))
    write(make_document(2), make_document(3), run_id="run_2")
    write(make_document(1), make_document(2, reader_version="2"), run_id="run_3")
    assert store.count() == 4
    assert [d.name[-1] for d in store.documents()] == ["1", "2", "3", "2"]


def test_only_the_first_place_of_each_document_counts_in_many_parts(
    store: DocumentStore, write: Callable[..., None]
) -> None:
    order = []
    for run in range(12):
        numbers = [run, run + 1, 3 * run, 5]
        write(*map(make_document, numbers), run_id=f"run_{run:02}")
        order += numbers
    assert list(store.documents()) == [make_document(n) for n in dict.fromkeys(order)]


def test_a_document_twice_in_one_part_counts_once(
    store: DocumentStore, write: Callable[..., None]
) -> None:
    write(make_document(1), make_document(2), make_document(1))
    assert list(store.documents()) == [make_document(1), make_document(2)]
    assert store.count() == 2


def test_documents_are_chosen_by_language_and_date(
    store: DocumentStore, write: Callable[..., None]
) -> None:
    dates = ["2021-12-31", "2022", "2022-05", "2022-05-03T10:00:00Z", None, "2022-06-01"]
    write(
        *(
            make_document(n, published_date=date, language="fr" if n % 2 else "en")
            for n, date in enumerate(dates)
        )
    )

    def found(**asked: str) -> list[str]:
        return [document.name[-1] for document in store.documents(**asked)]

    assert found(language="fr") == ["1", "3", "5"]
    assert found(from_date="2022-01-01") == ["2", "3", "5"]
    assert found(to_date="2022-05-03") == ["0", "1", "2", "3"]
    assert found(from_date="2022", to_date="2022-05", language="en") == ["2"]


def test_a_block_that_fails_keeps_what_was_flushed_and_nothing_else(
    store: DocumentStore, tmp_path: Path
) -> None:
    def fail() -> None:
        with store.writing("run_1") as writer:
            writer.write(make_document(1))
            writer.flush()
            writer.write(make_document(2))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(store.documents()) == [make_document(1)]
    assert names(tmp_path / "documents") == ["run_1-00001.parquet"]


def test_nothing_is_left_half_written_when_the_disk_refuses(
    store: DocumentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    writer = store.writing("run_1")
    writer.write(make_document(1))
    with pytest.raises(CannotWrite, match="No space left"):
        writer.flush()
    assert names(tmp_path / "documents") == []


def test_what_a_killed_process_left_is_cleared_and_what_a_running_one_makes_is_not(
    store: DocumentStore, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    for name in (
        ".sousveil-new-documents-999999999-dead",
        f".sousveil-new-documents-{os.getppid()}-alive",
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "rows.jsonl").write_text("half a l")
    assert list(store.documents()) == []
    store.writing("run_1")
    assert names(folder) == [f".sousveil-new-documents-{os.getppid()}-alive"]


@pytest.mark.parametrize("run_id", ["", "../x", "a/b", ".hidden", "a'b", "a\nb", "x" * 101])
def test_a_name_that_is_no_file_name_is_refused(store: DocumentStore, run_id: str) -> None:
    with pytest.raises(BadInput):
        store.writing(run_id)


def test_a_folder_that_cannot_be_made_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file")
    with pytest.raises(CannotWrite, match="next: free some space"):
        DocumentStore(tmp_path).writing("run_1")


def test_a_folder_with_hostile_characters_works(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "o'brien [1] * {x} é")
    with store.writing("run_1") as writer:
        writer.write(make_document(1))
    assert list(store.documents()) == [make_document(1)]


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with DocumentStore(tmp_path / name).writing("run_1") as writer:
            for number in range(50):
                writer.write(make_document(number))
    one, other = (tmp_path / n / "documents" / "run_1-00001.parquet" for n in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


def test_anyone_can_open_a_part_with_duckdb(write: Callable[..., None], tmp_path: Path) -> None:
    write(make_document(1, page_starts=(0, 2)))
    part = tmp_path / "documents" / "run_1-00001.parquet"
    with duckdb.connect(":memory:") as connection:
        row = connection.execute(
            f"SELECT status, source_kind, page_starts, extra FROM '{part}'"
        ).fetchone()
    assert row == ("read", "media_report", "[0,2]", "[]")


def test_clusters_replace_those_known_before(store: DocumentStore) -> None:
    def cluster(name: str, *document_ids: str) -> SyndicationCluster:
        return SyndicationCluster(
            cluster_id=name, first_document_id=document_ids[-1], document_ids=document_ids
        )

    store.write_clusters([cluster("syn_0", "doc_1", "doc_9")])
    expected = [cluster("syn_2", "doc_1", "doc_2", "doc_3"), cluster("syn_1", "doc_4", "doc_5")]
    store.write_clusters(iter(expected))
    assert list(store.clusters()) == expected
    assert [store.cluster_of(f"doc_{n}") for n in (2, 5, 9)] == [*expected, None]
    store.write_clusters([])
    assert list(store.clusters()) == []
