"""The queue: what waits for a coder, taken one claim at a time, in nobody else's hands meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, NotFound
from sousveil.model.claim import ClaimStatus
from sousveil.model.journal import Event
from sousveil.model.safeguard import Safeguard
from sousveil.model.source import SourceKind
from sousveil.store.journal import append_events
from sousveil.store.locks import (
    ClaimLock,
    add_assignments,
    assignees_of,
    drop_assignment,
    drop_expired_locks,
    drop_lock,
    find_lock,
    locks_of,
    locks_on,
    put_lock,
)
from sousveil.store.queue import Queue, QueueFilter, QueueOrder
from sousveil.store.queue_items import standings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.queue import QueuedClaim

__all__ = [
    "LOCK_MINUTES",
    "QueueFilter",
    "QueueItem",
    "QueueOrder",
    "QueuePage",
    "assign_claims",
    "claims_in_hand",
    "list_queue",
    "lock_claim",
    "next_claim",
    "release_claim",
]

LOCK_MINUTES = 15
ITEMS_PER_PAGE = 25


@frozen(kw_only=True)
class QueueItem:
    """A claim as it waits. How sure a machine is of it is not told: it would anchor the coder.

    ``cluster_size`` counts the documents that carry the story, 1 where it stands alone.
    """

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
    standing: Standing
    locked_by: str | None
    assigned_to: tuple[str, ...]
    cluster_size: int


@frozen(kw_only=True)
class QueuePage:
    """Some of the claims that are wanted: page ``page`` of ``pages``, from 1."""

    items: tuple[QueueItem, ...]
    total: int
    page: int
    pages: int


def list_queue(
    bench: Workbench,
    wanted: QueueFilter,
    coder: str,
    page: int = 1,
    *,
    per_page: int = ITEMS_PER_PAGE,
) -> QueuePage:
    """Return a page of what is wanted, without the claims that the coder has coded already.

    A page after the last one is the last one. Without a standing, it is what waits for a coder.
    """
    with bench.reading_queue() as connection:
        queue = Queue(connection)
        total = queue.count(wanted, coder)
        pages = max(1, -(-total // per_page))
        page = min(max(1, page), pages)
        found = queue.page(wanted, coder, limit=per_page, offset=(page - 1) * per_page)
        ids = [one.claim_id for one in found]
        locks = locks_on(connection, ids, at=bench.clock())
        assigned = assignees_of(connection, ids)
    sizes = _cluster_sizes(bench, found)
    items = tuple(_item(one, locks, assigned, sizes) for one in found)
    return QueuePage(items=items, total=total, page=page, pages=pages)


def next_claim(bench: Workbench, wanted: QueueFilter, coder: str) -> str | None:
    """Take the first claim that is wanted and free, and lock it; None if there is none.

    Two coders never get the same. What a coder was assigned comes first, and what others were
    is left to them.
    """
    with bench.writing(lasting=False) as connection:
        at = bench.clock()
        drop_expired_locks(connection, at=at)
        claim_id = Queue(connection).first(wanted, coder, at=at)
        if claim_id is not None:
            put_lock(connection, _lock(claim_id, coder, at))
    return claim_id


def lock_claim(bench: Workbench, claim_id: str, coder: str) -> ClaimLock:
    """Take a claim into a coder's hands for 15 minutes, or for 15 more.

    Raises:
        NotFound: there is no such claim.
        Conflict: another coder has it open.
    """
    with bench.writing(lasting=False) as connection:
        _require_claims(connection, [claim_id])
        at = bench.clock()
        check_lock(connection, claim_id, coder, at=at)
        lock = _lock(claim_id, coder, at)
        put_lock(connection, lock)
    return lock


def release_claim(bench: Workbench, claim_id: str, coder: str) -> bool:
    """Give a claim back; return whether the coder had it."""
    with bench.writing(lasting=False) as connection:
        return drop_lock(connection, claim_id, coder)


def claims_in_hand(bench: Workbench, coder: str) -> tuple[ClaimLock, ...]:
    """Return the claims that a coder has open, the one that is held longest first."""
    with bench.database.reading() as connection:
        return tuple(locks_of(connection, coder, at=bench.clock()))


def assign_claims(
    bench: Workbench,
    claim_ids: Sequence[str],
    coder: str | None,
    *,
    actor: str,
    reason: str | None = None,
) -> int:
    """Say who shall decide on some claims, or with no coder that anybody may; return how many changed.

    Raises:
        BadInput: no claim is named.
        NotFound: a claim does not exist; nothing was assigned then.
    """
    wanted = list(dict.fromkeys(claim_ids))
    if not wanted:
        raise BadInput("no claim to assign", next_step="name at least one claim")
    kind = "claim.assigned" if coder is not None else "claim.unassigned"
    with bench.writing() as connection:
        _require_claims(connection, wanted)
        before = assignees_of(connection, wanted)
        if coder is not None:
            changed = [one for one in wanted if coder not in before.get(one, ())]
            add_assignments(connection, changed, coder)
        else:
            changed = [one for one in wanted if one in before]
            for claim_id in changed:
                drop_assignment(connection, claim_id)
        at = bench.clock()
        payload = {"coder": coder}
        append_events(
            connection,
            (
                Event(kind=kind, subject_id=one, actor=actor, at=at, reason=reason, payload=payload)
                for one in changed
            ),
        )
    return len(changed)


def check_lock(connection: Connection, claim_id: str, coder: str, *, at: str) -> None:
    """Make sure that a claim is in no other hands.

    Raises:
        Conflict: another coder has it open.
    """
    held = find_lock(connection, claim_id, at=at)
    if held is not None and held.coder != coder:
        raise Conflict(
            f"{held.coder} has the claim open until {held.expires_at}",
            where=f"claim {claim_id}",
            next_step="take the next claim, or come back later",
        )


def _require_claims(connection: Connection, claim_ids: Sequence[str]) -> None:
    known = standings_of(connection, claim_ids)
    for claim_id in claim_ids:
        if claim_id not in known:
            raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")


def _lock(claim_id: str, coder: str, at: str) -> ClaimLock:
    expires = datetime.fromisoformat(at) + timedelta(minutes=LOCK_MINUTES)
    text = expires.isoformat(timespec="seconds").replace("+00:00", "Z")
    return ClaimLock(claim_id=claim_id, coder=coder, expires_at=text)


def _cluster_sizes(bench: Workbench, found: Sequence[QueuedClaim]) -> dict[str, int]:
    documents = {one.document_id for one in found if one.document_id is not None}
    return bench.documents.cluster_sizes(documents) if documents else {}


def _item(
    one: QueuedClaim,
    locks: dict[str, ClaimLock],
    assigned: dict[str, tuple[str, ...]],
    sizes: dict[str, int],
) -> QueueItem:
    lock = locks.get(one.claim_id)
    return QueueItem(
        claim_id=one.claim_id,
        country_iso3=one.country_iso3,
        technology_code=one.technology_code,
        vendor_id=one.vendor_id,
        safeguard=one.safeguard,
        status=one.status,
        quote=one.quote,
        language=one.language,
        source_kind=one.source_kind,
        proposed_at=one.proposed_at,
        standing=Standing(one.standing),
        locked_by=lock.coder if lock is not None else None,
        assigned_to=assigned.get(one.claim_id, ()),
        cluster_size=sizes.get(one.document_id or "", 1),
    )
