"""A verdict is what the last decision on a claim says, in whatever batches the log is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.decisions.import_decisions import accept_imported
from sousveil.decisions.verdicts import Verdicts, fold_verdicts
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry, LogHead
from sousveil.model.published_table import ImportDecision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sousveil.model.claim import Claim


@pytest.fixture
def entries(make_decision: Callable[..., Decision]) -> list[LogEntry]:
    """A log of six decisions on three claims."""
    steps: Sequence[tuple[str, Action, tuple[tuple[str, str], ...]]] = (
        ("a", Action.ACCEPT, ()),
        ("b", Action.UNSURE, ()),
        ("a", Action.REJECT, ()),
        ("b", Action.RECODE, (("place", "x"),)),
        ("c", Action.REJECT, ()),
        ("a", Action.ACCEPT, ()),
    )
    log: list[LogEntry] = []
    previous = GENESIS_HASH
    for number, (claim_id, action, changes) in enumerate(steps, start=1):
        decision = make_decision(
            claim_id=claim_id,
            action=action,
            changes=changes,
            coder=f"coder-{number}",
            reason=f"reason {number}",
        )
        log.append(LogEntry.following(number, previous, decision))
        previous = log[-1].entry_hash
    return log


def test_nothing_decided_is_no_verdict() -> None:
    verdicts = fold_verdicts([])
    assert (len(verdicts), verdicts.head, verdicts.get("a")) == (0, LogHead(), None)


def test_the_last_decision_on_a_claim_is_its_verdict(entries: list[LogEntry]) -> None:
    verdicts = fold_verdicts(entries)
    assert len(verdicts) == 3
    for claim_id, number in (("a", 6), ("b", 4), ("c", 5)):
        verdict, entry = verdicts.get(claim_id), entries[number - 1]
        assert verdict is not None
        assert (verdict.claim_id, verdict.action) == (claim_id, entry.decision.action)
        assert (verdict.coder, verdict.reason) == (f"coder-{number}", f"reason {number}")
        assert (verdict.entry_number, verdict.entry_hash) == (number, entry.entry_hash)
        assert verdict.changes == entry.decision.changes


def test_a_recode_is_forgotten_when_the_claim_is_decided_on_again(
    entries: list[LogEntry], make_decision: Callable[..., Decision]
) -> None:
    last = entries[-1]
    again = LogEntry.following(7, last.entry_hash, make_decision(claim_id="b"))
    verdict = fold_verdicts([*entries, again]).get("b")
    assert verdict is not None
    assert (verdict.action, verdict.changes) == (Action.ACCEPT, ())


@pytest.mark.parametrize("cuts", [(), (0,), (1, 2), (3, 3), (1, 2, 3, 4, 5), (6,)])
def test_any_batches_of_the_log_give_the_same_verdicts(
    entries: list[LogEntry], cuts: tuple[int, ...]
) -> None:
    whole, folded = fold_verdicts(entries), Verdicts()
    for start, end in zip((0, *cuts), (*cuts, len(entries)), strict=True):
        folded.apply(entries[start:end])
    assert folded.head == whole.head == LogHead(count=6, entry_hash=entries[-1].entry_hash)
    assert [folded.get(c) for c in "abc"] == [whole.get(c) for c in "abc"]


def test_the_head_is_that_of_the_entries_folded_so_far(entries: list[LogEntry]) -> None:
    for number in range(1, 7):
        head = fold_verdicts(entries[:number]).head
        assert head == LogHead(count=number, entry_hash=entries[number - 1].entry_hash)


def test_an_imported_table_is_accepted_in_the_name_of_its_decision(
    make_claim: Callable[..., Claim],
) -> None:
    decision = ImportDecision(coder="import:t", reason="taken over", decided_at="2026-01-01")
    claims = [make_claim(), make_claim(country_iso3="UGA")]
    assert list(accept_imported(claims, decision)) == [
        Decision(
            claim_id=claim.claim_id,
            action=Action.ACCEPT,
            coder="import:t",
            reason="taken over",
            decided_at="2026-01-01",
        )
        for claim in claims
    ]
