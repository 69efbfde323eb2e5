"""Where claims stand, noted in the queue: a fold of the log, redone only for what was decided since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.decisions.verdicts import Standing, Verdicts, fold_verdicts
from sousveil.model.decision import LogHead
from sousveil.store.decision_log import DecisionLog
from sousveil.store.queue_items import (
    ClaimStanding,
    QueueState,
    read_state,
    reset_standings,
    write_standings,
    write_state,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from sousveil.model.codebook import DoubleCoding
    from sousveil.model.decision import LogEntry


def is_caught_up(connection: Connection, double_coding: DoubleCoding) -> bool:
    """Say whether the queue knows all decisions."""
    return read_state(connection) == QueueState(
        share=double_coding.share, head=DecisionLog(connection).head()
    )


def catch_up(connection: Connection, double_coding: DoubleCoding) -> None:
    """Note where the claims stand that were decided on since the queue was last told.

    Under another share of double coding, or another log, all of it is done anew. The
    connection must be a writer's.
    """
    state = read_state(connection)
    log = DecisionLog(connection)
    head = log.head()
    if state == QueueState(share=double_coding.share, head=head):
        return
    if state is None or state.share != double_coding.share or not _is_ours(log, state.head):
        reset_standings(connection)
        known = LogHead()
    else:
        known = state.head
    touched = dict.fromkeys(entry.decision.claim_id for entry in log.read(known))
    if known.count:
        folds = (_fold_claim(connection, claim_id, double_coding) for claim_id in touched)
        standings = [_standing(fold, one) for fold, one in zip(folds, touched, strict=True)]
    else:
        verdicts = fold_verdicts(log.read(), double_coding)
        standings = [_standing(verdicts, claim_id) for claim_id in touched]
    write_standings(connection, standings)
    write_state(connection, QueueState(share=double_coding.share, head=head))


def note_decision(
    connection: Connection, entries: Sequence[LogEntry], double_coding: DoubleCoding
) -> None:
    """Note where a claim stands by the entries on it, the last one of them the last of the log.

    For what is decided in this transaction, after ``catch_up``.
    """
    verdicts = fold_verdicts(entries, double_coding)
    write_standings(connection, [_standing(verdicts, entries[-1].decision.claim_id)])
    write_state(connection, QueueState(share=double_coding.share, head=verdicts.head))


def _fold_claim(connection: Connection, claim_id: str, double_coding: DoubleCoding) -> Verdicts:
    return fold_verdicts(DecisionLog(connection).entries_of(claim_id), double_coding)


def _is_ours(log: DecisionLog, head: LogHead) -> bool:
    return head == LogHead() or log.entry_hash_at(head.count) == head.entry_hash


def _standing(verdicts: Verdicts, claim_id: str) -> ClaimStanding:
    standing = verdicts.standing(claim_id)
    is_waiting = standing is not Standing.DECIDED
    codings = verdicts.codings_of(claim_id) if is_waiting else ()
    return ClaimStanding(
        claim_id=claim_id,
        standing=standing.value,
        coders=tuple(dict.fromkeys(entry.decision.coder for entry in codings)),
    )
