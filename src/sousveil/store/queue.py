"""The queue as SQL: which claims wait for whom, in which order, a page at a time.

A coder is shown no claim that waits for somebody else because they coded it themselves.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import and_, bindparam, func, select

from sousveil.model.claim import ClaimStatus
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import SourceKind
from sousveil.store import schema
from sousveil.store.queue_items import WAITS_FOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select

_OPEN = "open"
_FILTERS_KEPT = 128
_FOR_CODER: BindParameter[str] = bindparam("coder")
_NOW: BindParameter[str] = bindparam("now")


class QueueOrder(StrEnum):
    """What comes first: the surest or the least sure of proposals, the oldest or the newest."""

    SUREST = "surest"
    LEAST_SURE = "least_sure"
    OLDEST = "oldest"
    NEWEST = "newest"


@frozen(kw_only=True)
class QueueFilter:
    """Which claims to show; None asks for nothing.

    No ``standing`` is whatever waits for a coder; ``language`` and ``source_kind`` are of the
    first piece of evidence; ``made_by`` is a person or an extractor.
    """

    standing: str | None = None
    country_iso3: str | None = None
    technology_code: str | None = None
    vendor_id: str | None = None
    language: str | None = None
    source_kind: SourceKind | None = None
    minimum_confidence: float | None = None
    maximum_confidence: float | None = None
    assigned_to: str | None = None
    made_by: str | None = None
    order: QueueOrder = QueueOrder.SUREST


@frozen(kw_only=True)
class QueuedClaim:
    """A claim as it waits; what nobody has proposed has no ``proposed_at`` and no document."""

    claim_id: str
    country_iso3: str
    technology_code: str | None
    vendor_id: str | None
    safeguard: Safeguard | None
    status: ClaimStatus
    quote: str
    language: str | None
    source_kind: SourceKind
    proposed_at: str | None
    standing: str
    document_id: str | None


class Queue:
    """The queue as a reader sees it through one connection; its standings must be up to date."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, wanted: QueueFilter, coder: str) -> int:
        """Return how many claims are wanted and may be shown to a coder.

        Those that may not are few, and counted apart: an index counts the rest.
        """
        every, own = _count_queries(wanted)
        counted = self._connection.execute(every).scalar_one()
        hidden = self._connection.execute(own, {"coder": coder}).scalar_one()
        return int(counted) - int(hidden)

    def page(
        self,
        wanted: QueueFilter,
        coder: str,
        *,
        limit: int,
        offset: int,
    ) -> list[QueuedClaim]:
        """Return some of the claims that are wanted and may be shown to a coder, in their order."""
        place = {"coder": coder, "most": limit, "skipped": offset}
        found = self._connection.execute(_page_query(wanted), place).scalars().all()
        by_id = {one.claim_id: one for one in self.named(found)}
        return [by_id[claim_id] for claim_id in found]

    def named(self, claim_ids: Sequence[str]) -> list[QueuedClaim]:
        """Return some claims by their ids, in no order."""
        found = self._connection.execute(_NAMED, {"claim_ids": list(claim_ids)})
        return [_queued_from(row) for row in found]

    def first(self, wanted: QueueFilter, coder: str, *, at: str) -> str | None:
        """Return the first claim that is wanted and in nobody's hands at a time.

        What is assigned to the coder comes first; what is assigned to others is theirs.
        """
        for query in _first_queries(wanted):
            row = self._connection.execute(query, {"coder": coder, "now": at}).first()
            if row is not None:
                return str(row.claim_id)
        return None

    def says_the_same(self, claim_id: str, document_ids: Sequence[str]) -> list[str]:
        """Return the claims of some documents that say what a claim says, itself left out."""
        item, claim = schema.queue_item, schema.claim
        same = claim.alias()
        alike = [same.c.claim_id == claim_id]
        for name in _SAID:
            one, other = (func.coalesce(table.c[name], "") for table in (same, claim))
            alike.append(one == other)
        query = (
            select(item.c.claim_id)
            .join(claim, claim.c.claim_id == item.c.claim_id)
            .join(same, and_(*alike))
            .where(item.c.document_id.in_(document_ids), item.c.claim_id != claim_id)
            .order_by(item.c.claim_id)
        )
        return list(self._connection.execute(query).scalars())

    def of_cell(
        self, country_iso3: str, technology_code: str | None, *, limit: int
    ) -> list[QueuedClaim]:
        """Return the first claims of a country and a technology, in the order of their ids."""
        item = schema.queue_item
        query = (
            select(item.c.claim_id)
            .where(item.c.country_iso3 == country_iso3)
            .order_by(item.c.claim_id)
            .limit(limit)
        )
        if technology_code is None:
            query = query.where(item.c.technology_code.is_(None))
        else:
            query = query.where(item.c.technology_code == technology_code)
        ids = list(self._connection.execute(query).scalars())
        return sorted(self.named(ids), key=lambda one: one.claim_id)


# Statements are made once for each filter: making one costs more than running it.


@lru_cache(_FILTERS_KEPT)
def _count_queries(wanted: QueueFilter) -> tuple[Select[Any], Select[Any]]:
    """Count what is wanted, and what of it the coder may not be shown."""
    item = schema.queue_item
    counting = select(func.count()).select_from(item)
    own = counting.where(item.c.claim_id.in_(_coded_by(_FOR_CODER)))
    return _filtered(counting, wanted), _filtered(own, wanted, is_few=True)


