"""Check the log against what editions have pinned of it: a chain alone does not show a lost end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import LogCorrupt

if TYPE_CHECKING:
    from sousveil.store.decision_log import DecisionLog


def check_pinned_head(log: DecisionLog, pinned: tuple[int, str], *, where: str) -> None:
    """Make sure that the log still has the entry that an edition was frozen at.

    Args:
        log: the log.
        pinned: number and hash of the last entry when the edition was frozen.
        where: the edition, for the message.

    Raises:
        LogCorrupt: the log ends before it, or has another entry there.
    """
    number, entry_hash = pinned
    if number == 0:
        return
    found = log.entry_hash_at(number)
    if found is None:
        head = log.head()
        raise LogCorrupt(
            f"the log ends at entry {head.count}; the edition was frozen at entry {number}",
            where=f"edition {where}",
            next_step="restore the log from a backup",
        )
    if found != entry_hash:
        raise LogCorrupt(
            f"entry {number} is not the one that the edition was frozen at",
            where=f"edition {where}",
            next_step="restore the log from a backup, or verify against the log that it was frozen from",
        )
