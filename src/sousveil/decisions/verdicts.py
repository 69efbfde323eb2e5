"""Verdicts: a pure function of the decision log.

A claim's verdict is what the last decision on it says. The fold takes entries one by one,
so replaying a log in any batches gives the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.model.decision import LogHead, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.decision import LogEntry


class Verdicts:
    """The verdicts after some entries of a log, and the head that they were reached at."""

    def __init__(self) -> None:
        self.head = LogHead()
        self._verdicts: dict[str, Verdict] = {}

    def apply(self, entries: Iterable[LogEntry]) -> None:
        """Take in the next entries of the log."""
        entry = None
        for entry in entries:
            decision = entry.decision
            self._verdicts[decision.claim_id] = Verdict(
                claim_id=decision.claim_id,
                action=decision.action,
                coder=decision.coder,
                reason=decision.reason,
                entry_number=entry.number,
                entry_hash=entry.entry_hash,
                changes=decision.changes,
            )
        if entry is not None:
            self.head = LogHead(count=entry.number, entry_hash=entry.entry_hash)

    def get(self, claim_id: str) -> Verdict | None:
        """Return where a claim stands, None if nobody has decided on it."""
        return self._verdicts.get(claim_id)

    def __len__(self) -> int:
        return len(self._verdicts)


def fold_verdicts(entries: Iterable[LogEntry]) -> Verdicts:
    """Fold a whole log into the verdict on each claim."""
    verdicts = Verdicts()
    verdicts.apply(entries)
    return verdicts
