"""A process that is killed at any moment loses and half-writes nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest

from sousveil.model.decision import LogHead
from sousveil.pipeline import freeze, import_table, open_workspace, verify_log
from sousveil.settings import Settings
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VICTIMS = """
import json, os, signal, sys
from pathlib import Path

import duckdb, psycopg, sqlalchemy.dialects.postgresql.psycopg, sqlalchemy.dialects.sqlite

from sousveil.pipeline import freeze, import_table
from sousveil.settings import Settings, read_settings


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def freeze_and_die(home, target, moment, count):
    left = count

    def hit(name):
        nonlocal left
        left -= name == moment
        if name == moment and left == 0:
            die()

    sys.addaudithook(lambda event, arguments: hit(event))
    settings = read_settings({}, home=home)
    freeze(settings, "aigs-2019", Path(target), lambda step: hit("step"))


def import_and_die(home, url, moment):
    filled = []

    @sqlalchemy.event.listens_for(sqlalchemy.Engine, "after_cursor_execute")
    def after_statement(connection, cursor, statement, parameters, context, many):
        if statement.startswith("INSERT INTO"):
            filled.append(statement.split()[2])
            if filled[-1] == moment:
                die()

    @sqlalchemy.event.listens_for(sqlalchemy.Engine, "commit")
    def before_commit(connection):
        if moment == "commit" and "decision" in filled:
            die()

    import_table(Settings(home=Path(home), database_url=url), "aigs-2019")
    if moment == "end":
        die()


for line in sys.stdin:
    name, *arguments = json.loads(line)
    victim = os.fork()
    if victim == 0:
        globals()[name](*arguments)
        os._exit(0)
    print(os.waitpid(victim, 0)[1], flush=True)
"""
"""Forks a process for each line that it reads, and says how that process ended.

A freeze kills itself before the n-th step, or the n-th event that the interpreter reports.
An import kills itself after the first row for a table, before the commit, or at the end.
"""

MOMENTS = [
    *(("step", n) for n in range(1, 6)),
    ("os.rename", 1),
    ("os.rename", 2),
    ("shutil.rmtree", 1),
]


@pytest.fixture(scope="module")
def kill() -> Iterator[Callable[..., None]]:
    """A function that starts a freeze or an import that is killed at a moment."""
    command = [sys.executable, "-c", VICTIMS]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as parent:
        lines, answers = parent.stdin, parent.stdout
        assert lines is not None
        assert answers is not None

        def start(*arguments: str | int | Path) -> None:
            print(json.dumps(arguments, default=str), file=lines, flush=True)
            assert int(answers.readline()) == signal.SIGKILL

        yield start
        lines.close()


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0]} {moment[1]}")
def test_a_freeze_killed_over_an_edition_leaves_it_and_the_next_one_succeeds(
    settings: Settings,
    kill: Callable[..., None],
    frozen_edition: Path,
    hash_folder: Callable[[Path], dict[str, str]],
    moment: tuple[str, int],
) -> None:
    whole = hash_folder(frozen_edition)
    kill("freeze_and_die", settings.home, frozen_edition, *moment)
    parent = frozen_edition.parent
    if moment == ("os.rename", 2):  # between the two renames it stands beside its place
        (kept,) = parent.glob(".sousveil-old-edition-*")
        assert not frozen_edition.exists()
    else:
        kept = frozen_edition
    assert hash_folder(kept) == whole
    freeze(settings, "aigs-2019", frozen_edition)
    assert hash_folder(frozen_edition) == whole
    assert list(parent.iterdir()) == [frozen_edition]


@pytest.mark.parametrize("moment", [("step", 3), ("step", 5), ("os.rename", 1)])
def test_a_freeze_killed_over_no_edition_leaves_none_and_the_next_one_succeeds(
    settings: Settings, kill: Callable[..., None], tmp_path: Path, moment: tuple[str, int]
) -> None:
    target = tmp_path / "frozen" / "edition"
    kill("freeze_and_die", settings.home, target, *moment)
    assert not target.exists()
    (left,) = (tmp_path / "frozen").iterdir()
    assert left.name.startswith(".sousveil-new-edition-")
    freeze(settings, "aigs-2019", target)
    assert list((tmp_path / "frozen").iterdir()) == [target]


def test_an_edition_moved_aside_is_put_back_even_if_the_next_freeze_fails(
    settings: Settings,
    kill: Callable[..., None],
    frozen_edition: Path,
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    whole = hash_folder(frozen_edition)
    kill("freeze_and_die", settings.home, frozen_edition, "os.rename", 2)

    def fail(step: str) -> None:
        if step == "hashing":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        freeze(settings, "aigs-2019", frozen_edition, fail)
    assert hash_folder(frozen_edition) == whole
    assert list(frozen_edition.parent.iterdir()) == [frozen_edition]


def test_what_a_killed_freeze_left_of_another_edition_is_not_touched(
    settings: Settings,
    kill: Callable[..., None],
    frozen_edition: Path,
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    other = frozen_edition.rename(frozen_edition.parent / "aigs-2019")
    whole = hash_folder(other)
    kill("freeze_and_die", settings.home, other, "os.rename", 2)
    (aside,) = other.parent.glob(".sousveil-old-aigs-2019-*")
    for _ in ("new", "over itself"):
        freeze(settings, "aigs-2019", other.parent / "aigs")
        assert hash_folder(aside) == whole
    freeze(settings, "aigs-2019", other)
    assert hash_folder(other) == whole
    assert sorted(path.name for path in other.parent.iterdir()) == ["aigs", "aigs-2019"]


@pytest.mark.parametrize(
    ("moment", "is_stored"),
    [
        ("snapshot", False),
        ("evidence", False),
        ("decision", False),
        ("commit", False),
        ("end", True),
    ],
)
def test_a_killed_import_is_in_the_log_as_a_whole_or_not_at_all(
    database_url: str,
    kill: Callable[..., None],
    tmp_path: Path,
    imported_home: Path,
    moment: str,
    is_stored: bool,
) -> None:
    whole = verify_log(
        Settings(home=imported_home, database_url=f"sqlite:///{imported_home}/sousveil.db")
    )
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    kill("import_and_die", settings.home, database_url, moment)
    assert verify_log(settings) == (whole if is_stored else LogHead())
    with open_workspace(settings) as database, database.reading() as connection:
        assert bool(ClaimStore(connection).read_sources()) is is_stored
        assert len(list(ClaimStore(connection).read_claims())) == (whole.count if is_stored else 0)
        assert DecisionLog(connection).head().count == (whole.count if is_stored else 0)
    assert import_table(settings, "aigs-2019").is_new is not is_stored
    assert verify_log(settings) == whole