@lru_cache(_FILTERS_KEPT)
def _page_query(wanted: QueueFilter) -> Select[Any]:
    ids = _ordered(_shown(select(schema.queue_item.c.claim_id), wanted), wanted.order)
    return ids.limit(bindparam("most")).offset(bindparam("skipped"))


@lru_cache(_FILTERS_KEPT)
def _first_queries(wanted: QueueFilter) -> tuple[Select[Any], Select[Any]]:
    """Select the first claim that is assigned to the coder, and the first that is anybody's."""
    item, assignment, lock = schema.queue_item, schema.assignment, schema.claim_lock
    locked = select(lock.c.claim_id).where(
        lock.c.claim_id == item.c.claim_id, lock.c.expires_at > _NOW
    )
    assigned = select(assignment.c.claim_id).where(assignment.c.claim_id == item.c.claim_id)
    claims = select(item.c.claim_id).where(~locked.exists())
    assigned_here = claims.where(item.c.claim_id.in_(_assigned_to(_FOR_CODER)))
    own = _shown(assigned_here, wanted, is_few=True)
    anybodys = _shown(claims.where(~assigned.exists()), wanted)
    return _ordered(own, wanted.order).limit(1), _ordered(anybodys, wanted.order).limit(1)


_SAID = (
    *("country_iso3", "technology_code", "vendor_id", "status", "made_by"),
    *("safeguard_kind", "safeguard_finding"),
)
"""What two claims say alike that are decided alike."""
_NAMED = (
    select(
        schema.queue_item,
        schema.evidence.c.quote,
        schema.claim.c.safeguard_kind,
        schema.claim.c.safeguard_finding,
    )
    .join(schema.claim, schema.claim.c.claim_id == schema.queue_item.c.claim_id)
    .join(
        schema.evidence,
        (schema.evidence.c.claim_id == schema.queue_item.c.claim_id)
        & (schema.evidence.c.position == 0),
    )
    .where(schema.queue_item.c.claim_id.in_(bindparam("claim_ids", expanding=True)))
)


def _shown(query: Select[Any], wanted: QueueFilter, *, is_few: bool = False) -> Select[Any]:
    item, coded = schema.queue_item, schema.queue_coder
    own = select(coded.c.claim_id).where(
        coded.c.coder == _FOR_CODER, coded.c.claim_id == item.c.claim_id
    )
    return _filtered(query, wanted, is_few=is_few).where(~own.exists())


def _filtered(query: Select[Any], wanted: QueueFilter, *, is_few: bool = False) -> Select[Any]:
    """Add what is wanted to a query; of few claims, found by their ids and not in the queue's order."""
    item = schema.queue_item.c
    # An expression has no index, so that the few are looked up and not looked for among all.
    waits_for = item.waits_for.concat("") if is_few else item.waits_for
    # Of a country there are fewer claims than of a technology: its index is the one to use.
    technology: ColumnElement[Any] = item.technology_code
    if wanted.country_iso3 is not None:
        technology = item.technology_code.concat("")
    asked: dict[ColumnElement[Any], Any] = {
        item.country_iso3: wanted.country_iso3,
        technology: wanted.technology_code,
        item.vendor_id: wanted.vendor_id,
        item.language: wanted.language,
        item.source_kind: wanted.source_kind.value if wanted.source_kind else None,
        item.made_by: wanted.made_by,
    }
    query = query.where(waits_for == WAITS_FOR[wanted.standing or _OPEN])
    if wanted.standing is not None:
        query = query.where(item.standing == wanted.standing)
    for column, value in asked.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.minimum_confidence is not None:
        query = query.where(item.confidence >= wanted.minimum_confidence)
    if wanted.maximum_confidence is not None:
        query = query.where(item.confidence <= wanted.maximum_confidence)
    if wanted.assigned_to is not None:
        query = query.where(item.claim_id.in_(_assigned_to(wanted.assigned_to)))
    return query


def _ordered(query: Select[Any], order: QueueOrder) -> Select[Any]:
    item = schema.queue_item.c
    if order in {QueueOrder.SUREST, QueueOrder.LEAST_SURE}:
        columns = (item.confidence, item.claim_id)
    else:
        columns = (item.proposed_at, item.claim_id)
    if order in {QueueOrder.SUREST, QueueOrder.NEWEST}:
        return query.order_by(*(column.desc() for column in columns))
    return query.order_by(*columns)


def _coded_by(coder: BindParameter[str]) -> Select[Any]:
    table = schema.queue_coder
    return select(table.c.claim_id).where(table.c.coder == coder)


def _assigned_to(coder: str | BindParameter[str]) -> Select[Any]:
    table = schema.assignment
    return select(table.c.claim_id).where(table.c.coder == coder)


def _queued_from(row: Row[Any]) -> QueuedClaim:
    return QueuedClaim(
        claim_id=row.claim_id,
        country_iso3=row.country_iso3,
        technology_code=row.technology_code,
        vendor_id=row.vendor_id,
        safeguard=_safeguard_from(row),
        status=ClaimStatus(row.status),
        quote=row.quote,
        language=row.language,
        source_kind=SourceKind(row.source_kind),
        proposed_at=row.proposed_at or None,
        standing=row.standing,
        document_id=row.document_id,
    )


def _safeguard_from(row: Row[Any]) -> Safeguard | None:
    if row.safeguard_kind is None:
        return None
    return Safeguard(
        kind=SafeguardKind(row.safeguard_kind), finding=SafeguardFinding(row.safeguard_finding)
    )
