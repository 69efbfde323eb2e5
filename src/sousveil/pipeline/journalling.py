"""Bring into the journal what happened outside the claims: to accounts, for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.store.journal import append_events
from sousveil.store.pending_events import take_pending_events

if TYPE_CHECKING:
    from sousveil.store.database import Database


def journal_pending_events(database: Database) -> None:
    """Append the events that wait; they are in the journal, once, when this returns."""
    with database.writing() as connection:
        append_events(connection, take_pending_events(connection))
