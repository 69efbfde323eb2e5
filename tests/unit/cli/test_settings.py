"""Settings: an argument wins over the environment, and that over the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from sousveil.settings import read_settings

BOTH = {"SOUSVEIL_HOME": "e", "SOUSVEIL_DATABASE_URL": "postgresql://e/e"}


@pytest.mark.parametrize(
    ("environment", "home", "url", "expected"),
    [
        ({}, None, None, (".sousveil", "sqlite:///.sousveil/sousveil.db")),
        ({}, "/a b/c", None, ("/a b/c", "sqlite:////a b/c/sousveil.db")),
        ({"SOUSVEIL_HOME": "e"}, None, None, ("e", "sqlite:///e/sousveil.db")),
        ({"SOUSVEIL_HOME": "e"}, "a", None, ("a", "sqlite:///a/sousveil.db")),
        ({"SOUSVEIL_HOME": ""}, None, None, (".sousveil", "sqlite:///.sousveil/sousveil.db")),
        (BOTH, None, None, ("e", "postgresql://e/e")),
        (BOTH, "a", None, ("a", "postgresql://e/e")),
        (BOTH, None, "sqlite:///x", ("e", "sqlite:///x")),
    ],
)
def test_the_nearest_setting_wins(
    environment: dict[str, str], home: str | None, url: str | None, expected: tuple[str, str]
) -> None:
    settings = read_settings(environment, home=home, database_url=url)
    assert (settings.home, settings.database_url) == (Path(expected[0]), expected[1])


def test_snapshots_and_editions_are_kept_in_the_workspace() -> None:
    settings = read_settings({}, home="w")
    assert (settings.blobs, settings.editions) == (Path("w/blobs"), Path("w/editions"))
