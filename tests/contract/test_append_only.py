"""The database itself refuses to update, delete, replace or truncate, and keeps the log a chain."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from sousveil.model.edition import Issue, Severity
from sousveil.store import schema
from sousveil.store.claim_store import add_issues
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.model.source import Snapshot
    from sousveil.store.database import Database


@pytest.fixture
def full_database(
    database: Database, decided_claims: tuple[Claim, ...], snapshot: Snapshot
) -> Database:
    """A database with rows in every table."""
    issue = Issue(
        sheet="S",
        row=2,
        column="C",
        rule="r",
        severity=Severity.KEPT,
        found="f",
        made=None,
        note="n",
    )
    with database.writing() as connection:
        add_issues(connection, [issue], snapshot)
    return database


def read_all(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        tables = schema.metadata.tables
        return {name: list(connection.execute(select(t)).all()) for name, t in tables.items()}


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"]
)
def test_rows_are_neither_updated_nor_deleted(
    full_database: Database, table: str, statement: str
) -> None:
    before = read_all(full_database)
    column = schema.metadata.tables[table].primary_key.columns[0].name
    with (
        pytest.raises(DBAPIError, match=f"{table} is append-only"),
        full_database.writing() as connection,
    ):
        connection.execute(text(statement.format(table=table, column=column)))
    assert before[table]
    assert read_all(full_database) == before


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_tables_are_neither_truncated_nor_replaced(full_database: Database, table: str) -> None:
    before = read_all(full_database)
    statement = {
        "postgresql": f"TRUNCATE {table} CASCADE",
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    }[full_database.dialect]
    with (
        pytest.raises(DBAPIError, match="append-only|does not follow"),
        full_database.writing() as connection,
    ):
        connection.execute(text(statement))
    assert read_all(full_database) == before


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_a_foreign_sqlite_connection_cannot_replace_rows_either(
    full_database: Database, tmp_path: Path, table: str, verb: str
) -> None:
    if full_database.dialect != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    before = read_all(full_database)
    with (
        closing(sqlite3.connect(tmp_path / "store.db")) as connection,
        pytest.raises(sqlite3.DatabaseError, match="append-only|does not follow"),
    ):
        connection.execute(f"{verb} INTO {table} SELECT * FROM {table}")
    assert read_all(full_database) == before


def test_an_entry_is_not_replaced_through_its_hash(full_database: Database, tmp_path: Path) -> None:
    if full_database.dialect != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    before = read_all(full_database)
    with (
        closing(sqlite3.connect(tmp_path / "store.db")) as connection,
        pytest.raises(sqlite3.DatabaseError, match="does not follow"),
    ):
        connection.execute(
            """
            INSERT OR REPLACE INTO decision
            SELECT 6, (SELECT entry_hash FROM decision WHERE number = 5), entry_hash, claim_id,
                action, coder, reason, decided_at, changes, supersedes
            FROM decision WHERE number = 2
            """
        )
    assert read_all(full_database) == before


@pytest.mark.parametrize(
    ("number", "previous"),
    [(7, "last"), (6, "other"), (5, "last"), (6, "genesis"), (0, "last"), (-1, "genesis")],
    ids=["gap", "wrong hash", "number taken", "hash of the start", "zero", "negative"],
)
def test_a_decision_that_does_not_follow_the_last_entry_is_refused(
    full_database: Database,
    decided_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    number: int,
    previous: str,
) -> None:
    with full_database.reading() as connection:
        hashes = [entry.entry_hash for entry in DecisionLog(connection).read()]
    row = {
        "number": number,
        "previous_hash": {"last": hashes[-1], "other": hashes[-2], "genesis": "0" * 64}[previous],
        "entry_hash": "f" * 64,
        "claim_id": decided_claims[0].claim_id,
        "action": "accept",
        "coder": "coder-2",
        "reason": "forged",
        "decided_at": "2026-01-03T00:00:00Z",
        "changes": "[]",
        "supersedes": None,
    }
    with (
        pytest.raises(DBAPIError, match="does not follow the last entry"),
        full_database.writing() as connection,
    ):
        connection.execute(insert(schema.decision), row)


def test_the_first_entry_must_name_the_start(
    database: Database, stored_claims: tuple[Claim, ...]
) -> None:
    row = {
        "number": 1,
        "previous_hash": "1" * 64,
        "entry_hash": "f" * 64,
        "claim_id": stored_claims[0].claim_id,
        "action": "accept",
        "coder": "coder-2",
        "reason": "forged",
        "decided_at": "2026-01-03T00:00:00Z",
        "changes": "[]",
    }
    with (
        pytest.raises(DBAPIError, match="does not follow the last entry"),
        database.writing() as connection,
    ):
        connection.execute(insert(schema.decision), row)
