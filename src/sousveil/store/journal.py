"""The journal in the database: appended to, and read by kind of event and by subject."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import func, select

from sousveil.errors import BadInput
from sousveil.model.decision import LogHead
from sousveil.model.identifiers import canonical_json
from sousveil.model.journal import Event, JournalEntry, hash_event
from sousveil.store.chain import BATCH, Chain
from sousveil.store.schema import journal as journal_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row, Select

JOURNAL = Chain(journal_table, "journal")


@frozen(kw_only=True)
class EventFilter:
    """Which events to give; None asks for nothing. ``area`` is what stands before the point."""

    area: str | None = None
    kind: str | None = None
    subject_id: str | None = None
    actor: str | None = None
    from_at: str | None = None
    until: str | None = None


class Journal:
    """The journal as a reader sees it through one connection: one state from start to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> LogHead:
        """Return how many entries the journal has and the hash of the last one."""
        return JOURNAL.head(self._connection)

    def read(self) -> Iterator[JournalEntry]:
        """Give every entry in order, verifying the chain on the way.

        Raises:
            LogCorrupt: an entry was changed, is missing or stands elsewhere.
        """
        head = LogHead()
        query = select(journal_table).order_by(journal_table.c.number)
        with self._connection.execute(query.execution_options(yield_per=BATCH)) as rows:
            for row in rows:
                entry = _entry_from(row)
                rehashed = hash_event(head.count + 1, head.entry_hash, entry.event)
                head = JOURNAL.check(entry, head, rehashed, entry.event.subject_id)
                yield entry

    def find(
        self, wanted: EventFilter, *, last: int | None = None, skipped: int = 0
    ) -> list[JournalEntry]:
        """Return the entries that are wanted, the oldest first; with ``last``, only the newest.

        ``skipped`` leaves out as many of the newest.
        """
        query = _where(select(journal_table), wanted)
        if last is None:
            rows = self._connection.execute(query.order_by(journal_table.c.number))
            return [_entry_from(row) for row in rows]
        newest = query.order_by(journal_table.c.number.desc()).limit(last).offset(skipped)
        return [_entry_from(row) for row in self._connection.execute(newest)][::-1]

    def count(self, wanted: EventFilter) -> int:
        """Return how many entries are wanted."""
        query = _where(select(func.count()).select_from(journal_table), wanted)
        return int(self._connection.execute(query).scalar_one())


def append_events(connection: Connection, events: Iterable[Event]) -> LogHead:
    """Append events in their order and return the new head of the journal.

    The connection must be a writer's (``Database.writing``).
    """
    return JOURNAL.append(connection, events, JournalEntry.following, _row_from)


def _where(query: Select[Any], wanted: EventFilter) -> Select[Any]:
    columns = journal_table.c
    if wanted.area is not None:
        # A range of the index, where LIKE would read all of it: '/' comes right after '.'.
        query = query.where(columns.kind >= f"{wanted.area}.", columns.kind < f"{wanted.area}/")
    for column, value in (
        (columns.kind, wanted.kind),
        (columns.subject_id, wanted.subject_id),
        (columns.actor, wanted.actor),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.from_at is not None:
        query = query.where(columns.at >= wanted.from_at)
    if wanted.until is not None:
        query = query.where(columns.at <= wanted.until)
    return query


def _row_from(entry: JournalEntry) -> dict[str, Any]:
    event = entry.event
    return {
        "number": entry.number,
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
        "kind": event.kind,
        "subject_id": event.subject_id,
        "actor": event.actor,
        "at": event.at,
        "reason": event.reason,
        "payload": canonical_json(dict(event.payload)),
    }


def _entry_from(row: Row[Any]) -> JournalEntry:
    try:
        event = Event(
            kind=row.kind,
            subject_id=row.subject_id,
            actor=row.actor,
            at=row.at,
            reason=row.reason,
            payload=json.loads(row.payload),
        )
    except (BadInput, TypeError, ValueError) as error:
        raise JOURNAL.corrupt(
            row.number, "the entry was changed after it was written: it is not readable"
        ) from error
    return JournalEntry(
        number=row.number,
        previous_hash=row.previous_hash,
        entry_hash=row.entry_hash,
        event=event,
    )
