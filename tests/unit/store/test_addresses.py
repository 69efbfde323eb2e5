"""A workspace may lie anywhere: no character of its path ends the address of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.settings import read_settings
from sousveil.store.database import open_database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["what?", "a?b=c&d", "100%25", "a b+c#d@e:f;g", "مراقبة"])
def test_the_database_is_in_the_workspace_whatever_that_is_called(
    tmp_path: Path, name: str
) -> None:
    settings = read_settings({}, home=str(tmp_path / name))
    settings.home.mkdir()
    open_database(settings.database_url).close()
    assert [path.name for path in settings.home.iterdir()] == ["sousveil.db"]
    assert [path.name for path in tmp_path.iterdir()] == [name]
