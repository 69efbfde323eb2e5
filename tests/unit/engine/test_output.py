"""A file of an output folder is whole or not there, on a disk and in any other storage."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from sousveil.engine.output import OutputFolder
from sousveil.engine.partition import Problem, Receipt
from sousveil.errors import BadInput, CannotWrite

if TYPE_CHECKING:
    from pathlib import Path

RECEIPT = Receipt(
    partition_id="prt_1",
    inputs=("a.warc.gz", "b.warc.gz"),
    documents=3,
    rows=2,
    problems=(Problem(input="a.warc.gz", document=None, reason="ended early é"),),
)


class SlowStorage(MemoryFileSystem):  # type: ignore[misc]
    """A storage of the old kind: a file is there while it is still being written."""

    protocol = "slow"
    store: dict[str, Any] = {}  # noqa: RUF012  # as in the class above
    names: list[str] = []  # noqa: RUF012
    breaks_off = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("slow://", "memory://")))

    def put_file(self, lpath: str, rpath: str, **options: Any) -> None:
        self.names.append(rpath)
        super().put_file(lpath, rpath, **options)
        if self.breaks_off:
            raise OSError("the line went dead")


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """Some bytes to be stored."""
    folder = tmp_path / "staging"
    folder.mkdir()
    path = folder / "rows.parquet"
    path.write_bytes(b"rows")
    return path


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[SlowStorage]:
    """The slow storage, empty."""
    fsspec.register_implementation("slow", SlowStorage, clobber=True)
    monkeypatch.setattr(SlowStorage, "store", {})
    monkeypatch.setattr(SlowStorage, "names", [])
    SlowStorage.clear_instance_cache()
    return SlowStorage


def test_a_receipt_comes_back_as_it_was_written(parquet: Path, tmp_path: Path) -> None:
    output = OutputFolder(str(tmp_path / "out [1]*"))
    assert output.receipt("prt_1") is None
    output.store(RECEIPT, parquet)

    assert output.receipt("prt_1") == RECEIPT
    assert output.finished(["prt_1", "prt_2"]) == {"prt_1": RECEIPT}


def test_rows_without_a_receipt_are_not_finished(parquet: Path, tmp_path: Path) -> None:
    output = OutputFolder(str(tmp_path / "out"))
    output.store(RECEIPT, parquet)
    (tmp_path / "out/partitions/prt_1.json").unlink()

    assert output.finished(["prt_1"]) == {}


def test_a_storage_where_half_a_file_shows_gets_it_under_another_name_first(
    parquet: Path, slow: type[SlowStorage]
) -> None:
    output = OutputFolder("slow://out")
    output.store(RECEIPT, parquet)

    assert [name.split("-")[0] for name in slow.names] == [
        "/out/rows/.new",
        "/out/partitions/.new",
    ]
    assert sorted(slow.store) == ["/out/partitions/prt_1.json", "/out/rows/prt_1.parquet"]
    assert output.finished(["prt_1"]) == {"prt_1": RECEIPT}


def test_a_write_that_breaks_off_leaves_nothing(
    parquet: Path, slow: type[SlowStorage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "breaks_off", True)

    with pytest.raises(CannotWrite, match="the line went dead"):
        OutputFolder("slow://out").store(RECEIPT, parquet)
    assert slow.store == {}


def test_what_a_killed_process_left_is_removed_and_what_one_is_writing_is_not(
    parquet: Path, tmp_path: Path
) -> None:
    output = OutputFolder(str(tmp_path / "out"))
    output.store(RECEIPT, parquet)
    left, fresh = (tmp_path / "out/rows" / f".new-{name}" for name in ("left", "fresh"))
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 7_200,) * 2)

    output.tidy()

    assert not left.exists()
    assert fresh.exists()
    assert output.finished(["prt_1"]) == {"prt_1": RECEIPT}


def test_a_receipt_that_cannot_be_read_is_named(parquet: Path, tmp_path: Path) -> None:
    output = OutputFolder(str(tmp_path / "out"))
    output.store(RECEIPT, parquet)
    (tmp_path / "out/partitions/prt_1.json").write_text('{"rows": 1}', encoding="utf-8")

    with pytest.raises(BadInput, match="a receipt cannot be read"):
        output.finished(["prt_1"])


def test_a_folder_that_cannot_be_written_is_named(parquet: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    with pytest.raises(CannotWrite, match="output folder"):
        OutputFolder(str(tmp_path / "out")).store(RECEIPT, parquet)
    with pytest.raises(BadInput, match="cannot be opened"):
        OutputFolder("nosuchstore://bucket/out")
