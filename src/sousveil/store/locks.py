"""Who has a claim open, and who shall decide on it: rows that come and go.

A lock that has expired is as good as none. Locks are taken and given back by the one writer
that there is at a time (``Database.writing``), so no claim is ever in two hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from sqlalchemy import bindparam, delete, insert, select

from sousveil.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

# Made once: every decision runs them, and making a statement costs more than running it.
_LOCK, _ASSIGNMENT = schema.claim_lock.c, schema.assignment.c
_HELD = select(_LOCK.claim_id, _LOCK.coder, _LOCK.expires_at).where(
    _LOCK.claim_id.in_(bindparam("claim_ids", expanding=True)), _LOCK.expires_at > bindparam("now")
)
_NEW_LOCK = insert(schema.claim_lock)
_UNLOCK = delete(schema.claim_lock).where(_LOCK.claim_id == bindparam("wanted"))
_GIVE_BACK = _UNLOCK.where(_LOCK.coder == bindparam("by"))
_EXPIRE = delete(schema.claim_lock).where(_LOCK.expires_at <= bindparam("now"))
_ASSIGNED = (
    select(_ASSIGNMENT.claim_id, _ASSIGNMENT.coder)
    .where(_ASSIGNMENT.claim_id.in_(bindparam("claim_ids", expanding=True)))
    .order_by(_ASSIGNMENT.claim_id, _ASSIGNMENT.coder)
)
_UNASSIGN = delete(schema.assignment).where(_ASSIGNMENT.claim_id == bindparam("wanted"))
_UNASSIGN_ONE = _UNASSIGN.where(_ASSIGNMENT.coder == bindparam("whom"))


@frozen(kw_only=True)
class ClaimLock:
    """A claim in a coder's hands, until a time."""

    claim_id: str
    coder: str
    expires_at: str


def find_lock(connection: Connection, claim_id: str, *, at: str) -> ClaimLock | None:
    """Return the lock on a claim that holds at a time, None if there is none."""
    return locks_on(connection, [claim_id], at=at).get(claim_id)


def locks_on(
    connection: Connection, claim_ids: Collection[str], *, at: str
) -> dict[str, ClaimLock]:
    """Return the locks on some claims that hold at a time, by claim."""
    found = connection.execute(_HELD, {"claim_ids": list(claim_ids), "now": at})
    return {
        row.claim_id: ClaimLock(claim_id=row.claim_id, coder=row.coder, expires_at=row.expires_at)
        for row in found
    }


def put_lock(connection: Connection, lock: ClaimLock) -> None:
    """Put a claim into a coder's hands, whoever had it."""
    row = {"claim_id": lock.claim_id, "coder": lock.coder, "expires_at": lock.expires_at}
    connection.execute(_UNLOCK, {"wanted": lock.claim_id})
    connection.execute(_NEW_LOCK, row)


def drop_lock(connection: Connection, claim_id: str, coder: str) -> bool:
    """Take a claim out of a coder's hands; return whether it was there."""
    row = {"wanted": claim_id, "by": coder}
    return connection.execute(_GIVE_BACK, row).rowcount > 0


def drop_expired_locks(connection: Connection, *, at: str) -> None:
    """Remove the locks that no longer hold."""
    connection.execute(_EXPIRE, {"now": at})


def locks_of(connection: Connection, coder: str, *, at: str) -> list[ClaimLock]:
    """Return what a coder has in hand at a time, the claim that is held longest first."""
    table = schema.claim_lock
    query = (
        select(table.c.claim_id, table.c.expires_at)
        .where(table.c.coder == coder, table.c.expires_at > at)
        .order_by(table.c.expires_at, table.c.claim_id)
    )
    return [
        ClaimLock(claim_id=row.claim_id, coder=coder, expires_at=row.expires_at)
        for row in connection.execute(query)
    ]


def assignees_of(connection: Connection, claim_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return who shall decide on some claims, by claim; those that are anybody's are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for claim_id, coder in connection.execute(_ASSIGNED, {"claim_ids": list(claim_ids)}):
        found[claim_id] = (*found.get(claim_id, ()), coder)
    return found


def add_assignments(connection: Connection, claim_ids: Iterable[str], coder: str) -> None:
    """Note that a coder shall decide on some claims that are not theirs yet."""
    rows = [{"claim_id": claim_id, "coder": coder} for claim_id in claim_ids]
    if rows:
        connection.execute(insert(schema.assignment), rows)


def drop_assignment(connection: Connection, claim_id: str, coder: str | None = None) -> None:
    """Make a claim anybody's again, or no longer this coder's."""
    if coder is None:
        connection.execute(_UNASSIGN, {"wanted": claim_id})
    else:
        connection.execute(_UNASSIGN_ONE, {"wanted": claim_id, "whom": coder})
