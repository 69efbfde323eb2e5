"""The queue is read by indexes: no page or next claim looks at every claim or sorts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scripts.kill_decisions import fill_queue
from sqlalchemy import event

from sousveil.pipeline.queueing import QueueFilter, QueueOrder, list_queue, next_claim
from sousveil.pipeline.workbench import open_workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.pipeline.workbench import Workbench
    from sousveil.settings import Settings

FILTERS = [
    QueueFilter(),
    QueueFilter(order=QueueOrder.LEAST_SURE),
    QueueFilter(order=QueueOrder.OLDEST),
    QueueFilter(order=QueueOrder.NEWEST),
    QueueFilter(country_iso3="DEU"),
    QueueFilter(country_iso3="DEU", technology_code="smart_city"),
    QueueFilter(technology_code="smart_city"),
    QueueFilter(vendor_id="huawei"),
    QueueFilter(language="en"),
    QueueFilter(minimum_confidence=0.5, maximum_confidence=0.9),
]


def plans_of(bench: Workbench, call: Callable[[], object]) -> list[str]:
    """Return the steps that SQLite takes for the queries on the queue that a call makes."""
    asked: list[tuple[str, Any]] = []
    engine = bench.database._engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(*said: Any) -> None:
        statement, parameters = said[2:4]
        if "FROM queue_item" in statement and "count(*)" not in statement:
            asked.append((statement, parameters))

    call()
    event.remove(engine, "before_cursor_execute", note)
    assert asked
    steps = []
    with bench.database.reading() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps += [row[3] for row in plan]
    return steps


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_and_next_claims_come_from_indexes(workspace: Settings) -> None:
    fill_queue(workspace, 200)
    with open_workbench(workspace) as bench:
        for wanted in FILTERS:
            for call in (
                lambda wanted=wanted: list_queue(bench, wanted, "coder-1"),
                lambda wanted=wanted: next_claim(bench, wanted, "coder-1"),
            ):
                steps = plans_of(bench, call)
                assert not [step for step in steps if step.startswith("SCAN queue_item")]
        for order in QueueOrder:
            steps = plans_of(bench, lambda: list_queue(bench, QueueFilter(order=order), "c"))  # noqa: B023  # called at once
            assert not [step for step in steps if "TEMP B-TREE" in step]
