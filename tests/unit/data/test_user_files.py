"""Files that a user names are read whole, within bounds, or refused in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from sousveil.data.user_files import read_user_file, read_user_text
from sousveil.errors import BadInput


def test_a_file_of_the_size_allowed_is_read_whole_and_one_byte_more_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"12345")
    assert read_user_file(path, largest=5, next_step="") == b"12345"
    with pytest.raises(BadInput, match="larger than 4 bytes") as caught:
        read_user_file(path, largest=4, next_step="give less")
    assert (caught.value.where, caught.value.next_step) == (str(path), "give less")


def test_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(BadInput, match="larger than 9 bytes"):
        read_user_file(Path("/dev/zero"), largest=9, next_step="give a file")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not readable: Is a directory"):
        read_user_file(tmp_path, largest=9, next_step="give a file")


def test_a_byte_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("título: año\n".encode("latin-1"))
    with pytest.raises(BadInput, match="not readable: 'utf-8' codec can't decode"):
        read_user_text(path, next_step="save it as UTF-8")
