"""A database of an earlier version is brought up to date, and its claims keep their content and ids."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import column, create_engine, insert, table, text
from sqlalchemy.exc import DBAPIError

from sousveil.model.claim import Claim, Financing, FinancingKind
from sousveil.store import schema
from sousveil.store.claim_store import ClaimStore, add_source
from sousveil.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sousveil.model.source import Snapshot, Source


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring an empty database to a revision, and no further."""
    scripts = ScriptDirectory(str(files("sousveil.store").joinpath("migrations")))
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(revision, "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def test_claims_made_before_currencies_were_recorded_keep_their_amounts_and_ids(
    database_url: str, source: Source, snapshot: Snapshot, make_claim: Callable[..., Claim]
) -> None:
    dollars = Financing(kind=FinancingKind.SOFT_LOAN, lender="Exim", amount=126e6, currency="USD")
    claims = [make_claim(), make_claim(vendor_id="zte", financing=dollars)]
    engine = create_engine(database_url)
    with engine.begin() as connection:
        migrate_to(connection, "0003")
        add_source(connection, source, snapshot)
        for claim in claims:
            record = claim.as_record()
            (evidence,) = record.pop("evidence")
            row = {"claim_id": claim.claim_id, **record}
            connection.execute(insert(table("claim", *map(column, row))).values(row))
            evidence = {"claim_id": claim.claim_id, "position": 0, **evidence}
            connection.execute(insert(schema.evidence), evidence)
    engine.dispose()
    database = open_database(database_url)
    with database.reading() as connection:
        found = {claim.claim_id: claim for claim in ClaimStore(connection).read_claims()}
    assert found == {claim.claim_id: claim for claim in claims}
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as connection:
        connection.execute(text("UPDATE claim SET currency = 'EUR'"))
    database.close()
