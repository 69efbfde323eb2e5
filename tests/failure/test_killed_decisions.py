"""A coder's process that is killed at any moment has lost no decision that it was told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scripts.kill_decisions import check_decisions, fill_queue, run

from sousveil.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def workspace(database_url: str, tmp_path: Path) -> Settings:
    """A workspace with 300 claims that wait."""
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    fill_queue(settings, 300)
    return settings


def test_every_acknowledged_decision_survives_kills_and_the_chain_verifies(
    workspace: Settings,
) -> None:
    told, found = run(workspace, kills=5, decisions=100, seed=7)
    assert told >= 100
    # One more a kill may have been stored, and its coder killed before hearing of it.
    assert told <= found <= told + 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_check_finds_a_decision_that_is_lost(
    workspace: Settings, tamper: Callable[..., None]
) -> None:
    with pytest.raises(AssertionError, match=r"not in the log: \[1\]"):
        check_decisions(workspace, {1: "f" * 64})
