"""Events that were stored with the change they tell of, and wait to be chained into the journal.

The server's accounts are changed over a connection of their own, which cannot append to the
journal's chain. It stores the event with the change, in one transaction; from here it comes into
the journal in another: it is never lost, and never there twice.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import column, delete, select, table

from sousveil.model.journal import Event

if TYPE_CHECKING:
    from sqlalchemy import Connection

PENDING_EVENTS = "account_event"
"""The table, which is the server's; where no server has been, it is not there."""
_PENDING = table(
    PENDING_EVENTS,
    *(column(name) for name in ("id", "kind", "subject_id", "actor", "at", "reason", "payload")),
)


def take_pending_events(connection: Connection) -> list[Event]:
    """Take the events that wait, in their order; the caller appends them in the same transaction."""
    rows = connection.execute(select(_PENDING).order_by(_PENDING.c.id)).all()
    connection.execute(delete(_PENDING).where(_PENDING.c.id.in_([row.id for row in rows])))
    return [
        Event(
            kind=row.kind,
            subject_id=row.subject_id,
            actor=row.actor,
            at=row.at,
            reason=row.reason or None,
            payload=json.loads(row.payload),
        )
        for row in rows
    ]
