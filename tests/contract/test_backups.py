"""A backup is a whole workspace at one moment; what comes back is that, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from tests.servers.databases import make_postgresql_database

from sousveil.errors import BadInput, CannotWrite, SousveilError
from sousveil.model.decision import Action
from sousveil.pipeline.backups import backup, verify_backup
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.exporting import export_log
from sousveil.pipeline.replying import (
    Answer,
    Party,
    PartyKind,
    ask_for_reply,
    mark_sent,
    record_reply,
)
from sousveil.pipeline.restoring import restore
from sousveil.pipeline.viewing import open_snapshot, view_claim
from sousveil.pipeline.workbench import open_workbench
from sousveil.settings import Settings
from sousveil.store import schema
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

ACCEPT = Coding(action=Action.ACCEPT)
ANSWER = b"It is not so."


@pytest.fixture
def filled(bench: Workbench, waiting: tuple[Claim, ...]) -> Workbench:
    """A workspace with decisions, a snapshot in the blobs, and a document."""
    for claim in waiting[:3]:
        decide(bench, claim.claim_id, ACCEPT, "coder-1")
    party = Party(kind=PartyKind.VENDOR, name="Example Optics")
    request = ask_for_reply(bench, party, [waiting[0].claim_id], "editor-1")
    mark_sent(bench, request.request_id, "Is it so?", "editor-1")
    answer = Answer(data=ANSWER, received_date="2026-03-20")
    record_reply(bench, request.request_id, answer, "editor-1")
    return bench


@pytest.fixture
def make_target(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Callable[[str], Settings]:
    """A function that makes the settings of an empty workspace on the same kind of database."""

    def make(name: str) -> Settings:
        home = tmp_path / name
        if database_url.startswith("sqlite"):
            return Settings(home=home, database_url=f"sqlite:///{home / 'sousveil.db'}")
        second = request.getfixturevalue("second_database_url")
        return Settings(home=home, database_url=second)

    return make


@pytest.fixture
def second_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Another empty PostgreSQL database."""
    server = request.getfixturevalue("postgresql_server")
    url, drop = make_postgresql_database(server)
    yield url
    drop()


def exported(settings: Settings, tmp_path: Path, name: str) -> bytes:
    path = tmp_path / name
    export_log(settings, path)
    return path.read_bytes()


def test_what_is_restored_is_what_was_backed_up(
    filled: Workbench,
    waiting: tuple[Claim, ...],
    document: StoredDocument,
    make_target: Callable[[str], Settings],
    tmp_path: Path,
) -> None:
    summary = backup(filled.settings, tmp_path / "b.zip")
    assert (summary.decisions, summary.events) == (3, 4)
    target = make_target("restored")
    assert restore(target, tmp_path / "b.zip") == summary
    assert exported(target, tmp_path, "2") == exported(filled.settings, tmp_path, "1")
    with open_workbench(target) as bench:
        view = view_claim(bench, waiting[0].claim_id, "coder-1")
        assert view.citations[0].before == "The police of the capital bought "
        (reply,) = view.replies
        assert bench.documents.get(document.document_id) == document
        source_id = reply.source_id
        with bench.database.reading() as connection:
            query = select(schema.snapshot.c.sha256).where(schema.snapshot.c.source_id == source_id)
            sha256 = connection.execute(query).scalar_one()
        assert open_snapshot(bench, sha256)[1] == ANSWER
        decide(bench, waiting[5].claim_id, ACCEPT, "coder-1")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".sousveil-new")]


