"""The decision log: its state is the list of its entries, and entries are only ever appended.

Each entry's hash covers its number, its content and the hash before it, so the last hash
stands for the whole log. Verdicts are a pure function of the entries
(``sousveil.decisions.verdicts``); nothing else is derived from the log or kept beside it.
"""

from __future__ import annotations

import json
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from sousveil.errors import BadInput
from sousveil.model.decision import (
    Action,
    Decision,
    LogEntry,
    LogHead,
    Stage,
    hash_entry,
)
from sousveil.model.identifiers import canonical_json
from sousveil.model.moment import as_recorded
from sousveil.store.chain import BATCH, Chain
from sousveil.store.schema import claim as claim_table
from sousveil.store.schema import decision as decision_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row, Select

DECISIONS = Chain(decision_table, "decision log")
_START = LogHead()
_ACTIONS = {action.value: action for action in Action}
_STAGES = {stage.value: stage for stage in Stage}


class DecisionLog:
    """The log as a reader sees it through one connection: one state from start to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> LogHead:
        """Return how many entries the log has and the hash of the last one."""
        return DECISIONS.head(self._connection)

    def read(self, after: LogHead = _START, *, until: int | None = None) -> Iterator[LogEntry]:
        """Give every entry in order, verifying the chain on the way.

        ``after`` leaves out what was read before, ``until`` what stands after that number.

        Raises:
            LogCorrupt: an entry was changed, is missing or stands elsewhere, or the claim
                that it decides on is gone.
        """
        head = after
        query = _select_entries().where(decision_table.c.number > after.count)
        if until is not None:
            query = query.where(decision_table.c.number <= until)
        with self._connection.execute(query.execution_options(yield_per=BATCH)) as rows:
            for row in rows:
                entry = _entry_from(row)
                claim_id = entry.decision.claim_id
                rehashed = hash_entry(head.count + 1, head.entry_hash, entry.decision)
                head = DECISIONS.check(entry, head, rehashed, f"claim {claim_id}")
                if row.stored_claim_id is None:
                    raise DECISIONS.corrupt(
                        entry.number, f"the claim {claim_id} that the entry decides on is missing"
                    )
                yield entry

    def read_as_of(self, as_of: str | None) -> Iterator[LogEntry]:
        """Give the entries that the log had at the end of a day or at a time; None gives all.

        They are a beginning of the log, up to the first that was decided later: so the head
        that they end at names them.

        Raises:
            BadInput: ``as_of`` is no day and no time.
            LogCorrupt: as ``read`` does.
        """
        return self.read(until=self.count_as_of(as_of) if as_of is not None else None)

    def entries_of(self, claim_id: str) -> list[LogEntry]:
        """Return the entries on one claim in order; their place in the chain is not checked."""
        found = self._connection.execute(_entries_of_claim(), {"wanted": claim_id})
        return [_entry_from(row) for row in found]

    def count_as_of(self, as_of: str) -> int:
        """Return how many entries the log had at the end of a day or at a time.

        Raises:
            BadInput: ``as_of`` is no day and no time.
        """
        columns = decision_table.c
        later = columns.decided_at > as_recorded(as_of)
        query = select(func.min(columns.number)).where(later)
        first = self._connection.execute(query).scalar_one()
        return int(first) - 1 if first is not None else self.head().count

    def entry(self, number: int) -> LogEntry:
        """Return one entry, which must be there; its place in the chain is not checked."""
        query = _select_entries().where(decision_table.c.number == number)
        return _entry_from(self._connection.execute(query).one())

    def entry_hash_at(self, number: int) -> str | None:
        """Return the hash of one entry, None where the log does not reach that far."""
        return DECISIONS.entry_hash_at(self._connection, number)


def append_decisions(connection: Connection, decisions: Iterable[Decision]) -> LogHead:
    """Append decisions in their order and return the new head of the log.

    The caller's transaction makes them one unit; it must be a writer's
    (``Database.writing``), which keeps other writers out.
    """
    return DECISIONS.append(connection, decisions, LogEntry.following, _row_from)


def append_decision(connection: Connection, decision: Decision) -> LogEntry:
    """Append one decision and return its entry; see ``append_decisions``."""
    return DECISIONS.append_one(connection, decision, LogEntry.following, _row_from)


def _select_entries() -> Select[Any]:
    return (
        select(decision_table, claim_table.c.claim_id.label("stored_claim_id"))
        .outerjoin(claim_table, claim_table.c.claim_id == decision_table.c.claim_id)
        .order_by(decision_table.c.number)
    )


@cache
def _entries_of_claim() -> Select[Any]:
    return _select_entries().where(decision_table.c.claim_id == bindparam("wanted"))


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
        raise DECISIONS.corrupt(
            number, "the entry was changed after it was written: it is not readable"
        ) from error
    return LogEntry(
        number=number, previous_hash=previous_hash, entry_hash=entry_hash, decision=decision
    )
