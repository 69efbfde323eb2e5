"""Record in the journal what happened outside the claims: to accounts, for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.store.journal import append_events

if TYPE_CHECKING:
    from sousveil.model.journal import Event
    from sousveil.store.database import Database


def record_event(database: Database, event: Event) -> None:
    """Append one event to the journal; it is on the disk when this returns."""
    with database.writing() as connection:
        append_events(connection, [event])
