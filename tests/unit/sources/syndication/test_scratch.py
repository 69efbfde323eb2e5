"""What is put aside on disk comes back by its place, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sousveil.errors import CannotWrite
from sousveil.sources.syndication.scratch import Scratch


def test_byte_strings_come_back_by_place_and_in_order(tmp_path: Path) -> None:
    values = [b"", b"a", b"bc" * 700_000, b"d" * 1_048_576, b"", b"e"]
    with Scratch(tmp_path / "new") as scratch:
        for value in values:
            scratch.append(value)
        assert len(scratch) == len(values)
        assert list(scratch) == values
        assert [scratch[place] for place in range(len(values))] == values
        scratch.append(b"late")
        assert scratch[6] == b"late"


def test_nothing_is_seen_of_it_in_the_folder(tmp_path: Path) -> None:
    with Scratch(tmp_path) as scratch:
        scratch.append(b"x" * 3_000_000)
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="next: free some space"):
        Scratch(tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_disk_that_fills_up_is_said_when_it_is_read_at_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115
    scratch = Scratch(tmp_path)
    scratch.append(b"x")
    with pytest.raises(CannotWrite, match="No space left"):
        scratch[0]
    with scratch:  # leaving does not fail again
        pass
