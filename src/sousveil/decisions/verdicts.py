"""Verdicts: a pure function of the decision log and of how many coders a claim needs.

Of a claim that is not drawn, the last decision is the verdict. A drawn claim has none before
two coders have decided on it, blind to each other: their last codings agree, or an
adjudication settles it, over all that was or will be coded. A decision that takes back
another (``supersedes``) leaves the claim as if that had not been said. What an import took
over was coded by nobody, and is not drawn. The fold takes entries one by one, so replaying a
log in any batches gives the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sousveil.decisions.drawing import draw_limit
from sousveil.model.codebook import DoubleCoding
from sousveil.model.decision import Action, LogHead, Stage, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.model.decision import LogEntry

_ALONE = DoubleCoding()
_FEWEST_THAT_DIFFER = 2


class Standing(StrEnum):
    """What a claim still waits for."""

    OPEN = "open"
    AWAITING_SECOND = "awaiting_second"
    AWAITING_ADJUDICATION = "awaiting_adjudication"
    DECIDED = "decided"


class Verdicts:
    """The verdicts after some entries of a log, and the head that they were reached at."""

    def __init__(self, double_coding: DoubleCoding = _ALONE) -> None:
        self.head = LogHead()
        self._limit = draw_limit(double_coding.share)
        self._in_force: dict[str, tuple[LogEntry, ...]] = {}
        self._first: dict[str, dict[str, LogEntry]] = {}

    def apply(self, entries: Iterable[LogEntry]) -> None:
        """Take in the next entries of the log."""
        entry = None
        for entry in entries:
            claim_id, decision = entry.decision.claim_id, entry.decision
            before = self._in_force.get(claim_id, ())
            if decision.supersedes is not None:
                before = tuple(e for e in before if e.entry_hash != decision.supersedes)
            if decision.action is not Action.WITHDRAW:
                before = (*before, entry)
                if claim_id < self._limit:
                    self._note_first(entry)
            self._in_force[claim_id] = before
        if entry is not None:
            self.head = LogHead(count=entry.number, entry_hash=entry.entry_hash)

    def get(self, claim_id: str) -> Verdict | None:
        """Return where a claim stands; None if nobody has decided, or not enough coders have."""
        in_force = self._in_force.get(claim_id, ())
        if not in_force:
            return None
        if not self._needs_two(claim_id, in_force):
            return _verdict(in_force[-1])
        settled = _last_adjudication(in_force)
        if settled is None:
            codings = _last_codings(in_force)
            settled = codings[-1] if len(codings) > 1 and _agree(codings) else None
        return _verdict(settled) if settled is not None else None

    def decides(self, claim_id: str) -> bool:
        """Say whether a claim is decided: accepted, recoded or rejected."""
        verdict = self.get(claim_id)
        return verdict is not None and verdict.action is not Action.UNSURE

    def standing(self, claim_id: str) -> Standing:
        """Say what a claim waits for.

        A coder who was unsure of a claim that is not drawn leaves it open, for somebody else.
        """
        if self.decides(claim_id):
            return Standing.DECIDED
        in_force = self._in_force.get(claim_id, ())
        if not in_force or not self._needs_two(claim_id, in_force):
            return Standing.OPEN
        codings = _last_codings(in_force)
        is_unsettled = any(e.decision.stage is Stage.ADJUDICATION for e in in_force)
        if len(codings) > 1 or is_unsettled:
            return Standing.AWAITING_ADJUDICATION
        return Standing.AWAITING_SECOND

    def codings_of(self, claim_id: str) -> tuple[LogEntry, ...]:
        """Return the last coding of each coder that is in force, the oldest first."""
        return _last_codings(self._in_force.get(claim_id, ()))

    def is_undecided(self, claim_id: str) -> bool:
        """Say whether nobody has said anything of a claim that is in force."""
        return not self._in_force.get(claim_id)

    def objections_to(self, claim_id: str) -> tuple[LogEntry, ...]:
        """Return the codings in force by which coders rejected a claim or were unsure of it."""
        if len(self._in_force.get(claim_id, ())) < _FEWEST_THAT_DIFFER:
            return ()
        against = {Action.REJECT, Action.UNSURE}
        return tuple(e for e in self.codings_of(claim_id) if e.decision.action in against)

    def first_codings(self) -> Iterator[tuple[str, tuple[LogEntry, ...]]]:
        """Give each drawn claim with what each coder made of it first, the oldest first.

        These were made blind: who has coded a claim may see what others made of it. A coding
        counts though it was taken back or changed since; one after an adjudication does not.
        """
        for claim_id in sorted(self._first):
            yield claim_id, tuple(self._first[claim_id].values())

    def __len__(self) -> int:
        return len(self._in_force)

    def _needs_two(self, claim_id: str, in_force: tuple[LogEntry, ...]) -> bool:
        return claim_id < self._limit and not any(entry.decision.is_import for entry in in_force)

    def _note_first(self, entry: LogEntry) -> None:
        decision = entry.decision
        if decision.is_import or decision.stage is not Stage.CODING:
            return
        if any(
            e.decision.stage is Stage.ADJUDICATION
            for e in self._in_force.get(decision.claim_id, ())
        ):
            return
        self._first.setdefault(decision.claim_id, {}).setdefault(decision.coder, entry)


def fold_verdicts(entries: Iterable[LogEntry], double_coding: DoubleCoding = _ALONE) -> Verdicts:
    """Fold a whole log into the verdict on each claim."""
    verdicts = Verdicts(double_coding)
    verdicts.apply(entries)
    return verdicts


def _last_codings(in_force: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    last = {e.decision.coder: e for e in in_force if e.decision.stage is Stage.CODING}
    return tuple(sorted(last.values(), key=lambda entry: entry.number))


def _last_adjudication(in_force: tuple[LogEntry, ...]) -> LogEntry | None:
    """Return what settles a claim; an adjudicator who is unsure settles nothing."""
    settling = (
        e
        for e in reversed(in_force)
        if e.decision.stage is Stage.ADJUDICATION and e.decision.action is not Action.UNSURE
    )
    return next(settling, None)


def _agree(codings: tuple[LogEntry, ...]) -> bool:
    """Say whether all codings say the same; coders who are all unsure have decided nothing."""
    said = {(entry.decision.action, entry.decision.changes) for entry in codings}
    return len(said) == 1 and codings[0].decision.action is not Action.UNSURE


def _verdict(entry: LogEntry) -> Verdict:
    decision = entry.decision
    return Verdict(
        claim_id=decision.claim_id,
        action=decision.action,
        coder=decision.coder,
        reason=decision.reason,
        entry_number=entry.number,
        entry_hash=entry.entry_hash,
        changes=decision.changes,
    )
