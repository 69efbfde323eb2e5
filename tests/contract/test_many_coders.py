"""Coders who work at once lose nothing, and decide on no claim twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from scripts.kill_decisions import check_decisions, fill_queue

from sousveil.decisions.verdicts import Standing
from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import QueueFilter, list_queue, next_claim

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sousveil.pipeline.workbench import Workbench
    from sousveil.settings import Settings

CODERS = 10


def work_through(bench: Workbench, barrier: Barrier, coder: str) -> dict[int, str]:
    """Take and decide on claims until there are none; return the entries that were acknowledged."""
    barrier.wait(timeout=30)
    told = {}
    while (claim_id := next_claim(bench, QueueFilter(), coder)) is not None:
        entry = decide(bench, claim_id, Coding(action=Action.ACCEPT), coder, expected_head=0)
        told[entry.number] = entry.entry_hash
    return told


def test_coders_of_one_process_share_the_queue(
    open_bench: Callable[..., AbstractContextManager[Workbench]], workspace: Settings
) -> None:
    fill_queue(workspace, 120)
    barrier = Barrier(CODERS)
    with open_bench() as bench, ThreadPoolExecutor(CODERS) as pool:
        names = [f"coder-{number}" for number in range(CODERS)]
        found = list(pool.map(lambda name: work_through(bench, barrier, name), names))
    told = {number: entry_hash for one in found for number, entry_hash in one.items()}
    assert sum(map(len, found)) == len(told) == 120
    assert check_decisions(workspace, told) == 120


def test_coders_of_several_processes_share_the_queue(
    open_bench: Callable[..., AbstractContextManager[Workbench]], workspace: Settings
) -> None:
    fill_queue(workspace, 60)
    barrier = Barrier(3)

    def work(name: str) -> dict[int, str]:
        with open_bench() as bench:  # a database of its own, as a process has
            return work_through(bench, barrier, name)

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(work, ("a", "b", "c")))
    told = {number: entry_hash for one in found for number, entry_hash in one.items()}
    assert sum(map(len, found)) == len(told) == 60
    assert check_decisions(workspace, told) == 60


def test_every_drawn_claim_gets_two_coders_and_no_third(
    open_bench: Callable[..., AbstractContextManager[Workbench]], workspace: Settings
) -> None:
    fill_queue(workspace, 40)
    barrier = Barrier(5)
    with open_bench(1.0) as bench, ThreadPoolExecutor(5) as pool:
        names = [f"coder-{number}" for number in range(5)]
        acknowledged = 0
        # A claim that is open at its first coder waits for another, who may have gone by then.
        while told := sum(
            len(found) for found in pool.map(lambda name: work_through(bench, barrier, name), names)
        ):
            acknowledged += told
        assert acknowledged == 80
        decided = list_queue(bench, QueueFilter(standing=Standing.DECIDED), "nobody")
        assert decided.total == 40
        with bench.verdicts() as verdicts:
            coders = [
                {entry.decision.coder for entry in codings}
                for _, codings in verdicts.first_codings()
            ]
    assert [len(pair) for pair in coders] == [2] * 40
