"""A decision is stored once, by who may make it, and can be taken back by another decision."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, InvalidData, NotAllowed, NotFound, QuoteNotFound
from sousveil.model.decision import Action, LogEntry, Stage
from sousveil.pipeline.coding import Coding, add_claim, decide, decide_cluster, undo
from sousveil.pipeline.queueing import QueueFilter, list_queue, lock_claim, next_claim
from sousveil.pipeline.viewing import view_claim
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import EventFilter, Journal

if TYPE_CHECKING:
    from tests.contract.conftest import Clock

    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

ACCEPT = Coding(action=Action.ACCEPT)
REJECT = Coding(action=Action.REJECT, reason="the source says nothing of the kind")
UNSURE = Coding(action=Action.UNSURE, reason="which police is meant?")
EVERYTHING = QueueFilter()


def recode(**changes: str) -> Coding:
    return Coding(action=Action.RECODE, reason="as the text says", changes=changes.items())


def read_log(bench: Workbench) -> list[LogEntry]:
    with bench.database.reading() as connection:
        return list(DecisionLog(connection).read())


def test_a_decision_is_in_the_log_and_the_claim_leaves_the_queue(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    lock_claim(bench, claim_id, "coder-1")
    entry = decide(bench, claim_id, REJECT, "coder-1")
    assert read_log(bench) == [entry]
    assert (entry.decision.coder, entry.decision.action) == ("coder-1", Action.REJECT)
    assert entry.decision.decided_at == "2026-03-01T12:00:00Z"
    view = view_claim(bench, claim_id, "coder-2")
    assert (view.standing, view.lock, view.head) == (Standing.DECIDED, None, 1)
    assert list_queue(bench, EVERYTHING, "coder-2").total == 9


def test_the_same_form_sent_twice_is_one_decision(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    first = decide(bench, claim_id, ACCEPT, "coder-1", idempotency_key="form-1")
    again = decide(bench, claim_id, ACCEPT, "coder-1", idempotency_key="form-1")
    assert again == first
    assert read_log(bench) == [first]
    with pytest.raises(Conflict, match="another form"):
        decide(bench, claim_id, REJECT, "coder-1", idempotency_key="form-1")


def test_the_same_form_sent_at_once_from_many_threads_is_one_decision(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    barrier = Barrier(6)

    def send(_: int) -> LogEntry:
        barrier.wait(timeout=30)
        return decide(bench, waiting[0].claim_id, ACCEPT, "coder-1", idempotency_key="form-1")

    with ThreadPoolExecutor(6) as pool:
        entries = set(pool.map(send, range(6)))
    assert len(entries) == 1
    assert read_log(bench) == list(entries)


def test_a_claim_in_other_hands_is_not_decided(
    bench: Workbench, waiting: tuple[Claim, ...], clock: Clock
) -> None:
    claim_id = waiting[0].claim_id
    lock_claim(bench, claim_id, "coder-1")
    with pytest.raises(Conflict, match="coder-1 has the claim open"):
        decide(bench, claim_id, ACCEPT, "coder-2")
    clock.move(minutes=15)
    assert decide(bench, claim_id, ACCEPT, "coder-2").number == 1


def test_what_was_decided_since_it_was_shown_is_not_decided_unseen(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    seen = view_claim(bench, claim_id, "coder-1").head
    decide(bench, claim_id, REJECT, "coder-2", expected_head=seen)
    with pytest.raises(Conflict, match="since it was shown"):
        decide(bench, claim_id, ACCEPT, "coder-1", expected_head=seen)
    with pytest.raises(Conflict, match="since it was shown"):
        decide(bench, claim_id, ACCEPT, "coder-1")
    seen = view_claim(bench, claim_id, "coder-1").head
    decide(bench, claim_id, ACCEPT, "coder-1", expected_head=seen)
    verdict = view_claim(bench, claim_id, "coder-3").verdict
    assert verdict is not None
    assert verdict.action is Action.ACCEPT


def test_a_recoding_is_held_against_codebook_and_registers(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    wrong = recode(
        country_iso3="XXX", technology_code="telepathy", vendor_id="nobody", supplier_iso3="YYY"
    )
    with pytest.raises(InvalidData) as caught:
        decide(bench, claim_id, wrong, "coder-1")
    assert len(caught.value.problems) == 4
    for changes in ({"status": "maybe"}, {"made_by": "me"}, {"country_iso3": "AGO"}, {}):
        with pytest.raises(BadInput):
            decide(bench, claim_id, recode(**changes), "coder-1")
    assert read_log(bench) == []
    right = decide(bench, claim_id, recode(vendor_id="huawei", status="pilot"), "coder-1")
    assert right.decision.changes == (("status", "pilot"), ("vendor_id", "huawei"))


@pytest.mark.parametrize(
    "coding",
    [
        evolve(REJECT, reason=""),
        evolve(ACCEPT, changes=[("status", "pilot")]),
        Coding(action=Action.WITHDRAW, reason="no"),
    ],
)
def test_what_is_no_coding_is_refused(
    bench: Workbench, waiting: tuple[Claim, ...], coding: Coding
) -> None:
    with pytest.raises(BadInput):
        decide(bench, waiting[0].claim_id, coding, "coder-1")
    assert read_log(bench) == []


def test_nobody_decides_on_a_claim_that_does_not_exist(bench: Workbench) -> None:
    with pytest.raises(NotFound):
        decide(bench, "clm_none", ACCEPT, "coder-1")
    with pytest.raises(NotFound):
        undo(bench, "clm_none", "coder-1", "a slip")


def test_undo_is_a_decision_after_which_the_claim_waits_again(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    first = decide(bench, claim_id, REJECT, "coder-1")
    withdrawal = undo(bench, claim_id, "coder-1", "a slip of the finger")
    assert withdrawal.decision.supersedes == first.entry_hash
    assert [entry.number for entry in read_log(bench)] == [1, 2]
    assert view_claim(bench, claim_id, "coder-1").standing is Standing.OPEN
    assert next_claim(bench, EVERYTHING, "coder-1") == claim_id
    with pytest.raises(Conflict, match="no decision of this coder"):
        undo(bench, claim_id, "coder-1", "again")


def test_undo_takes_back_ones_own_decisions_alone(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    decide(bench, claim_id, REJECT, "coder-1")
    with pytest.raises(Conflict):
        undo(bench, claim_id, "coder-2", "I think otherwise")
    assert len(read_log(bench)) == 1


def test_two_coders_who_agree_decide_a_drawn_claim(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    decide(double_bench, claim_id, ACCEPT, "coder-1")
    assert view_claim(double_bench, claim_id, "coder-1").standing is Standing.AWAITING_SECOND
    decide(double_bench, claim_id, evolve(ACCEPT, reason="clear"), "coder-2")
    assert view_claim(double_bench, claim_id, "coder-1").standing is Standing.DECIDED
    with pytest.raises(Conflict, match="decided by two coders"):
        decide(double_bench, claim_id, REJECT, "coder-3", expected_head=2)


def test_who_coded_a_claim_sees_nothing_of_the_other_before_it_is_settled(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id

    def seen_by(coder: str | None) -> list[str]:
        view = view_claim(double_bench, claim_id, coder)
        return [entry.decision.coder for entry in view.decisions]

    decide(double_bench, claim_id, ACCEPT, "coder-1", expected_head=0)
    assert seen_by("coder-1") == ["coder-1"]
    assert seen_by("coder-2") == []
    decide(double_bench, claim_id, REJECT, "coder-2", expected_head=0)
    assert seen_by("coder-1") == ["coder-1"]
    assert seen_by("coder-2") == ["coder-2"]
    assert seen_by(None) == []
    assert seen_by("adjudicator-1") == ["coder-1", "coder-2"]
    decide(double_bench, claim_id, ACCEPT, "adjudicator-1", stage=Stage.ADJUDICATION)
    for coder in ("coder-1", "coder-2", "coder-3", None):
        assert seen_by(coder) == ["coder-1", "coder-2", "adjudicator-1"]


def test_a_coding_that_was_taken_back_stays_hidden_from_the_second_coder(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    decide(double_bench, claim_id, ACCEPT, "coder-1")
    undo(double_bench, claim_id, "coder-1", "a slip")
    assert view_claim(double_bench, claim_id, "coder-2").decisions == ()


def test_adjudication_is_for_one_who_did_not_code_and_only_when_coders_have(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    for coder, coding in (("coder-1", ACCEPT), ("coder-2", REJECT)):
        with pytest.raises(Conflict, match="nothing to adjudicate"):
            decide(double_bench, claim_id, ACCEPT, "judge", stage=Stage.ADJUDICATION)
        decide(double_bench, claim_id, coding, coder)
    with pytest.raises(NotAllowed, match="does not adjudicate"):
        decide(double_bench, claim_id, ACCEPT, "coder-1", stage=Stage.ADJUDICATION)
    with pytest.raises(Conflict, match="waits for adjudication"):
        decide(double_bench, claim_id, ACCEPT, "coder-3")
    entry = decide(
        double_bench, claim_id, recode(status="planned"), "judge", stage=Stage.ADJUDICATION
    )
    view = view_claim(double_bench, claim_id, "coder-1")
    assert view.standing is Standing.DECIDED
    assert view.verdict is not None
    assert view.verdict.entry_number == entry.number


def test_a_machines_confidence_is_told_after_the_decision(
    bench: Workbench, double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    assert view_claim(bench, claim_id, "coder-1").proposals == ()
    decide(double_bench, claim_id, ACCEPT, "coder-1")
    assert view_claim(double_bench, claim_id, "coder-2").proposals == ()
    (proposal,) = view_claim(double_bench, claim_id, "coder-1").proposals
    assert proposal.confidence == 0.95


def test_the_view_shows_the_quote_in_its_place_and_the_cell(
    bench: Workbench, waiting: tuple[Claim, ...], document: StoredDocument
) -> None:
    view = view_claim(bench, waiting[0].claim_id, "coder-1")
    (citation,) = view.citations
    assert citation.after == ". Nobody asked a judge."
    assert (citation.before or "") + citation.evidence.quote + (
        citation.after or ""
    ) == document.reading.text
    assert view.document_id == document.document_id
    assert view.same_cell == ()


def test_a_claim_is_shown_as_of_a_moment(
    bench: Workbench, waiting: tuple[Claim, ...], clock: Clock
) -> None:
    claim_id = waiting[0].claim_id
    decide(bench, claim_id, ACCEPT, "coder-1")
    clock.move(days=1)
    decide(bench, claim_id, REJECT, "coder-2", expected_head=1)

    def verdict(as_of: str | None) -> tuple[Standing, Action | None, int]:
        view = view_claim(bench, claim_id, None, as_of=as_of)
        with bench.verdicts(as_of) as verdicts:
            assert verdicts.get(claim_id) == view.verdict
        action = view.verdict.action if view.verdict else None
        return view.standing, action, view.head

    assert verdict("2026-03-01T11:59:59Z") == (Standing.OPEN, None, 0)
    assert verdict("2026-03-01T12:00:00Z") == (Standing.DECIDED, Action.ACCEPT, 1)
    assert verdict("2026-03-02T12:00:00Z") == (Standing.DECIDED, Action.REJECT, 2)
    assert verdict(None) == (Standing.DECIDED, Action.REJECT, 2)


def test_verdicts_follow_the_log(bench: Workbench, waiting: tuple[Claim, ...]) -> None:
    for number, claim in enumerate(waiting, start=1):
        decide(bench, claim.claim_id, ACCEPT, "coder-1")
        with bench.verdicts() as verdicts:
            assert verdicts.head.count == number
            assert len(verdicts) == number


def test_a_coder_makes_a_claim_of_words_in_a_document(
    bench: Workbench, waiting: tuple[Claim, ...], document: StoredDocument
) -> None:
    start = document.reading.text.index("Nobody")
    fields = {
        "country_iso3": "KEN",
        "safeguard_kind": "oversight",
        "safeguard_finding": "absent",
        "start_date": "2025-06",
        "vendor_id": "",
    }
    end = start + len("Nobody asked a judge")
    claim_id = add_claim(bench, document.document_id, start, end, fields, "coder-1")
    assert add_claim(bench, document.document_id, start, end, fields, "coder-1") == claim_id
    view = view_claim(bench, claim_id, "coder-1")
    assert view.claim.made_by == "coder-1"
    assert view.claim.safeguard is not None
    assert view.claim.start_date == "2025-06"
    assert view.citations[0].evidence.quote == "Nobody asked a judge"
    assert view.citations[0].before is not None
    assert view.document_id == document.document_id
    assert list_queue(bench, QueueFilter(made_by="coder-1"), "coder-2").total == 1
    with bench.database.reading() as connection:
        events = Journal(connection).find(EventFilter(kind="claim.added"))
        assert len(ClaimStore(connection).claims_of_snapshot("cd" * 32, made_by="coder-1")) == 1
    assert [entry.event.subject_id for entry in events] == [claim_id]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"document_id": "doc_none"}, NotFound),
        ({"start": 60, "end": 60}, QuoteNotFound),
        ({"start": -4, "end": 10}, QuoteNotFound),
        ({"start": 70, "end": 9_000}, QuoteNotFound),
        ({"fields": {"technology_code": "facial_recognition"}}, InvalidData),
        ({"fields": {"country_iso3": "KEN"}}, BadInput),
        ({"fields": {"country_iso3": "KEN", "technology_code": "telepathy"}}, InvalidData),
        ({"fields": {"country_iso3": "KEN", "colour": "red"}}, InvalidData),
        ({"fields": {"country_iso3": "KEN", "safeguard_kind": "ruling"}}, InvalidData),
    ],
)
def test_words_that_make_no_claim_are_refused(
    bench: Workbench,
    waiting: tuple[Claim, ...],
    document: StoredDocument,
    change: dict[str, Any],
    error: type[Exception],
) -> None:
    values: dict[str, Any] = {
        "document_id": document.document_id,
        "start": 0,
        "end": 10,
        "fields": {"country_iso3": "KEN", "technology_code": "facial_recognition"},
        "coder": "coder-1",
    }
    with pytest.raises(error):
        add_claim(bench, **(values | change))
    assert list_queue(bench, EVERYTHING, "coder-1").total == 10


def test_a_claim_of_a_document_that_stands_alone_is_decided_alone(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    outcome = decide_cluster(bench, waiting[0].claim_id, ACCEPT, "coder-1")
    assert [entry.decision.claim_id for entry in outcome.entries] == [waiting[0].claim_id]
    assert outcome.left == ()
