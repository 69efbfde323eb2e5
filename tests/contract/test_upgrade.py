"""A database of the schema before two coders decided on claims opens, and is whole."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from attrs import asdict
from sqlalchemy import column, create_engine, insert, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.model.codebook import DoubleCoding
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry, Stage
from sousveil.store.claim_store import ClaimStore
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sousveil.model.claim import Claim
    from sousveil.model.source import Snapshot, Source

BEFORE = "0004"


@pytest.fixture
def old_database(
    database_url: str,
    source: Source,
    snapshot: Snapshot,
    make_claim: Callable[..., Claim],
    make_decision: Callable[..., Decision],
) -> tuple[str, Claim, LogEntry]:
    """A database at the schema before, with one claim and one decision on it."""
    claim = make_claim()
    entry = LogEntry.following(1, GENESIS_HASH, make_decision(claim_id=claim.claim_id))
    engine = create_engine(
        database_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool
    )
    with engine.begin() as connection:
        _migrate_to(connection, BEFORE)
        _insert(connection, "source", asdict(source) | {"kind": source.kind.value})
        _insert(connection, "snapshot", asdict(snapshot))
        record = claim.as_record()
        (evidence,) = record.pop("evidence")
        _insert(connection, "claim", {"claim_id": claim.claim_id, **record})
        _insert(connection, "evidence", {"claim_id": claim.claim_id, "position": 0, **evidence})
        said = asdict(entry.decision) | {"action": "accept", "changes": "[]"}
        del said["stage"]
        chained = {"number": 1, "previous_hash": GENESIS_HASH, "entry_hash": entry.entry_hash}
        _insert(connection, "decision", said | chained)
    engine.dispose()
    return database_url, claim, entry


def _migrate_to(connection: Connection, revision: str) -> None:
    scripts = ScriptDirectory(str(files("sousveil.store").joinpath("migrations")))
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(revision, "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def _insert(connection: Connection, name: str, values: dict[str, Any]) -> None:
    connection.execute(insert(table(name, *map(column, values))), values)


def test_what_was_coded_before_keeps_its_hashes_and_its_place(
    old_database: tuple[str, Claim, LogEntry],
) -> None:
    url, claim, entry = old_database
    database = open_database(url)
    with database.reading() as connection:
        assert list(DecisionLog(connection).read()) == [entry]
        assert list(ClaimStore(connection).read_claims()) == [claim]
    database.close()
    assert entry.decision.stage is Stage.CODING


def test_the_log_goes_on_where_it_was_and_is_still_append_only(
    old_database: tuple[str, Claim, LogEntry], make_decision: Callable[..., Decision]
) -> None:
    url, claim, entry = old_database
    settle = make_decision(
        claim_id=claim.claim_id, action=Action.REJECT, coder="eve", stage=Stage.ADJUDICATION
    )
    database = open_database(url)
    with database.writing() as connection:
        append_decisions(connection, [settle])
    with database.reading() as connection:
        entries = list(DecisionLog(connection).read())
    assert [one.decision for one in entries] == [entry.decision, settle]
    verdict = fold_verdicts(entries, DoubleCoding(share=1.0)).get(claim.claim_id)
    assert verdict is not None
    assert verdict.action is Action.REJECT
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(text("UPDATE decision SET stage = 'coding'"))
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(text("UPDATE claim SET safeguard_kind = 'ruling'"))
    database.close()
