"""All that a workspace knows and never forgets, row by row: read out in one order, put back once.

The tables come in the order in which they depend on each other, the rows in that of their
keys, byte by byte, so that two databases that hold the same are read out the same.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, collate, delete, insert, select
from sqlalchemy.exc import DBAPIError

from sousveil.errors import BadInput
from sousveil.model.proposal import Proposal
from sousveil.store import schema
from sousveil.store.chain import BATCH
from sousveil.store.locks import add_assignments
from sousveil.store.queue_items import enqueue_all_claims, enqueue_proposals, note_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection

_BINARY = {"sqlite": "BINARY", "postgresql": "C"}
TABLES = tuple(
    table.name for table in schema.metadata.sorted_tables if table.name in schema.APPEND_ONLY
)
"""The tables, each after those that it refers to."""


def read_rows(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give (table, row) of every row of every table, in the one order."""
    for name in TABLES:
        table = schema.metadata.tables[name]
        keys = (_ordered(column, connection) for column in table.primary_key)
        query = select(table).order_by(*keys).execution_options(yield_per=BATCH)
        names = [str(column) for column in table.c.keys()]  # noqa: SIM118  # no dict, and no text
        with connection.execute(query) as rows:
            for row in rows:
                yield name, dict(zip(names, row, strict=True))


def is_empty(connection: Connection) -> bool:
    """Say whether no table has a row."""
    tables = (schema.metadata.tables[name] for name in TABLES)
    return all(connection.execute(select(table).limit(1)).first() is None for table in tables)


def write_rows(connection: Connection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put rows into a table.

    Raises:
        BadInput: the database does not take them.
    """
    table = schema.metadata.tables[name]
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        try:
            connection.execute(insert(table), batch)
        except DBAPIError as error:
            said = str(error.orig).strip().splitlines()[0]
            raise BadInput(f"the database does not take the rows of {name}: {said}") from error


def restore_conveniences(connection: Connection) -> None:
    """Make the queue and the assignments anew, which follow from the rest."""
    for table in (schema.queue_coder, schema.queue_state, schema.assignment, schema.claim_lock):
        connection.execute(delete(table))
    connection.execute(delete(schema.queue_item))
    enqueue_all_claims(connection)
    proposals = _proposals(connection)
    while batch := list(islice(proposals, BATCH)):
        enqueue_proposals(connection, batch)
    _replay_journal(connection)


def _proposals(connection: Connection) -> Iterator[Proposal]:
    """Give all proposals, the one that counts for a claim last."""
    table = schema.proposal
    query = select(table).order_by(table.c.proposed_at, table.c.version, table.c.document_id.desc())
    for row in connection.execute(query.execution_options(yield_per=BATCH)).mappings():
        lists = {name: tuple(json.loads(row[name])) for name in ("vendor_names", "reasons")}
        yield Proposal(**dict(row) | lists)


def _replay_journal(connection: Connection) -> None:
    table, decision = schema.journal, schema.decision
    assigned: dict[tuple[str, str], str] = {}
    query = (
        select(table.c.kind, table.c.subject_id, table.c.at, table.c.payload)
        .where(table.c.kind.in_(("claim.added", "claim.assigned", "claim.unassigned")))
        .order_by(table.c.number)
    )
    for kind, claim_id, at, payload in connection.execute(query).all():
        said = json.loads(payload)
        if kind == "claim.added":
            note_document(connection, claim_id, said["document_id"], at=at)
        elif kind == "claim.assigned":
            assigned[claim_id, said["coder"]] = at
        else:
            assigned = {key: when for key, when in assigned.items() if key[0] != claim_id}
    for (claim_id, coder), at in assigned.items():
        done = select(decision.c.number).where(
            decision.c.coder == coder,
            decision.c.claim_id == claim_id,
            decision.c.decided_at >= at,
        )
        if connection.execute(done.limit(1)).first() is None:
            add_assignments(connection, [claim_id], coder)


def _ordered(column: ColumnElement[Any], connection: Connection) -> ColumnElement[Any]:
    if isinstance(column.type, Integer):
        return column
    return collate(column, _BINARY[connection.dialect.name])
