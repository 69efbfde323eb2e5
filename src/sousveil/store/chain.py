"""Hash-chained tables: each row names the one before it, so that none is changed, lost or moved.

The database refuses a row that does not follow the last one (``append_only``), and whoever
reads holds each row against its own hash.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from attrs import frozen
from sqlalchemy import Table, insert, select

from sousveil.errors import LogCorrupt
from sousveil.model.decision import LogHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Insert, Select

BATCH = 10_000
"""Rows that are written, and read, at a time."""


class ChainedEntry(Protocol):
    """A fact at its place in a chain."""

    @property
    def number(self) -> int:
        """Its place, from 1."""

    @property
    def previous_hash(self) -> str:
        """The hash of the entry before it."""

    @property
    def entry_hash(self) -> str:
        """The hash that covers its content, its place and the hash before it."""


Fact = TypeVar("Fact")
Entry = TypeVar("Entry", bound=ChainedEntry)


@frozen
class Chain:
    """A table that is a chain, and what people call it."""

    table: Table
    name: str

    def head(self, connection: Connection) -> LogHead:
        """Return how many entries the chain has and the hash of the last one."""
        row = connection.execute(_select_head(self.table)).one_or_none()
        return LogHead(count=row.number, entry_hash=row.entry_hash) if row else LogHead()

    def entry_hash_at(self, connection: Connection, number: int) -> str | None:
        """Return the hash of one entry, None where the chain does not reach that far."""
        columns = self.table.c
        query = select(columns.entry_hash).where(columns.number == number)
        return connection.execute(query).scalar_one_or_none()

    def append(
        self,
        connection: Connection,
        facts: Iterable[Fact],
        follow: Callable[[int, str, Fact], Entry],
        row_of: Callable[[Entry], dict[str, Any]],
    ) -> LogHead:
        """Append facts in their order and return the new head.

        The caller's transaction makes them one unit; it must be a writer's
        (``Database.writing``), which keeps other writers out.
        """
        head = self.head(connection)
        number, previous = head.count, head.entry_hash
        iterator = iter(facts)
        while batch := list(islice(iterator, BATCH)):
            rows = []
            for fact in batch:
                number += 1
                entry = follow(number, previous, fact)
                previous = entry.entry_hash
                rows.append(row_of(entry))
            connection.execute(_insert(self.table), rows)
        return LogHead(count=number, entry_hash=previous)

    def append_one(
        self,
        connection: Connection,
        fact: Fact,
        follow: Callable[[int, str, Fact], Entry],
        row_of: Callable[[Entry], dict[str, Any]],
    ) -> Entry:
        """Append one fact and return its entry; see ``append``."""
        head = self.head(connection)
        entry = follow(head.count + 1, head.entry_hash, fact)
        connection.execute(_insert(self.table), row_of(entry))
        return entry

    def check(self, entry: ChainedEntry, after: LogHead, rehashed: str, about: str) -> LogHead:
        """Make sure that an entry stands right after a head and is whole; return the new head.

        Args:
            entry: as it was read.
            after: the head before it.
            rehashed: the hash that its content has now, at its place.
            about: what the entry is on, for the message.

        Raises:
            LogCorrupt: it does not stand there, or was changed.
        """
        number = after.count + 1
        if entry.number != number:
            raise self.corrupt(
                number, f"entry {number} is missing; entry {entry.number} stands in its place"
            )
        if entry.previous_hash != after.entry_hash:
            raise self.corrupt(
                number,
                "the entry does not follow the one before it: an entry was reordered or replaced",
            )
        if rehashed != entry.entry_hash:
            raise self.corrupt(number, f"the entry on {about} was changed after it was written")
        return LogHead(count=number, entry_hash=entry.entry_hash)

    def corrupt(self, number: int, what: str) -> LogCorrupt:
        """Return the error that says what is wrong with an entry."""
        return LogCorrupt(
            what,
            where=f"{self.name}, entry {number}",
            next_step="restore the log from a backup; "
            "sousveil log verify shows how far it is whole",
        )


@cache
def _select_head(table: Table) -> Select[Any]:
    """Select the last entry; made once, as making a statement costs more than running it."""
    return select(table.c.number, table.c.entry_hash).order_by(table.c.number.desc()).limit(1)


@cache
def _insert(table: Table) -> Insert:
    return insert(table)
