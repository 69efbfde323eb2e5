"""A worker goes on where the one before it stopped: nothing is lost, doubled or half there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from tests.contract.orders import WORK

from sousveil.engine.beacon import Beacon, Progress, Stage
from sousveil.engine.columns import Column
from sousveil.engine.partition_worker import BEACON, PROBLEMS, ROWS, Order, PartitionWorker, _Stop
from sousveil.engine.process import Limits, set_alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = evolve(WORK, columns=(Column("word"),), apply=lambda line: [{"word": line}])
FULL = Path("/dev/full")


@pytest.fixture
def order(tmp_path: Path) -> Iterator[Order]:
    """An order of two inputs of three documents; the alarm that a worker sets is taken back."""
    inputs = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in inputs:
        path.write_text(f"{path.stem}1\n{path.stem}2\n{path.stem}3", encoding="utf-8")
    yield Order(
        work=b"",
        inputs=tuple(map(str, inputs)),
        staging=str(tmp_path),
        limits=Limits(timeout_seconds=60, memory_bytes=0),
        progress=Progress(),
    )
    set_alarm(0)


def run(order: Order) -> tuple[Progress, list[str], list[tuple[str | None, str]]]:
    """Carry out an order; return the progress, the words and the problems."""
    staging = Path(order.staging)
    beacon = Beacon.make(staging / BEACON)
    PartitionWorker(WORDS, order, beacon).run()
    signal = beacon.read()
    beacon.close()
    assert signal.stage is Stage.DONE
    rows, problems = (
        [json.loads(line) for line in (staging / name).read_bytes().splitlines()]
        for name in (ROWS, PROBLEMS)
    )
    told = [(problem["document"], problem["reason"]) for problem in problems]
    return signal.progress, [row["word"] for row in rows], told


def test_what_was_written_after_the_last_commit_is_written_again(order: Order) -> None:
    committed = b'{"word":"a1 as it was"}\n'
    staging = Path(order.staging)
    (staging / ROWS).write_bytes(committed + b'{"word":"a2"}\n{"wo')
    (staging / PROBLEMS).write_bytes(b'{"half')
    before = Progress(document_number=1, documents=1, rows=1, rows_bytes=len(committed))

    progress, words, problems = run(evolve(order, progress=before))

    assert words == ["a1 as it was", "a2", "a3", "b1", "b2", "b3"]
    assert problems == []
    assert (progress.documents, progress.rows) == (6, 6)
    assert progress.rows_bytes == (staging / ROWS).stat().st_size


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_verdict_gives_up_the_document_at_its_place_alone(order: Order, number: int) -> None:
    at = evolve(order, progress=Progress(input_number=1, document_number=number), verdict="deadly")

    progress, words, problems = run(at)

    assert problems == [(f"line {number + 1}", "deadly")]
    assert words == [word for word in ("b1", "b2", "b3")[number:] if word != f"b{number + 1}"]
    assert progress.documents == 3 - number


def test_a_verdict_on_reading_gives_up_the_rest_of_that_input(order: Order) -> None:
    at = evolve(order, progress=Progress(document_number=2), verdict="hangs", is_of_reading=True)

    progress, words, problems = run(at)

    assert problems == [(None, "hangs")]
    assert words == ["b1", "b2", "b3"]
    assert progress.documents == 3


@pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")
def test_a_full_disk_is_not_put_down_to_the_document(order: Order) -> None:
    beacon = Beacon.make(Path(order.staging) / BEACON)
    worker = PartitionWorker(WORDS, order, beacon)
    worker._rows.close()
    worker._rows = FULL.open("wb", buffering=0)

    with pytest.raises(_Stop):
        worker.run()

    assert beacon.read().stage is Stage.CANNOT_STORE
    assert "No space left" in beacon.reason()
    beacon.close()
