"""The decision log: its state is the list of its entries, and entries are only ever appended.

Each entry's hash covers its number, its content and the hash before it, so the last hash
stands for the whole log. Verdicts are a pure function of the entries
(``sousveil.decisions.verdicts``); nothing else is derived from the log or kept beside it.
"""

from __future__ import annotations

import json
from sys import intern
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from sousveil.errors import BadInput, LogCorrupt
from sousveil.model.decision import (
    GENESIS_HASH,
    Action,
    Decision,
    LogEntry,
    LogHead,
    Stage,
    hash_entry,
)
from sousveil.model.identifiers import canonical_json
from sousveil.store.schema import claim as claim_table
from sousveil.store.schema import decision as decision_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row

_BATCH = 10_000
_ACTIONS = {action.value: action for action in Action}
_STAGES = {stage.value: stage for stage in Stage}


class DecisionLog:
    """The log as a reader sees it through one connection: one state from start to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> LogHead:
        """Return how many entries the log has and the hash of the last one."""
        query = (
            select(decision_table.c.number, decision_table.c.entry_hash)
            .order_by(decision_table.c.number.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return LogHead(count=row.number, entry_hash=row.entry_hash) if row else LogHead()

    def read(self) -> Iterator[LogEntry]:
        """Give every entry in order, verifying the chain on the way.

        Raises:
            LogCorrupt: an entry was changed, is missing or stands elsewhere, or the claim
                that it decides on is gone.
        """
        previous = GENESIS_HASH
        query = (
            select(decision_table, claim_table.c.claim_id.label("stored_claim_id"))
            .outerjoin(claim_table, claim_table.c.claim_id == decision_table.c.claim_id)
            .order_by(decision_table.c.number)
        )
        with self._connection.execute(query.execution_options(yield_per=_BATCH)) as rows:
            for number, row in enumerate(rows, start=1):
                entry = _entry_from(row)
                _check_entry(entry, number, previous)
                if row.stored_claim_id is None:
                    raise LogCorrupt(
                        f"the claim {row.claim_id} that the entry decides on is missing",
                        where=f"decision log, entry {number}",
                        next_step="restore the database from a backup",
                    )
                previous = entry.entry_hash
                yield entry

    def entry_hash_at(self, number: int) -> str | None:
        """Return the hash of one entry, None where the log does not reach that far."""
        query = select(decision_table.c.entry_hash).where(decision_table.c.number == number)
        return self._connection.execute(query).scalar_one_or_none()


def append_decisions(connection: Connection, decisions: Iterable[Decision]) -> LogHead:
    """Append decisions in their order and return the new head of the log.

    The caller's transaction makes them one unit; it must be a writer's
    (``Database.writing``), which keeps other writers out.
    """
    head = DecisionLog(connection).head()
    number, previous = head.count, head.entry_hash
    batch: list[dict[str, Any]] = []
    for decision in decisions:
        number += 1
        entry = LogEntry.following(number, previous, decision)
        previous = entry.entry_hash
        batch.append(_row_from(entry))
        if len(batch) == _BATCH:
            connection.execute(insert(decision_table), batch)
            batch = []
    if batch:
        connection.execute(insert(decision_table), batch)
    return LogHead(count=number, entry_hash=previous)


def _check_entry(entry: LogEntry, number: int, previous: str) -> None:
    next_step = "restore the log from a backup; sousveil log verify shows how far it is whole"
    if entry.number != number:
        raise LogCorrupt(
            f"entry {number} is missing; entry {entry.number} stands in its place",
            where=f"decision log, entry {number}",
            next_step=next_step,
        )
    if entry.previous_hash != previous:
        raise LogCorrupt(
            "the entry does not follow the one before it: an entry was reordered or replaced",
            where=f"decision log, entry {number}",
            next_step=next_step,
        )
    if hash_entry(number, previous, entry.decision) != entry.entry_hash:
        raise LogCorrupt(
            f"the entry on claim {entry.decision.claim_id} was changed after it was written",
            where=f"decision log, entry {number}",
            next_step=next_step,
        )


def _row_from(entry: LogEntry) -> dict[str, Any]:
    decision = entry.decision
    return {
        "number": entry.number,
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
        "claim_id": decision.claim_id,
        "action": decision.action.value,
        "coder": decision.coder,
        "reason": decision.reason,
        "decided_at": decision.decided_at,
        "changes": canonical_json(decision.changes) if decision.changes else "[]",
        "supersedes": decision.supersedes,
        "stage": decision.stage.value,
    }


def _entry_from(row: Row[Any]) -> LogEntry:
    """Make an entry of a row; taken apart by position, since names cost more than the rest.

    Who, why and when are the same in all entries of an import, and kept once for all of them.
    """
    (number, previous_hash, entry_hash, claim_id, action, *said, changes, supersedes, stage, _) = (
        tuple(row)
    )
    try:
        coder, reason, decided_at = map(intern, said)
        decision = Decision(
            claim_id=claim_id,
            action=_ACTIONS[action],
            coder=coder,
            reason=reason,
            decided_at=decided_at,
            changes=() if changes == "[]" else tuple((k, v) for k, v in json.loads(changes)),
            supersedes=supersedes,
            stage=_STAGES[stage],
        )
    except (BadInput, KeyError, TypeError, ValueError) as error:
        raise LogCorrupt(
            "the entry was changed after it was written: it is not readable",
            where=f"decision log, entry {number}",
            next_step="restore the log from a backup",
        ) from error
    return LogEntry(
        number=number, previous_hash=previous_hash, entry_hash=entry_hash, decision=decision
    )
