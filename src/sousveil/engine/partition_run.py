"""Run one partition to its end, whatever becomes of the worker processes that work on it.

A worker that dies is followed by another that goes on at the same document; the document that
several of them die at is given up, by name. The partition is stored when it is whole.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import IO, TYPE_CHECKING, cast

from attrs import evolve

from sousveil import __version__
from sousveil.engine.beacon import Beacon, Progress, Stage
from sousveil.engine.output import OutputFolder
from sousveil.engine.parquet import write_parquet
from sousveil.engine.partition import Failure, Problem, Receipt
from sousveil.engine.partition_worker import BEACON, PROBLEMS, ROWS, Order
from sousveil.engine.process import describe_error, describe_exit, kill_group
from sousveil.errors import SousveilError

if TYPE_CHECKING:
    from sousveil.engine.partition import Task

START_SECONDS = 120.0
LOOK_SECONDS = 0.2
"""So often the process that minds a worker looks at the clock and whether it should stop."""
_WORKER = "from sousveil.engine.partition_worker import main; main()"
_CAN_BE_BLAMED = (Stage.READING, Stage.APPLYING)
_LEAVES_UNFINISHED = (Stage.CANNOT_READ, Stage.CANNOT_STORE)


class _Unfinished(Exception):
    """The partition cannot be finished now; the message says why."""


class _NotReady(Exception):
    """Workers end before they are ready for work; the message says how."""


def run_partition(task: Task, stop: Event | None = None) -> Receipt | Failure:
    """Work on a partition in worker processes, store its rows, then its receipt.

    One that is finished already is not worked on again. ``stop`` ends the run from another
    thread; the partition is then not finished.

    Raises:
        SousveilError: workers cannot import the functions: no partition can be worked on.
    """
    partition = task.partition
    try:
        output = OutputFolder(task.output)
        receipt = output.receipt(partition.partition_id)
        return receipt or _finish(task, output, stop or Event())
    except _NotReady as error:
        raise SousveilError(
            f"a worker was not ready for work: {error}",
            where=partition.partition_id,
            next_step="install the module of the functions wherever workers run",
        ) from error
    except SousveilError as error:
        reason = error.what
    except _Unfinished as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001  # storage libraries raise errors of their own
        reason = describe_error(error)
    return Failure(partition_id=partition.partition_id, inputs=partition.inputs, reason=reason)


def _finish(task: Task, output: OutputFolder, stop: Event) -> Receipt:
    if task.version != __version__:
        raise _Unfinished(f"sousveil {__version__} is installed here, {task.version} is asked for")
    with TemporaryDirectory(prefix="sousveil-partition-", ignore_cleanup_errors=True) as folder:
        staging = Path(folder)
        done = _work_through(task, staging, stop)
        parquet = staging / "rows.parquet"
        write_parquet(staging / ROWS, task.columns, parquet)
        lines = (staging / PROBLEMS).read_bytes()[: done.problems_bytes].splitlines()
        receipt = Receipt(
            partition_id=task.partition.partition_id,
            inputs=task.partition.inputs,
            documents=done.documents,
            rows=done.rows,
            problems=tuple(Problem(**json.loads(line)) for line in lines),
        )
        output.store(receipt, parquet)
    return receipt


def _work_through(task: Task, staging: Path, stop: Event) -> Progress:
    """Let one worker follow another until the last document is done."""
    beacon = Beacon.make(staging / BEACON)
    order = Order(
        work=task.work,
        inputs=task.partition.inputs,
        staging=str(staging),
        limits=task.limits,
        progress=Progress(),
    )
    deaths: Counter[tuple[Stage, tuple[int, int]]] = Counter()
    try:
        while True:
            ending = _run_worker(order, beacon, stop)
            found = beacon.read()
            if found.stage is Stage.DONE:
                return found.progress
            place = found.progress.place
            if place != order.progress.place:
                order = evolve(order, verdict=None, is_of_reading=False)
            order = evolve(order, progress=found.progress)
            deaths[found.stage, place] += found.stage is not Stage.WANTS_RENEWAL
            if deaths[found.stage, place] <= task.retries:
                continue
            if found.stage in _LEAVES_UNFINISHED:
                raise _Unfinished(beacon.reason())
            if found.stage not in _CAN_BE_BLAMED:
                raise _NotReady(beacon.reason() or ending)
            order = evolve(order, verdict=ending, is_of_reading=found.stage is Stage.READING)
    finally:
        beacon.close()


def _run_worker(order: Order, beacon: Beacon, stop: Event) -> str:
    """Run one worker to its end, and tell how it ended."""
    beacon.give_reason("")
    beacon.commit(Stage.STARTING, order.progress)
    worker = subprocess.Popen(  # noqa: S603  # this Python, and code of ours
        [sys.executable, "-P", "-c", _WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        orders = cast("IO[bytes]", worker.stdin)
        with suppress(OSError):  # one that is gone is found out below
            orders.write(pickle.dumps((sys.path, pickle.dumps(order))))
            orders.flush()
        return _mind(worker, order, beacon, stop)
    finally:
        _end(worker)


def _mind(worker: subprocess.Popen[bytes], order: Order, beacon: Beacon, stop: Event) -> str:
    """Wait for a worker's end; end it where a document takes too long."""
    started = time.monotonic()
    while True:
        with suppress(subprocess.TimeoutExpired):
            return f"its worker process {describe_exit(worker.wait(LOOK_SECONDS))}"
        if stop.is_set():
            raise _Unfinished("the run was stopped")
        found = beacon.read()
        is_starting = found.stage is Stage.STARTING
        since, seconds = (
            (started, START_SECONDS) if is_starting else (found.since, order.limits.timeout_seconds)
        )
        if time.monotonic() - since > seconds and beacon.read() == found:
            return order.limits.out_of_time


def _end(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and the programs that it started."""
    if worker.poll() is None and not kill_group(worker.pid):
        worker.kill()
    worker.wait()
    with suppress(OSError):
        cast("IO[bytes]", worker.stdin).close()
