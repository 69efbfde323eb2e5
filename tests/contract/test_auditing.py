"""The time line has every change, decisions and others, and shows coders no more than they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.model.decision import Action
from sousveil.pipeline.auditing import HistoryFilter, read_history
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import assign_claims
from sousveil.pipeline.submitting import SubmissionForm, close_submission, submit

if TYPE_CHECKING:
    from tests.contract.conftest import Clock

    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench

ACCEPT = Coding(action=Action.ACCEPT)
REJECT = Coding(action=Action.REJECT, reason="no")


def kinds(bench: Workbench, coder: str | None = None, **wanted: Any) -> list[str]:
    page = read_history(bench, HistoryFilter(**wanted), coder=coder)
    assert page.total == len(page.items)
    return [item.kind for item in page.items]


def test_decisions_and_events_stand_in_one_line_the_newest_first(
    bench: Workbench, waiting: tuple[Claim, ...], clock: Clock
) -> None:
    claim_id = waiting[0].claim_id
    assign_claims(bench, [claim_id], "coder-1", actor="editor-1", reason="speaks it")
    clock.move(hours=1)
    decide(bench, claim_id, ACCEPT, "coder-1")
    clock.move(hours=1)
    form = SubmissionForm(claim_id=claim_id, comment="It is not so.")
    submission_id, _ = submit(bench, form)
    clock.move(hours=1)
    close_submission(bench, submission_id, "It is.", "editor-1")
    everything = ["submission.closed", "submission.received", "decision.accept", "claim.assigned"]
    assert kinds(bench) == everything
    assert kinds(bench, subject_id=claim_id) == ["decision.accept", "claim.assigned"]
    assert kinds(bench, actor="editor-1") == ["submission.closed", "claim.assigned"]
    assert kinds(bench, area="submission") == everything[:2]
    assert kinds(bench, area="decision") == ["decision.accept"]
    assert kinds(bench, from_at="2026-03-01T13:00:00Z", until="2026-03-01T14:00:00Z") == [
        "submission.received",
        "decision.accept",
    ]
    page = read_history(bench, HistoryFilter(), 2, per_page=3)
    assert [item.kind for item in page.items] == ["claim.assigned"]
    assert (page.items[0].reason, page.items[0].number) == ("speaks it", 1)
    assert (page.total, page.page, page.pages) == (4, 2, 2)


def test_a_coder_finds_nothing_of_the_other_in_the_history_before_it_is_settled(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    decide(double_bench, claim_id, ACCEPT, "coder-1")
    assert kinds(double_bench, "coder-1") == ["decision.accept"]
    assert kinds(double_bench, "coder-2") == []
    assert kinds(double_bench) == ["decision.accept"]
    decide(double_bench, claim_id, ACCEPT, "coder-2")
    assert kinds(double_bench, "coder-3") == ["decision.accept", "decision.accept"]
