"""Opening, migrating, reading and writing are the same on SQLite and PostgreSQL."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url

from sousveil.errors import CannotConnect
from sousveil.store import schema
from sousveil.store.claim_store import ClaimStore, add_source
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.model.source import Snapshot, Source
    from sousveil.store.database import Database


def test_a_database_is_opened_twice_and_migrated_once(
    database_url: str, source: Source, snapshot: Snapshot
) -> None:
    first = open_database(database_url)
    with first.writing() as connection:
        add_source(connection, source, snapshot)
    first.close()
    second = open_database(database_url)
    with second.reading() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).all()
        assert ClaimStore(connection).read_sources() == [source]
    second.close()
    assert versions == [("0006",)]


def test_processes_that_open_an_empty_database_at_once_migrate_it_once(database_url: str) -> None:
    barrier = Barrier(4)

    def open_at_once(_: int) -> list[str]:
        barrier.wait(timeout=30)
        database = open_database(database_url)
        with database.reading() as connection:
            rows = connection.execute(text("SELECT version_num FROM alembic_version")).all()
        database.close()
        return [row.version_num for row in rows]

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(open_at_once, range(4)))
    assert seen == [["0006"]] * 4


def test_the_migrated_schema_is_the_declared_one(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_every_table_that_holds_evidence_or_decisions_is_append_only() -> None:
    queue = {"queue_item", "queue_coder", "queue_state"}
    conveniences = queue | {"claim_lock", "assignment", "idempotency"}
    assert set(schema.APPEND_ONLY) == set(schema.metadata.tables) - conveniences


def test_a_write_that_fails_leaves_nothing(
    database: Database,
    stored_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
) -> None:
    decision = make_decision(claim_id=stored_claims[0].claim_id)

    def write_and_fail() -> None:
        with database.writing() as connection:
            append_decisions(connection, [decision, decision])
            assert DecisionLog(connection).head().count == 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as connection:
        assert DecisionLog(connection).head().count == 0


def test_a_reader_sees_one_state_while_a_writer_appends(
    database: Database,
    database_url: str,
    decided_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    make_claim: Callable[..., Claim],
) -> None:
    other = open_database(database_url)
    with database.reading() as connection:
        before = DecisionLog(connection).head()
        with other.writing() as writer:
            after = append_decisions(writer, [make_decision(claim_id=decided_claims[0].claim_id)])
        assert DecisionLog(connection).head() == before
        assert len(list(DecisionLog(connection).read())) == before.count
    with database.reading() as connection:
        assert DecisionLog(connection).head() == after
    other.close()
    assert (before.count, after.count) == (5, 6)


def test_foreign_keys_are_enforced(database: Database, snapshot: Snapshot) -> None:
    row = {
        "sha256": snapshot.sha256,
        "source_id": "nobody",
        "media_type": "text/csv",
        "size_bytes": 1,
        "retrieved_at": "2026-01-01T00:00:00Z",
    }
    with pytest.raises(CannotConnect, match=r"(?i)foreign key"), database.writing() as connection:
        connection.execute(insert(schema.snapshot), row)


def test_a_schema_from_a_newer_version_is_refused(
    database_url: str, database: Database, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CannotConnect, match="schema '9999'") as caught:
        open_database(database_url)
    assert "newer" in caught.value.next_step
    assert caught.value.exit_status == 6


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "oracle://u:secret@h/db",
        "postgresql+nodriver://u:secret@h/db",
        "postgresql://u:secret@h:port/db",
        "sqlite://u:secret@h/db",
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(CannotConnect) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert caught.value.next_step


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:secret@127.0.0.1:1/db",
        "postgresql://u:se%40cret@127.0.0.1:1/db",
        "postgresql://u@127.0.0.1:1/db?password=secret",
        "postgresql://u@/db?host=/no/such/folder&password=secret",
    ],
)
def test_a_server_that_does_not_answer_is_named_without_the_password(url: str) -> None:
    with pytest.raises(CannotConnect) as caught:
        open_database(url)
    assert "cret" not in str(caught.value)
    assert "db" in caught.value.where


def test_a_wrong_password_is_not_shown(postgresql_server: str) -> None:
    url = make_url(postgresql_server).set(username="nobody", password="secret", database="none")  # noqa: S106
    with pytest.raises(CannotConnect) as caught:
        open_database(url.render_as_string(hide_password=False))
    assert "nobody" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_missing_driver_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CannotConnect, match="psycopg is not installed") as caught:
        open_database("postgresql://u:secret@h/db")
    assert caught.value.next_step == "pip install 'sousveil[postgres]'"
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, not a database\n" * 100)
    with pytest.raises(CannotConnect, match="not a database"):
        open_database(f"sqlite:///{path}")
    assert path.read_text() == "these are notes, not a database\n" * 100


def test_what_is_to_last_waits_for_the_disk_and_a_lock_does_not(database: Database) -> None:
    question, waits, does_not = {
        "sqlite": ("PRAGMA synchronous", 2, 1),
        "postgresql": ("SHOW synchronous_commit", "on", "off"),
    }[database.dialect]

    def level(*, lasting: bool) -> object:
        with database.writing(lasting=lasting) as connection:
            return connection.exec_driver_sql(question).scalar_one()

    found = [level(lasting=lasting) for lasting in (False, True, False)]
    assert found == [does_not, waits, does_not]
