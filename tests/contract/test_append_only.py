"""The database itself refuses to update, delete, replace or truncate, and keeps the log a chain."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from sousveil.model.collection import Channel, Outcome, Retrieval, Run, SearchEffort
from sousveil.model.edition import Issue, Severity
from sousveil.model.journal import Event
from sousveil.model.proposal import Extraction, Proposal
from sousveil.model.source import SourceKind
from sousveil.store import schema
from sousveil.store.claim_store import add_issues
from sousveil.store.collection_store import add_channel, add_retrievals, finish_run, start_run
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import append_events
from sousveil.store.proposal_store import add_extractions, add_proposals

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.model.claim import Claim
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
    channel = Channel(
        channel_id="chn_1",
        kind="folder",
        location="docs",
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        licence="CC0",
        added_at="2026-11-23T00:00:00Z",
    )
    run = Run(
        run_id="run_1", channel_id="chn_1", started_at=channel.added_at, effort=SearchEffort()
    )
    retrieval = Retrieval(
        run_id="run_1", name="a.txt", outcome=Outcome.FAILED, retrieved_at=channel.added_at
    )
    proposal = Proposal(
        claim_id=decided_claims[0].claim_id,
        document_id="doc_1",
        extractor="rules",
        version="1",
        confidence=0.5,
        proposed_at=channel.added_at,
    )
    extraction = Extraction(
        document_id="doc_1",
        extractor="rules",
        version="1",
        claims=1,
        searched_at=channel.added_at,
    )
    event = Event(kind="channel.added", subject_id="chn_1", actor="editor-1", at=channel.added_at)
    with database.writing() as connection:
        add_issues(connection, [issue], snapshot)
        add_channel(connection, channel)
        start_run(connection, run)
        add_retrievals(connection, [retrieval])
        finish_run(connection, evolve(run, finished_at=channel.added_at))
        add_proposals(connection, [proposal])
        add_extractions(connection, [extraction])
        append_events(connection, [event])
    return database


def read_all(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        tables = {name: schema.metadata.tables[name] for name in schema.APPEND_ONLY}
        return {name: list(connection.execute(select(t)).all()) for name, t in tables.items()}


def refuse(database: Database, statement: str, match: str) -> None:
    before = read_all(database)
    with pytest.raises(DBAPIError, match=match), database.writing() as connection:
        connection.execute(text(statement))
    assert all(before.values())
    assert read_all(database) == before


def test_no_row_is_updated(full_database: Database) -> None:
    for name in schema.APPEND_ONLY:
        table = schema.metadata.tables[name]
        for column in table.columns:
            statement = f'UPDATE {name} SET "{column.name}" = "{column.name}"'
            refuse(full_database, statement, f"{name} is append-only")


def test_no_row_is_deleted(full_database: Database) -> None:
    for name in schema.APPEND_ONLY:
        refuse(full_database, f"DELETE FROM {name}", f"{name} is append-only")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_no_table_is_truncated(full_database: Database) -> None:
    for name in schema.APPEND_ONLY:
        refuse(full_database, f"TRUNCATE {name} CASCADE", "is append-only")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_row_is_replaced(full_database: Database) -> None:
    for name in schema.APPEND_ONLY:
        statement = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"
        refuse(full_database, statement, "append-only|does not follow")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_a_foreign_connection_cannot_replace_rows_either(
    full_database: Database, tmp_path: Path, table: str
) -> None:
    before = read_all(full_database)
    with (
        closing(sqlite3.connect(tmp_path / "store.db")) as connection,
        pytest.raises(sqlite3.DatabaseError, match=r"append-only|does not follow"),
    ):
        connection.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert read_all(full_database) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_entry_is_not_replaced_through_its_hash(full_database: Database, tmp_path: Path) -> None:
    before = read_all(full_database)
    with (
        closing(sqlite3.connect(tmp_path / "store.db")) as connection,
        pytest.raises(sqlite3.DatabaseError, match="does not follow"),
    ):
        connection.execute(
            """
            INSERT OR REPLACE INTO decision
            SELECT 6, (SELECT entry_hash FROM decision WHERE number = 5), entry_hash, claim_id,
                action, coder, reason, decided_at, changes, supersedes, stage
            FROM decision WHERE number = 2
            """
        )
    assert read_all(full_database) == before


def forge(number: int, previous_hash: str, claim: Claim) -> dict[str, Any]:
    return {
        "number": number,
        "previous_hash": previous_hash,
        "entry_hash": "f" * 64,
        "claim_id": claim.claim_id,
        "action": "accept",
        "coder": "coder-2",
        "reason": "forged",
        "decided_at": "2026-01-03T00:00:00Z",
        "changes": "[]",
    }


def test_a_decision_that_does_not_follow_the_last_entry_is_refused(
    full_database: Database, decided_claims: tuple[Claim, ...]
) -> None:
    before = read_all(full_database)
    with full_database.reading() as connection:
        hashes = [entry.entry_hash for entry in DecisionLog(connection).read()]
    last, other = hashes[-1], hashes[-2]
    for number, previous in ((7, last), (6, other), (6, "0" * 64), (5, last), (0, last), (-1, "")):
        with (
            pytest.raises(DBAPIError, match="does not follow the last entry"),
            full_database.writing() as connection,
        ):
            connection.execute(insert(schema.decision), forge(number, previous, decided_claims[0]))
    assert read_all(full_database) == before


def test_the_first_entry_must_name_the_start(
    database: Database, stored_claims: tuple[Claim, ...]
) -> None:
    for number, previous in ((1, "1" * 64), (2, "0" * 64), (0, "0" * 64)):
        with (
            pytest.raises(DBAPIError, match="does not follow the last entry"),
            database.writing() as connection,
        ):
            connection.execute(insert(schema.decision), forge(number, previous, stored_claims[0]))
