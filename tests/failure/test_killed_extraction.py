"""A search for claims that is killed at any moment loses and doubles nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from tests.unit.pipeline.made_search import find_cameras

from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.model.collection import SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline import open_workspace, proposing
from sousveil.pipeline.channels import add_channel_to
from sousveil.pipeline.collecting import CollectOptions, collect
from sousveil.pipeline.proposing import propose_claims
from sousveil.settings import Settings, read_settings
from sousveil.sources.fetching import FetchPolicy
from sousveil.store import schema

if TYPE_CHECKING:
    from sousveil.model.progress import Progress

DOCUMENTS = 7
AT_A_TIME = 2
WORDS = "In town {number} the council said on Monday that it bought a camera for the market."
TABLES = (
    *(schema.source, schema.snapshot, schema.claim, schema.evidence),
    *(schema.proposal, schema.extraction),
)
VICTIM = """
import os, signal, sys
from pathlib import Path

import psycopg, sqlalchemy
from tests.unit.pipeline.made_search import find_cameras

from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.pipeline import proposing
from sousveil.settings import Settings

home, url, moment, count = sys.argv[1:]
left = int(count)
began = False


def hit(name):
    global left
    left -= name == moment
    if name == moment and left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


@sqlalchemy.event.listens_for(sqlalchemy.Engine, "after_cursor_execute")
def after_statement(connection, cursor, statement, parameters, context, many):
    if statement.startswith("INSERT INTO"):
        hit(statement.split()[2])


if __name__ == "__main__":
    proposing.DOCUMENTS_AT_A_TIME = 2
    settings = Settings(home=Path(home), database_url=url)
    proposing.propose_claims(
        settings, RulesExtractor(), lambda progress: hit("document") if progress.done else None,
        workers=1, search=find_cameras,
    )
"""
"""Kills itself at the n-th row for a table, or when the n-th document was searched."""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with its documents, and nothing searched; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("texts")
    for number in range(DOCUMENTS):
        (folder / f"{number}.txt").write_text(WORDS.format(number=number), encoding="utf-8")
    settings = read_settings({}, home=str(tmp_path_factory.mktemp("collected") / "home"))
    add_channel_to(
        settings,
        kind="folder",
        location=str(folder),
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        licence=None,
    )
    options = CollectOptions(policy=FetchPolicy(user_agent="sousveil tests"), readers=1)
    collect(settings, (), options, ignore)
    return settings.home


def ignore(_progress: Progress) -> None:
    """Tell nobody."""


def read_tables(settings: Settings) -> dict[str, list[Any]]:
    """Return every row without the time at which it was made."""
    times = {"proposed_at", "searched_at"}
    rows = {}
    with open_workspace(settings) as database, database.reading() as connection:
        for table in TABLES:
            columns = [column for column in table.c if column.name not in times]
            rows[table.name] = sorted(map(tuple, connection.execute(select(*columns))))
    return rows


@pytest.mark.parametrize(
    ("moment", "count", "stored"),
    [
        ("document", 1, 0),
        ("document", 3, 2),
        ("source", 1, 0),
        ("claim", 2, 0),
        ("evidence", 3, 2),
        ("proposal", 4, 2),
        ("extraction", 6, 4),
        ("extraction", 7, 6),
    ],
)
def test_a_killed_search_is_taken_up_where_it_stopped(
    collected: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    count: int,
    stored: int,
) -> None:
    homes = [Path(shutil.copytree(collected, tmp_path / name)) for name in ("killed", "whole")]
    killed, whole = (read_settings({}, home=str(home)) for home in homes)
    victim = tmp_path / "victim.py"
    victim.write_text(VICTIM, encoding="utf-8")
    arguments = (victim, killed.home, killed.database_url, moment, count)
    command = [sys.executable, *map(str, arguments)]
    root = Path(__file__).parents[2]
    ended = subprocess.run(command, check=False, cwd=root, env={"PYTHONPATH": str(root)})
    assert ended.returncode == -signal.SIGKILL
    assert {name: len(rows) for name, rows in read_tables(killed).items()} == dict.fromkeys(
        (table.name for table in TABLES), stored
    )
    monkeypatch.setattr(proposing, "DOCUMENTS_AT_A_TIME", AT_A_TIME)
    rest = propose_claims(killed, RulesExtractor(), ignore, workers=1, search=find_cameras)
    assert (rest.searched_before, rest.searched, rest.claims) == (
        stored,
        *(DOCUMENTS - stored,) * 2,
    )
    propose_claims(whole, RulesExtractor(), ignore, workers=1, search=find_cameras)
    assert read_tables(killed) == read_tables(whole)
