"""Decide: a coder's decision goes into the log once, and is acknowledged when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.verdicts import Standing, fold_verdicts
from sousveil.errors import Conflict, NotFound, SousveilError
from sousveil.model.decision import Action, Decision, LogEntry, Stage
from sousveil.model.identifiers import canonical_bytes, sha256_of
from sousveil.pipeline.adding import add_claim
from sousveil.pipeline.coding_rules import Coding, check_coding, check_turn, visible_entries
from sousveil.pipeline.queueing import check_lock
from sousveil.pipeline.standings import note_decision
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog, append_decision
from sousveil.store.locks import drop_assignment, drop_lock
from sousveil.store.queue import Queue
from sousveil.store.sent_forms import find_form, keep_form

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench

__all__ = ["ClusterOutcome", "Coding", "add_claim", "decide", "decide_cluster", "undo"]


@frozen(kw_only=True)
class ClusterOutcome:
    """What became of the claims of a cluster: the entries made, and (claim, why not) of the rest."""

    entries: tuple[LogEntry, ...]
    left: tuple[tuple[str, str], ...]


def decide(
    bench: Workbench,
    claim_id: str,
    coding: Coding,
    coder: str,
    *,
    stage: Stage = Stage.CODING,
    expected_head: int | None = None,
    idempotency_key: str | None = None,
) -> LogEntry:
    """Store a decision and give the claim back; when this returns, the decision is on the disk.

    Args:
        expected_head: number of the last entry on the claim that the coder was shown, 0 for
            none; a claim that is decided is decided anew by one who has seen that alone.
        idempotency_key: names the form; the same form sent again gives the same entry.

    Raises:
        NotFound: there is no such claim.
        InvalidData: the recoding names what codebook or registers do not know.
        Conflict: another coder has the claim open, or somebody decided on it meanwhile.
        NotAllowed: it is not for this person to decide.
    """
    form = _form_of(claim_id, coding, stage)
    with bench.writing() as connection:
        if idempotency_key is not None:
            number = find_form(connection, coder, idempotency_key, form)
            if number is not None:
                return DecisionLog(connection).entry(number)
        entry = _decide(bench, connection, claim_id, coding, coder, stage, expected_head)
        if idempotency_key is not None:
            keep_form(connection, coder, idempotency_key, form, entry.number)
    return entry


def undo(bench: Workbench, claim_id: str, coder: str, reason: str) -> LogEntry:
    """Take back the coder's last decision on a claim, by a decision that says so.

    Raises:
        NotFound: there is no such claim.
        Conflict: the coder has no decision in force on it, or another coder has it open.
    """
    with bench.writing() as connection:
        _claim(connection, claim_id)
        check_lock(connection, claim_id, coder, at=bench.clock())
        entries = DecisionLog(connection).entries_of(claim_id)
        last = _last_in_force(entries, coder)
        if last is None:
            raise Conflict(
                "there is no decision of this coder to take back",
                where=f"claim {claim_id}",
                next_step="undo your own last decision, or decide anew",
            )
        withdrawal = Decision(
            claim_id=claim_id,
            action=Action.WITHDRAW,
            coder=coder,
            reason=reason,
            decided_at=bench.clock(),
            supersedes=last.entry_hash,
            stage=last.decision.stage,
        )
        return _append(bench, connection, withdrawal, entries)


def decide_cluster(
    bench: Workbench,
    claim_id: str,
    coding: Coding,
    coder: str,
    *,
    expected_head: int | None = None,
    idempotency_key: str | None = None,
) -> ClusterOutcome:
    """Decide alike on a claim and on all that say the same in documents that carry its story.

    A claim that the coder cannot decide on (locked, coded already, decided) is left, and the
    reason is told. All of it is stored at once. ``expected_head`` is of the claim itself;
    with ``idempotency_key`` it is as for ``decide``: the same form gives the same entries.

    Raises:
        NotFound: there is no such claim.
        SousveilError: the claim itself cannot be decided; then none is.
    """
    form = _form_of(claim_id, coding, "cluster")
    with bench.reading_queue() as connection:
        copies = find_copies(bench, connection, claim_id)
    with bench.writing() as connection:
        if idempotency_key is not None:
            before = _outcome_of_form(connection, coder, idempotency_key, form, (claim_id, *copies))
            if before is not None:
                return before
        entries = [_decide(bench, connection, claim_id, coding, coder, Stage.CODING, expected_head)]
        left = []
        for other in copies:
            try:
                entries.append(_decide(bench, connection, other, coding, coder, Stage.CODING, None))
            except SousveilError as error:
                left.append((other, error.what))
        if idempotency_key is not None:
            for entry in entries:
                key = _key_of(idempotency_key, claim_id, entry.decision.claim_id)
                keep_form(connection, coder, key, form, entry.number)
    return ClusterOutcome(entries=tuple(entries), left=tuple(left))


def find_copies(bench: Workbench, connection: Connection, claim_id: str) -> list[str]:
    """Return the claims that say what a claim says, in other documents that carry its story."""
    queue = Queue(connection)
    found = queue.named([claim_id])
    document_id = found[0].document_id if found else None
    cluster = bench.documents.cluster_of(document_id) if document_id is not None else None
    return queue.says_the_same(claim_id, cluster.document_ids) if cluster is not None else []


def _form_of(claim_id: str, coding: Coding, what: str) -> str:
    """Return what names a form by all that it says."""
    said = [claim_id, coding.action, coding.reason, coding.changes, what]
    return sha256_of(canonical_bytes(said))


def _key_of(key: str, first: str, claim_id: str) -> str:
    """Return the key under which a claim of a cluster's form is kept: the form's own for the first."""
    return key if claim_id == first else f"{key} {claim_id}"


def _outcome_of_form(
    connection: Connection, coder: str, key: str, form: str, claim_ids: tuple[str, ...]
) -> ClusterOutcome | None:
    """Return what became of a form that was sent before, None if it is new."""
    first = claim_ids[0]
    numbers = {
        one: find_form(connection, coder, _key_of(key, first, one), form) for one in claim_ids
    }
    if numbers[first] is None:
        return None
    log = DecisionLog(connection)
    return ClusterOutcome(
        entries=tuple(log.entry(number) for number in numbers.values() if number is not None),
        left=tuple(
            (one, "it was left when the form was sent first")
            for one, number in numbers.items()
            if number is None
        ),
    )


def _decide(  # what a decision is made of
    bench: Workbench,
    connection: Connection,
    claim_id: str,
    coding: Coding,
    coder: str,
    stage: Stage,
    expected_head: int | None,
) -> LogEntry:
    claim = _claim(connection, claim_id)
    at = bench.clock()
    check_lock(connection, claim_id, coder, at=at)
    check_coding(bench, claim, coding)
    entries = DecisionLog(connection).entries_of(claim_id)
    fold = fold_verdicts(entries, bench.double_coding)
    check_turn(bench, claim, fold, coder, stage)
    standing = fold.standing(claim_id)
    shown = visible_entries(bench, entries, coder, standing)
    head = shown[-1].number if shown else 0
    is_new = expected_head is None and (standing is not Standing.DECIDED)
    if not is_new and expected_head != head:
        raise Conflict(
            "somebody has decided on the claim since it was shown",
            where=f"claim {claim_id}",
            next_step="look at the claim again, then decide",
        )
    decision = Decision(
        claim_id=claim_id,
        action=coding.action,
        coder=coder,
        reason=coding.reason,
        decided_at=at,
        changes=coding.changes,
        stage=stage,
    )
    entry = _append(bench, connection, decision, entries)
    drop_lock(connection, claim_id, coder)
    drop_assignment(connection, claim_id, coder)
    return entry


def _append(
    bench: Workbench, connection: Connection, decision: Decision, before: list[LogEntry]
) -> LogEntry:
    entry = append_decision(connection, decision)
    note_decision(connection, [*before, entry], bench.double_coding)
    return entry


def _claim(connection: Connection, claim_id: str) -> Claim:
    claim = ClaimStore(connection).get(claim_id)
    if claim is None:
        raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")
    return claim


def _last_in_force(entries: list[LogEntry], coder: str) -> LogEntry | None:
    """Return the last decision of a coder that nothing has taken back."""
    taken_back = {entry.decision.supersedes for entry in entries}
    own = (
        entry
        for entry in reversed(entries)
        if entry.decision.coder == coder
        and entry.decision.action is not Action.WITHDRAW
        and entry.entry_hash not in taken_back
    )
    return next(own, None)
