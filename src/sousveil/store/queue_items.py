"""The queue's rows: one for each claim, with what it is sorted and filtered by.

What a row says follows from claims, proposals and the decision log. Claims and proposals bring
it with them in their own transaction. ``standing`` follows from the log up to the entry that
``queue_state`` names, under the share of double coding that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import bindparam, delete, insert, literal, null, select, update

from sousveil.model.decision import LogHead
from sousveil.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import ColumnElement, Connection, Select

    from sousveil.model.proposal import Proposal

_OF_CLAIM = ("country_iso3", "technology_code", "vendor_id", "status", "made_by")
_OPEN = "open"
_CODER = "coder"
WAITS_FOR = {
    _OPEN: _CODER,
    "awaiting_second": _CODER,
    "awaiting_adjudication": "adjudicator",
    "decided": "nobody",
}
"""Whom a claim waits for by its standing: what an index can keep in order of confidence."""

# Made once: every decision runs them, and making a statement costs more than running it.
_ITEM, _CODED = schema.queue_item.c, schema.queue_coder.c
_STATE = select(schema.queue_state)
_NEW_STATE = update(schema.queue_state).values(
    {name: bindparam(name) for name in ("share", "number", "entry_hash")}
)
_NEW_STANDING = (
    update(schema.queue_item)
    .where(_ITEM.claim_id == bindparam("wanted"))
    .values(standing=bindparam("now"), waits_for=bindparam("whom"))
)
_NO_CODERS = delete(schema.queue_coder).where(_CODED.claim_id == bindparam("wanted"))


@frozen(kw_only=True)
class QueueState:
    """Up to which entry of the log, and under which share of double coding, standings are known."""

    share: float
    head: LogHead


@frozen(kw_only=True)
class ClaimStanding:
    """Where a claim stands; ``coders`` are those who coded it, while it waits for somebody else."""

    claim_id: str
    standing: str
    coders: tuple[str, ...] = ()


def enqueue_claims(connection: Connection, claim_ids: Iterable[str]) -> None:
    """Put claims into the queue; their evidence is stored already."""
    named = schema.claim.c.claim_id == bindparam("wanted")
    rows = [{"wanted": claim_id} for claim_id in claim_ids]
    if rows:
        target = [column.name for column in schema.queue_item.c]
        statement = insert(schema.queue_item).from_select(target, _select_rows().where(named))
        connection.execute(statement, rows)


def enqueue_all_claims(connection: Connection) -> None:
    """Put every claim into a queue that is empty."""
    target = [column.name for column in schema.queue_item.c]
    connection.execute(insert(schema.queue_item).from_select(target, _select_rows()))


def enqueue_proposals(connection: Connection, proposals: Iterable[Proposal]) -> None:
    """Note on the claims in the queue what was proposed last."""
    table = schema.queue_item
    statement = (
        update(table)
        .where(table.c.claim_id == bindparam("wanted"))
        .values(
            confidence=bindparam("sure"),
            proposed_at=bindparam("at"),
            document_id=bindparam("document"),
        )
    )
    rows = [
        {
            "wanted": one.claim_id,
            "sure": one.confidence,
            "at": one.proposed_at,
            "document": one.document_id,
        }
        for one in proposals
    ]
    if rows:
        connection.execute(statement, rows)


def note_document(connection: Connection, claim_id: str, document_id: str, *, at: str) -> None:
    """Note when a person made a claim, and of which document."""
    table = schema.queue_item
    connection.execute(
        update(table)
        .where(table.c.claim_id == claim_id)
        .values(proposed_at=at, document_id=document_id)
    )


def read_state(connection: Connection) -> QueueState | None:
    """Return up to where standings are known, None if nobody asked yet."""
    row = connection.execute(_STATE).one_or_none()
    if row is None:
        return None
    return QueueState(share=row.share, head=LogHead(count=row.number, entry_hash=row.entry_hash))


def write_state(connection: Connection, state: QueueState) -> None:
    """Note up to where standings are known."""
    row = {
        "share": state.share,
        "number": state.head.count,
        "entry_hash": state.head.entry_hash,
    }
    if connection.execute(_NEW_STATE, row).rowcount == 0:
        connection.execute(insert(schema.queue_state), row)


def reset_standings(connection: Connection) -> None:
    """Call every claim open and coded by nobody, as before the first decision."""
    table = schema.queue_item
    connection.execute(
        update(table)
        .where(table.c.standing != _OPEN)
        .values(standing=_OPEN, waits_for=WAITS_FOR[_OPEN])
    )
    connection.execute(delete(schema.queue_coder))


def write_standings(connection: Connection, changed: Collection[ClaimStanding]) -> None:
    """Note where some claims stand, and whose codings they have."""
    if not changed:
        return
    connection.execute(
        _NEW_STANDING,
        [
            {"wanted": one.claim_id, "now": one.standing, "whom": WAITS_FOR[one.standing]}
            for one in changed
        ],
    )
    connection.execute(_NO_CODERS, [{"wanted": one.claim_id} for one in changed])
    waiting = [{"claim_id": one.claim_id, "coder": c} for one in changed for c in one.coders]
    if waiting:
        connection.execute(insert(schema.queue_coder), waiting)


def standings_of(connection: Connection, claim_ids: Collection[str]) -> dict[str, str]:
    """Return where some claims stand, by claim; one that does not exist is left out."""
    table = schema.queue_item
    query = select(table.c.claim_id, table.c.standing).where(table.c.claim_id.in_(claim_ids))
    return {row.claim_id: row.standing for row in connection.execute(query)}


def _select_rows() -> Select[Any]:
    """Select what the queue says of claims that nobody proposed or decided on yet."""
    claim, evidence, source = schema.claim, schema.evidence, schema.source
    said: dict[str, ColumnElement[Any]] = {name: claim.c[name] for name in _OF_CLAIM}
    said |= {
        "claim_id": claim.c.claim_id,
        "standing": literal(_OPEN),
        "waits_for": literal(_CODER),
        "language": source.c.language,
        "source_kind": source.c.kind,
        "confidence": literal(0.0),
        "proposed_at": literal(""),
        "document_id": null(),
    }
    return (
        select(*(said[column.name].label(column.name) for column in schema.queue_item.c))
        .select_from(claim)
        .join(
            evidence,
            (evidence.c.claim_id == claim.c.claim_id) & (evidence.c.position == 0),
        )
        .join(source, source.c.source_id == evidence.c.source_id)
    )
