"""Workers may die, hang or grow: only the item that did it is lost, and it is named."""

from __future__ import annotations

import os
import pickle
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.engine.deadly import handle

from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.errors import SousveilError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEBIBYTE = 1024**2


def run(
    items: Iterable[tuple[Any, Any]],
    timeout_seconds: float = 20,
    workers: int = 2,
) -> dict[Any, Any]:
    results: dict[Any, Any] = {}
    for key, result in map_isolated(
        handle,
        items,
        workers=workers,
        timeout_seconds=timeout_seconds,
        memory_bytes=256 * MEBIBYTE,
    ):
        assert key not in results
        results[key] = result
    return results


def test_of_3000_documents_exactly_the_three_deadly_ones_are_lost_and_named() -> None:
    items = {f"doc-{number}": f"text {number}" for number in range(3_000)}
    items |= {"doc-500": "kill", "doc-1500": "loop", "doc-2500": "hog"}

    results = run(items.items(), timeout_seconds=3)

    crashes = {key: result for key, result in results.items() if isinstance(result, Crash)}
    assert crashes == {
        "doc-500": Crash("its worker process was killed by SIGKILL"),
        "doc-1500": Crash("no result after 3 s"),
        "doc-2500": Crash("out of memory, at most 256 MiB"),
    }
    assert {key: text.upper() for key, text in items.items() if key not in crashes} == {
        key: result for key, result in results.items() if key not in crashes
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_every_other_item_may_kill_its_worker(workers: int) -> None:
    items = [(number, "kill" if number % 2 else "live") for number in range(40)]

    results = run(items, workers=workers)

    assert {key for key, result in results.items() if isinstance(result, Crash)} == set(
        range(1, 40, 2)
    )
    assert Counter(map(str, results.values()))["LIVE"] == 20


def test_what_the_function_raises_costs_its_item_alone() -> None:
    items = [("a", "raise:no such page"), ("b", "exit"), ("c", "lambda"), ("d", "fine")]

    results = run(items)

    assert results["a"] == Crash("ValueError: no such page")
    assert results["b"] == Crash("its worker process ended with exit status 3")
    assert "pickle" in results["c"].reason
    assert results["d"] == "FINE"


def test_an_item_that_cannot_be_sent_is_named() -> None:
    results = run([("a", lambda: None), ("b", "x" * 65 * MEBIBYTE), ("c", "fine")])

    assert results["a"].reason.startswith("cannot be sent to a worker")
    assert results["b"].reason.startswith("too large for a worker")
    assert results["c"] == "FINE"


def test_an_endless_stream_is_taken_only_as_fast_as_it_is_worked_on() -> None:
    taken = 0

    def stream() -> Iterator[tuple[int, str]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, "word"

    results = map_isolated(
        handle, stream(), workers=2, timeout_seconds=20, memory_bytes=256 * MEBIBYTE
    )
    for done, _ in enumerate(results, start=1):
        assert taken - done <= 2
        if done == 100:
            break
    results.close()  # type: ignore[attr-defined]


def test_a_consumer_that_stops_leaves_no_worker_behind() -> None:
    results = map_isolated(
        handle,
        [(number, "pid") for number in range(10)],
        workers=2,
        timeout_seconds=20,
        memory_bytes=256 * MEBIBYTE,
    )
    _, pid = next(results)
    results.close()  # type: ignore[attr-defined]

    assert isinstance(pid, str)
    assert is_gone(int(pid))


def test_a_program_that_a_hanging_worker_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"

    results = run([("a", f"child:{note}")], timeout_seconds=1.5)

    assert results == {"a": Crash("no result after 1.5 s")}
    assert is_gone(int(note.read_text(encoding="ascii")))


def test_a_slow_consumer_does_not_make_documents_late() -> None:
    results = []
    for _, result in map_isolated(
        handle,
        [(number, "word") for number in range(6)],
        workers=2,
        timeout_seconds=0.3,
        memory_bytes=256 * MEBIBYTE,
    ):
        time.sleep(0.4)
        results.append(result)

    assert results == ["WORD"] * 6


def test_a_function_that_cannot_be_imported_is_an_error_and_not_3000_crashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pickle, "dumps", lambda *_, **__: b"cno_such_module\nfunction\n.")

    with pytest.raises(SousveilError, match="not ready for work"):
        run([("a", "fine")])


def test_nothing_to_do_is_done_at_once() -> None:
    assert run([]) == {}


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, or ends within five seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if (
            state.exists()
            and state.read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
        ):
            return True
        time.sleep(0.05)
    return False
