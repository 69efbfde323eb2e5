"""Decisions and journal as one time line, the newest first, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import func, literal, or_, select, union_all

from sousveil.store import schema
from sousveil.store.queue_items import WAITS_FOR

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

DECISION = "decision"
_NOBODY = WAITS_FOR["decided"]


@frozen(kw_only=True)
class HistoryFilter:
    """Which changes to show; None asks for nothing.

    ``subject_id`` is a claim, a submission, an account or whatever was changed; ``area`` is
    ``decision`` or the area of an event (``account``, ``submission``, ...); ``from_at`` and
    ``until`` are times as they are recorded, both included.
    """

    subject_id: str | None = None
    actor: str | None = None
    area: str | None = None
    from_at: str | None = None
    until: str | None = None


@frozen(kw_only=True)
class HistoryItem:
    """A change: entry ``number`` of the decision log or of the journal.

    ``kind`` is the kind of the event, or ``decision.`` and the action. ``payload`` is JSON,
    the changes of a recode or what an event carries.
    """

    at: str
    kind: str
    subject_id: str
    actor: str
    reason: str | None
    payload: str
    number: int
    entry_hash: str


@frozen(kw_only=True)
class Blinding:
    """What a coder must not see: others' decisions on drawn claims that wait (ids below ``limit``)."""

    coder: str
    limit: str


class History:
    """The time line as a reader sees it through one connection."""

    def __init__(self, connection: Connection, blinding: Blinding | None = None) -> None:
        self._connection = connection
        self._blinding = blinding

    def count(self, wanted: HistoryFilter) -> int:
        """Return how many changes are wanted."""
        return sum(
            int(
                self._connection.execute(
                    select(func.count()).select_from(part.subquery())
                ).scalar_one()
            )
            for part in self._parts(wanted)
        )

    def page(self, wanted: HistoryFilter, *, limit: int, offset: int) -> list[HistoryItem]:
        """Return some of the changes that are wanted, the newest first."""
        parts = self._parts(wanted)
        if not parts:
            return []
        both = union_all(*parts).subquery()
        query = (
            select(both)
            .order_by(both.c.at.desc(), both.c.log.desc(), both.c.number.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = self._connection.execute(query).mappings()
        return [
            HistoryItem(**{name: value for name, value in row.items() if name != "log"})
            for row in rows
        ]

    def _parts(self, wanted: HistoryFilter) -> list[Select[Any]]:
        parts = []
        if wanted.area in {None, DECISION}:
            parts.append(self._decisions(wanted))
        if wanted.area != DECISION:
            parts.append(_events(wanted))
        return parts

    def _decisions(self, wanted: HistoryFilter) -> Select[Any]:
        table, item = schema.decision.c, schema.queue_item
        query = select(
            literal("decision").label("log"),
            table.number,
            table.entry_hash,
            table.decided_at.label("at"),
            (literal("decision.") + table.action).label("kind"),
            table.claim_id.label("subject_id"),
            table.coder.label("actor"),
            table.reason,
            table.changes.label("payload"),
        )
        if self._blinding is not None:
            waits = select(item.c.claim_id).where(
                item.c.claim_id == table.claim_id, item.c.waits_for != _NOBODY
            )
            query = query.where(
                or_(
                    table.coder == self._blinding.coder,
                    table.claim_id >= self._blinding.limit,
                    ~waits.exists(),
                )
            )
        return _asked(query, wanted, table.claim_id, table.coder, table.decided_at)


def _events(wanted: HistoryFilter) -> Select[Any]:
    table = schema.journal.c
    query = select(
        literal("journal").label("log"),
        table.number,
        table.entry_hash,
        table.at,
        table.kind,
        table.subject_id,
        table.actor,
        table.reason,
        table.payload,
    )
    if wanted.area is not None:
        query = query.where(table.kind >= f"{wanted.area}.", table.kind < f"{wanted.area}/")
    return _asked(query, wanted, table.subject_id, table.actor, table.at)


def _asked(
    query: Select[Any],
    wanted: HistoryFilter,
    subject_id: ColumnElement[Any],
    actor: ColumnElement[Any],
    at: ColumnElement[Any],
) -> Select[Any]:
    if wanted.subject_id is not None:
        query = query.where(subject_id == wanted.subject_id)
    if wanted.actor is not None:
        query = query.where(actor == wanted.actor)
    if wanted.from_at is not None:
        query = query.where(at >= wanted.from_at)
    if wanted.until is not None:
        query = query.where(at <= wanted.until)
    return query
