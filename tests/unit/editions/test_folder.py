from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sousveil.editions.folder import whole_folder
from sousveil.errors import CannotWrite

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "manifest.json"


def write_version(target: Path, text: str) -> None:
    with whole_folder(target, marker=MARKER) as folder:
        (folder / MARKER).write_text(text)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_appears_when_its_block_ends_and_not_before(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "edition"
    with whole_folder(target, marker=MARKER) as folder:
        (folder / MARKER).write_text("1")
        assert not target.exists()
    assert names_in(target) == [MARKER]
    assert names_in(target.parent) == ["edition"]


def test_what_is_new_is_brought_to_the_disk_and_what_was_taken_over_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, synced = tmp_path / "site", []
    write_version(target, "1")
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_size))
    with whole_folder(target, marker=MARKER) as folder:
        os.link(target / MARKER, folder / MARKER)
        (folder / "new.csv").write_text("12345")
    assert synced == [5]
    assert names_in(target) == [MARKER, "new.csv"]


def test_a_folder_that_we_made_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    write_version(target, "1")
    (target / "old.csv").write_text("old")
    write_version(target, "2")
    assert names_in(target) == [MARKER]
    assert (target / MARKER).read_text() == "2"
    assert names_in(tmp_path) == ["edition"]


def test_a_block_that_fails_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    write_version(target, "1")
    with pytest.raises(RuntimeError), whole_folder(target, marker=MARKER) as folder:
        _write_and_fail(folder)
    assert (target / MARKER).read_text() == "1"
    assert names_in(tmp_path) == ["edition"]


def _write_and_fail(folder: Path) -> None:
    (folder / MARKER).write_text("2")
    raise RuntimeError


def test_a_disk_that_fails_is_reported_with_the_target(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    with (
        pytest.raises(CannotWrite, match="No space") as caught,
        whole_folder(target, marker=MARKER),
    ):
        raise OSError(28, "No space left on device")
    assert caught.value.where == str(target)
    assert names_in(tmp_path) == []


def test_someone_elses_folder_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "thesis"
    target.mkdir()
    (target / "chapter.txt").write_text("years of work")
    with pytest.raises(CannotWrite, match=MARKER):
        write_version(target, "1")
    assert (target / "chapter.txt").read_text() == "years of work"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    target.mkdir()
    write_version(target, "1")
    assert names_in(target) == [MARKER]


def test_what_a_dead_process_left_is_cleared_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    dead = tmp_path / ".sousveil-new-edition-999999999-abc"
    living = tmp_path / f".sousveil-new-edition-{os.getpid()}-abc"
    other = tmp_path / ".sousveil-new-edition-2019-999999999-abc"
    for folder in (dead, living, other):
        folder.mkdir()
    write_version(tmp_path / "edition", "1")
    assert names_in(tmp_path) == sorted([living.name, other.name, "edition"])


def test_a_target_that_a_killed_process_had_moved_aside_is_put_back(tmp_path: Path) -> None:
    aside = tmp_path / ".sousveil-old-edition-999999999"
    aside.mkdir()
    (aside / MARKER).write_text("1")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "edition", marker=MARKER):
        raise RuntimeError
    assert (tmp_path / "edition" / MARKER).read_text() == "1"
    assert names_in(tmp_path) == ["edition"]


def test_a_folder_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    write_version(tmp_path / "edition", "1")
    assert (tmp_path / "edition").stat().st_mode & 0o777 == 0o755
