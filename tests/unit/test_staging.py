"""What a killed process left in the making is cleared away, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sousveil.staging import clear_staging, make_staging

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_in_the_making_stays_while_its_process_runs(tmp_path: Path) -> None:
    staging = make_staging(tmp_path, "aigs")
    clear_staging(tmp_path, "aigs")
    assert list(tmp_path.iterdir()) == [staging]


@pytest.mark.parametrize("process_id", ["999999999", "9" * 30])
def test_what_a_process_that_is_gone_left_is_removed_with_its_content(
    tmp_path: Path, process_id: str
) -> None:
    left = tmp_path / f".sousveil-new-aigs-{process_id}-abc"
    left.mkdir()
    (left / "half.csv").write_text("half")
    clear_staging(tmp_path, "aigs")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        ".sousveil-new-aigs-2019-999999999-abc",
        ".sousveil-new-999999999-abc",
        ".sousveil-new-aigs-notes",
        "aigs-999999999-abc",
    ],
)
def test_what_was_made_for_another_name_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    clear_staging(tmp_path, "aigs")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_in_the_making_is_named_after_its_process(tmp_path: Path) -> None:
    assert f"-{os.getpid()}-" in make_staging(tmp_path, "aigs").name
