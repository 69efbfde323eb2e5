"""Processes beside this one: what they begin with, and what becomes of one that dies."""

from __future__ import annotations

import math
import os
import sys
from functools import partial
from types import ModuleType

import pytest

from sousveil.errors import CannotWrite
from sousveil.publication.other_processes import other_processes

LARGE = b"x" * 10_000_000
"""More than a pipe holds that nobody reads."""


def test_tasks_are_done_by_a_process_that_began_with_what_was_given() -> None:
    with other_processes(1, partial(sys.setrecursionlimit, 4_321)) as pool:
        assert pool.submit(sys.getrecursionlimit).result() == 4_321 != sys.getrecursionlimit()
        assert pool.submit(os.getpid).result() != os.getpid()


def test_a_process_that_dies_at_its_work_is_told_and_not_waited_for() -> None:
    with (
        pytest.raises(CannotWrite, match="ended before its work was done") as caught,
        other_processes(1, partial(math.floor, 1.0)) as pool,
    ):
        pool.submit(os._exit, 3).result()
    assert "memory" in caught.value.next_step


def test_a_process_that_cannot_begin_is_told_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    known_here_alone = ModuleType("known_here_alone")
    exec("def begin(large): pass", known_here_alone.__dict__)  # noqa: S102  # a function of that module
    monkeypatch.setitem(sys.modules, "known_here_alone", known_here_alone)
    with (
        pytest.raises(CannotWrite, match="ended before its work was done"),
        other_processes(1, partial(known_here_alone.begin, LARGE)) as pool,
    ):
        pool.submit(os.getpid).result()
    assert "No module named 'known_here_alone'" in capfd.readouterr().err
