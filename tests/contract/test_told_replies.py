"""An edition tells the replies of the workspace that it is frozen from, as of its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.opening import open_edition
from sousveil.pipeline import freeze
from sousveil.pipeline.replying import (
    Party,
    PartyKind,
    ReplyState,
    ask_for_reply,
    mark_sent,
    record_silence,
)
from sousveil.store.decision_log import append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.contract.conftest import Clock

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.pipeline.workbench import Workbench
    from sousveil.settings import Settings

VENDOR = Party(kind=PartyKind.VENDOR, name="Example Optics", vendor_id="example_optics")


def states(folder: Path) -> list[str]:
    return [row["state"] for row in open_edition(folder).rows("replies")]


def test_an_edition_tells_what_had_been_sent_and_answered_by_its_date(
    workspace: Settings,
    bench: Workbench,
    waiting: tuple[Claim, ...],
    clock: Clock,
    make_decision: Callable[..., Decision],
    tmp_path: Path,
) -> None:
    accept = make_decision(claim_id=waiting[0].claim_id)
    with bench.database.writing() as connection:
        append_decisions(connection, [accept])
    request_id = ask_for_reply(bench, VENDOR, [waiting[0].claim_id], "editor-1").request_id
    drafted = freeze(workspace, "sousveil", tmp_path / "drafted")
    clock.move(days=1)
    mark_sent(bench, request_id, "Is this right?", "editor-1")
    clock.move(days=30)
    record_silence(bench, request_id, ReplyState.NO_ANSWER, "editor-1", reason="a month is over")
    now = freeze(workspace, "sousveil", tmp_path / "now")
    freeze(workspace, "sousveil", tmp_path / "between", as_of="2026-03-02")
    before = freeze(workspace, "sousveil", tmp_path / "before", as_of="2026-03-01")
    assert states(tmp_path / "now") == ["no_answer"]
    assert states(tmp_path / "between") == ["sent"]
    assert states(tmp_path / "before") == states(tmp_path / "drafted") == []
    assert before == drafted
    assert now.replies_sha256 != before.replies_sha256


def test_a_reply_on_a_claim_that_nobody_decided_on_stays_out(
    workspace: Settings, bench: Workbench, waiting: tuple[Claim, ...], tmp_path: Path
) -> None:
    request_id = ask_for_reply(bench, VENDOR, [waiting[0].claim_id], "editor-1").request_id
    mark_sent(bench, request_id, "Is this right?", "editor-1")
    freeze(workspace, "sousveil", tmp_path / "edition")
    assert states(tmp_path / "edition") == []


def test_a_reply_changes_no_edition_of_a_table_that_does_not_have_its_claim(
    workspace: Settings, bench: Workbench, waiting: tuple[Claim, ...], tmp_path: Path
) -> None:
    before = freeze(workspace, "aigs-2019", tmp_path / "before")
    request_id = ask_for_reply(bench, VENDOR, [waiting[0].claim_id], "editor-1").request_id
    mark_sent(bench, request_id, "Is this right?", "editor-1")
    assert freeze(workspace, "aigs-2019", tmp_path / "after") == before
