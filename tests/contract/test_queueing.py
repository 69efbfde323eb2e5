"""The queue gives each claim to one coder at a time, and nobody what they have coded already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, NotFound
from sousveil.model.decision import Action
from sousveil.model.source import SourceKind
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import (
    QueueFilter,
    QueueOrder,
    assign_claims,
    claims_in_hand,
    list_queue,
    lock_claim,
    next_claim,
    release_claim,
)
from sousveil.store.decision_log import append_decisions
from sousveil.store.journal import EventFilter, Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.contract.conftest import Clock

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.pipeline.workbench import Workbench

ACCEPT = Coding(action=Action.ACCEPT)
EVERYTHING = QueueFilter()


def countries(bench: Workbench, coder: str = "coder-1", **wanted: Any) -> list[str]:
    page = list_queue(bench, QueueFilter(**wanted), coder)
    assert page.total == len(page.items)
    return [item.country_iso3 for item in page.items]


def test_the_surest_claim_comes_first(bench: Workbench, waiting: tuple[Claim, ...]) -> None:
    iso3 = [claim.country_iso3 for claim in waiting]
    assert countries(bench) == iso3
    assert countries(bench, order=QueueOrder.LEAST_SURE) == iso3[::-1]
    assert countries(bench, order=QueueOrder.NEWEST) == iso3
    assert countries(bench, order=QueueOrder.OLDEST) == iso3[::-1]


def test_the_queue_is_filtered_by_what_a_claim_says_and_rests_on(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    assert countries(bench, country_iso3="DEU") == ["DEU"]
    assert countries(bench, technology_code="smart_city") == []
    assert len(countries(bench, technology_code="facial_recognition")) == 10
    assert countries(bench, vendor_id="huawei") == []
    assert len(countries(bench, language="en", source_kind=SourceKind.MEDIA_REPORT)) == 10
    assert countries(bench, language="fr") == []
    assert countries(bench, minimum_confidence=0.8) == ["AGO", "BRA"]
    assert countries(bench, maximum_confidence=0.1) == ["JPN"]
    assert countries(bench, made_by="model") == []
    assert len(countries(bench, made_by="rules")) == 10


def test_the_queue_is_shown_a_page_at_a_time(bench: Workbench, waiting: tuple[Claim, ...]) -> None:
    page = list_queue(bench, EVERYTHING, "coder-1", 2, per_page=4)
    assert [item.claim_id for item in page.items] == [claim.claim_id for claim in waiting[4:8]]
    assert (page.total, page.page, page.pages) == (10, 2, 3)
    assert list_queue(bench, EVERYTHING, "coder-1", 99, per_page=4).page == 3
    assert list_queue(bench, EVERYTHING, "coder-1", 0, per_page=4).page == 1


def test_an_item_says_who_has_it_and_whose_it_is(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    lock_claim(bench, waiting[0].claim_id, "coder-2")
    assign_claims(bench, [waiting[0].claim_id], "coder-3", actor="editor")
    item = list_queue(bench, EVERYTHING, "coder-1").items[0]
    assert (item.locked_by, item.assigned_to) == ("coder-2", ("coder-3",))
    assert item.standing is Standing.OPEN
    assert item.quote == "cameras that know faces"
    assert item.cluster_size == 1


def test_claims_that_were_there_before_the_queue_are_in_it(
    bench: Workbench, waiting: tuple[Claim, ...], make_decision: Callable[..., Decision]
) -> None:
    with bench.database.writing() as connection:
        append_decisions(connection, [make_decision(claim_id=waiting[0].claim_id)])
    assert len(countries(bench)) == 9
    assert countries(bench, standing=Standing.DECIDED) == [waiting[0].country_iso3]


def test_another_share_of_double_coding_gives_other_standings(
    open_bench: Callable[..., AbstractContextManager[Workbench]],
    bench: Workbench,
    waiting: tuple[Claim, ...],
) -> None:
    decide(bench, waiting[0].claim_id, ACCEPT, "coder-1")
    with open_bench(1.0) as double:
        assert countries(double, "coder-2", standing=Standing.AWAITING_SECOND) == ["AGO"]
    with open_bench(0.0) as single:
        assert countries(single, "coder-2", standing=Standing.DECIDED) == ["AGO"]


def test_the_next_claim_is_locked_and_nobody_else_gets_it(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    first = next_claim(bench, EVERYTHING, "coder-1")
    second = next_claim(bench, EVERYTHING, "coder-2")
    assert (first, second) == (waiting[0].claim_id, waiting[1].claim_id)
    with pytest.raises(Conflict, match="coder-1 has the claim open"):
        lock_claim(bench, waiting[0].claim_id, "coder-2")


def test_coders_who_take_claims_at_once_never_get_the_same(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    barrier = Barrier(8)

    def take_two(number: int) -> list[str | None]:
        barrier.wait(timeout=30)
        return [next_claim(bench, EVERYTHING, f"coder-{number}") for _ in range(2)]

    with ThreadPoolExecutor(8) as pool:
        taken = [one for found in pool.map(take_two, range(8)) for one in found]
    given = [one for one in taken if one is not None]
    assert sorted(given) == sorted(claim.claim_id for claim in waiting)
    assert len(taken) == 16


def test_an_abandoned_claim_comes_back(
    bench: Workbench, waiting: tuple[Claim, ...], clock: Clock
) -> None:
    first = next_claim(bench, EVERYTHING, "coder-1")
    clock.move(minutes=14)
    assert next_claim(bench, EVERYTHING, "coder-2") != first
    clock.move(minutes=1)
    assert next_claim(bench, EVERYTHING, "coder-3") == first


def test_a_lock_that_is_renewed_holds_on(
    bench: Workbench, waiting: tuple[Claim, ...], clock: Clock
) -> None:
    claim_id = waiting[0].claim_id
    lock_claim(bench, claim_id, "coder-1")
    clock.move(minutes=10)
    lock = lock_claim(bench, claim_id, "coder-1")
    assert lock.expires_at == "2026-03-01T12:25:00Z"
    clock.move(minutes=10)
    with pytest.raises(Conflict):
        lock_claim(bench, claim_id, "coder-2")
    assert [held.claim_id for held in claims_in_hand(bench, "coder-1")] == [claim_id]


def test_a_claim_that_is_given_back_is_free(bench: Workbench, waiting: tuple[Claim, ...]) -> None:
    claim_id = waiting[0].claim_id
    lock_claim(bench, claim_id, "coder-1")
    assert not release_claim(bench, claim_id, "coder-2")
    assert release_claim(bench, claim_id, "coder-1")
    assert next_claim(bench, EVERYTHING, "coder-2") == claim_id


def test_what_is_assigned_comes_first_and_to_nobody_else(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    last, first = waiting[-1].claim_id, waiting[0].claim_id
    assert assign_claims(bench, [last, last], "coder-1", actor="editor", reason="speaks it") == 1
    assert assign_claims(bench, [last], "coder-1", actor="editor") == 0
    assert assign_claims(bench, [first], "coder-2", actor="editor") == 1
    assert countries(bench, assigned_to="coder-1") == [waiting[-1].country_iso3]
    assert next_claim(bench, EVERYTHING, "coder-1") == last
    assert next_claim(bench, EVERYTHING, "coder-1") == waiting[1].claim_id
    assert assign_claims(bench, [first], None, actor="editor") == 1
    assert next_claim(bench, EVERYTHING, "coder-3") == first
    with bench.database.reading() as connection:
        events = [entry.event for entry in Journal(connection).find(EventFilter(area="claim"))]
    assert [(event.kind, event.subject_id, event.payload) for event in events] == [
        ("claim.assigned", last, {"coder": "coder-1"}),
        ("claim.assigned", first, {"coder": "coder-2"}),
        ("claim.unassigned", first, {"coder": None}),
    ]
    assert (events[0].actor, events[0].reason) == ("editor", "speaks it")


def test_a_claim_that_does_not_exist_is_neither_locked_nor_assigned(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    with pytest.raises(NotFound):
        lock_claim(bench, "clm_none", "coder-1")
    with pytest.raises(NotFound):
        assign_claims(bench, [waiting[0].claim_id, "clm_none"], "coder-1", actor="editor")
    with pytest.raises(BadInput, match="no claim to assign"):
        assign_claims(bench, [], "coder-1", actor="editor")
    assert countries(bench, assigned_to="coder-1") == []


def test_a_drawn_claim_is_not_shown_to_who_coded_it(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    decide(double_bench, waiting[0].claim_id, ACCEPT, "coder-1")
    assert countries(double_bench, "coder-1") == [c.country_iso3 for c in waiting[1:]]
    assert countries(double_bench, "coder-2") == [c.country_iso3 for c in waiting]
    assert next_claim(double_bench, EVERYTHING, "coder-1") == waiting[1].claim_id
    assert next_claim(double_bench, EVERYTHING, "coder-2") == waiting[0].claim_id


def test_coders_who_differ_are_left_to_an_adjudicator(
    double_bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    decide(double_bench, claim_id, ACCEPT, "coder-1")
    decide(double_bench, claim_id, Coding(action=Action.REJECT, reason="no"), "coder-2")
    adjudication = Standing.AWAITING_ADJUDICATION
    assert countries(double_bench, "coder-3") == [c.country_iso3 for c in waiting[1:]]
    assert countries(double_bench, "coder-3", standing=adjudication) == ["AGO"]
    assert countries(double_bench, "coder-2", standing=adjudication) == []


def test_an_unsure_coder_leaves_the_claim_to_others(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    decide(bench, waiting[0].claim_id, Coding(action=Action.UNSURE, reason="hm"), "coder-1")
    assert next_claim(bench, EVERYTHING, "coder-1") == waiting[1].claim_id
    assert next_claim(bench, EVERYTHING, "coder-2") == waiting[0].claim_id