def test_accounts_come_back_and_sessions_do_not(
    filled: Workbench,
    make_target: Callable[[str], Settings],
    database_url: str,
    tmp_path: Path,
) -> None:
    serial = "SERIAL" if database_url.startswith("postgresql") else "INTEGER"
    tables = (
        f"CREATE TABLE account_account (id {serial} PRIMARY KEY, name TEXT NOT NULL)",
        "CREATE TABLE account_session (session_key TEXT PRIMARY KEY)",
    )
    rows = (
        "INSERT INTO account_account (name) VALUES ('Zoë\\n\t“x”'), ('b')",
        "INSERT INTO account_session VALUES ('the-key-of-a-session')",
    )
    with filled.database.writing() as connection:
        for statement in (*tables, *rows):
            connection.execute(text(statement))
    backup(filled.settings, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        for name in archive.namelist():
            assert b"the-key-of-a-session" not in archive.read(name)

    def make_tables(settings: Settings) -> None:
        database = open_database(settings.database_url)
        with database.writing() as connection:
            for statement in tables:
                connection.execute(text(statement))
        database.close()

    target = make_target("restored")
    restore(target, tmp_path / "b.zip", make_account_tables=make_tables)
    database = open_database(target.database_url)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO account_account (name) VALUES ('c')"))
        found = connection.execute(text("SELECT id, name FROM account_account ORDER BY id")).all()
        assert [tuple(row) for row in found] == [(1, "Zoë\\n\t“x”"), (2, "b"), (3, "c")]
        assert connection.execute(text("SELECT count(*) FROM account_session")).scalar_one() == 0
    database.close()


def test_a_backup_while_others_write_is_one_moment_of_the_log(
    filled: Workbench,
    waiting: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    make_target: Callable[[str], Settings],
    tmp_path: Path,
) -> None:
    is_over = Event()
    written: list[int] = []

    def write() -> None:
        own = open_database(filled.settings.database_url)
        number = 0
        while not is_over.is_set():
            number += 1
            claim_id = waiting[number % 10].claim_id
            with own.writing() as connection:
                head = append_decisions(connection, [make_decision(claim_id=claim_id)])
            written.append(head.count)
        own.close()

    writer = Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            is_over.wait(0.01)
        before = written[-1]
        summary = backup(filled.settings, tmp_path / "b.zip")
    finally:
        is_over.set()
        writer.join(30)
    assert before <= summary.decisions <= written[-1]
    target = make_target("restored")
    restore(target, tmp_path / "b.zip")
    database = open_database(target.database_url)
    with database.reading() as connection:
        assert len(list(DecisionLog(connection).read())) == summary.decisions
    database.close()


def test_a_workspace_that_is_not_empty_is_not_restored_over(
    filled: Workbench, tmp_path: Path, workspace: Settings
) -> None:
    backup(filled.settings, tmp_path / "b.zip")
    before = exported(workspace, tmp_path, "1")
    with pytest.raises(CannotWrite, match=r"not empty|there is a database"):
        restore(workspace, tmp_path / "b.zip")
    assert exported(workspace, tmp_path, "2") == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_workspace_in_the_way_is_moved_aside_whole(
    filled: Workbench, tmp_path: Path, make_target: Callable[[str], Settings]
) -> None:
    backup(filled.settings, tmp_path / "b.zip")
    target = make_target("restored")
    restore(target, tmp_path / "b.zip")
    (target.home / "notes.txt").write_text("mine")
    restore(target, tmp_path / "b.zip", force_new_home=True)
    (aside,) = tmp_path.glob("restored.before-*")
    assert (aside / "notes.txt").read_text() == "mine"
    assert (aside / "sousveil.db").exists()
    assert not (target.home / "notes.txt").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_that_was_changed_anywhere_is_refused(
    filled: Workbench, tmp_path: Path, make_target: Callable[[str], Settings]
) -> None:
    path, changed = tmp_path / "b.zip", tmp_path / "changed.zip"
    backup(filled.settings, path)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        insides = [info.header_offset + 200 for info in archive.infolist()]
    for place in (*insides, len(data) // 2, len(data) // 3):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        with pytest.raises(BadInput):
            verify_backup(changed)
    for damaged in (data[:-1], data[: len(data) // 2], b"", b"no archive"):
        changed.write_bytes(damaged)
        target = make_target("restored")
        with pytest.raises(BadInput):
            restore(target, changed)
        assert not target.home.exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside", "files\\x"])
def test_a_backup_with_a_name_that_leads_elsewhere_is_refused(
    filled: Workbench, tmp_path: Path, name: str
) -> None:
    path, changed = tmp_path / "b.zip", tmp_path / "changed.zip"
    backup(filled.settings, path)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as other:
        for known in archive.namelist():
            data = archive.read(known)
            if known == "manifest.json":
                data = data.replace(b'"name":"files/', b'"name":"' + name.encode() + b"#", 1)
            other.writestr(known, data)
    with pytest.raises(BadInput):
        verify_backup(changed)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_of_one_kind_of_database_is_not_restored_into_another(
    filled: Workbench, tmp_path: Path
) -> None:
    backup(filled.settings, tmp_path / "b.zip")
    other = Settings(home=tmp_path / "other", database_url="postgresql://nobody@localhost/none")
    with pytest.raises(BadInput, match="backup of sqlite"):
        restore(other, tmp_path / "b.zip")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_that_cannot_be_written_leaves_nothing(
    filled: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "b.zip").write_bytes(b"the last one")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(CannotWrite, match="No space left"):
            backup(filled.settings, folder / "b.zip")
    assert [path.name for path in folder.iterdir()] == ["b.zip"]
    assert (folder / "b.zip").read_bytes() == b"the last one"


KILLED = """
import os, signal, sys
from pathlib import Path
from sousveil.pipeline import backup_file, backups
from sousveil.settings import Settings

def die(self, manifest):
    os.kill(os.getpid(), signal.SIGKILL)

backup_file.BackupWriter.finish = die
backups.backup(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2]), Path(sys.argv[3]))
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_that_is_killed_leaves_no_half_file_and_the_next_one_clears_up(
    filled: Workbench, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    settings = filled.settings
    arguments = [str(settings.home), settings.database_url, str(folder / "b.zip")]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (folder / "b.zip").exists()
    backup(settings, folder / "b.zip")
    assert [path.name for path in folder.iterdir()] == ["b.zip"]
    verify_backup(folder / "b.zip")


def test_a_log_that_does_not_verify_is_not_backed_up(
    filled: Workbench, tamper: Callable[..., None], tmp_path: Path
) -> None:
    tamper("UPDATE decision SET reason = 'better' WHERE number = 2")
    with pytest.raises(SousveilError, match="changed after it was written"):
        backup(filled.settings, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
