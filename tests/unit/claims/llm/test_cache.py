"""Answers are kept whole or not at all, each under everything that it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.claims.llm.cache import AnswerCache
from sousveil.errors import CannotWrite

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"document": "ab" * 32, "start": 0, "model": "made-up", "seed": None}


def test_an_answer_comes_back_to_the_letter(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "llm")
    for answer in ("", '{"claims": []}', "é 警方 \ud800 \0 \u2028"):
        cache.put(KEY, answer)
        assert cache.get(KEY) == answer


@pytest.mark.parametrize("other", [{}, KEY | {"seed": 1}, KEY | {"start": 1}, KEY | {"more": "x"}])
def test_another_key_has_no_answer(tmp_path: Path, other: dict[str, object]) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(KEY, "answer")
    assert cache.get(other) is None


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "llm").write_text("a file stands where the folder should be")
    with pytest.raises(CannotWrite, match="the answer could not be kept"):
        AnswerCache(tmp_path / "llm").put(KEY, "answer")


def test_a_write_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sousveil.staging.os.fsync", full)
    with pytest.raises(CannotWrite, match="No space left"):
        AnswerCache(tmp_path).put(KEY, "answer")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
