"""What a worker process does: read the inputs of one partition, apply the function, keep the rows.

Invariant: the files of rows and problems, cut at the sizes that the beacon tells, hold every
document before the beacon's place once, and nothing of the document at it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from attrs import evolve, frozen

from sousveil.engine.beacon import Beacon, Progress, Stage
from sousveil.engine.columns import pack_row
from sousveil.engine.process import GRACE_SECONDS, Limits, describe_error, limit_memory, set_alarm
from sousveil.model.identifiers import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.engine.partition import Work

BEACON, ROWS, PROBLEMS = "beacon", "rows.jsonl", "problems.jsonl"


@frozen(kw_only=True)
class Order:
    """What a worker is to do, and where to go on.

    ``verdict`` is why the document at that place is given up, or the rest of the input where
    ``is_of_reading``.
    """

    work: bytes
    inputs: tuple[str, ...]
    staging: str
    limits: Limits
    progress: Progress
    verdict: str | None = None
    is_of_reading: bool = False


class _Stop(BaseException):
    """The worker ends here by itself; the beacon tells why."""


def main() -> None:
    """Take an order from standard input and carry it out; end when standard input does."""
    orders = _take_standard_input()
    path, packed = pickle.load(orders)  # noqa: S301  # made by the process that started us
    sys.path[:] = path
    order: Order = pickle.loads(packed)  # noqa: S301  # likewise
    Thread(target=_end_with, args=(orders, order.staging), daemon=True).start()
    beacon = Beacon(Path(order.staging) / BEACON)
    try:
        work: Work = pickle.loads(order.work)  # noqa: S301  # likewise
    except Exception as error:  # noqa: BLE001  # whatever a module does when it is imported
        beacon.give_reason(describe_error(error))
        beacon.commit(Stage.CANNOT_START, order.progress)
        return
    limit_memory(order.limits.memory_bytes)
    try:
        PartitionWorker(work, order, beacon).run()
    except _Stop:
        return


class PartitionWorker:
    """Goes through the documents of a partition from the place that its order names."""

    def __init__(self, work: Work, order: Order, beacon: Beacon) -> None:
        self._work = work
        self._order = order
        self._progress = order.progress
        staging = Path(order.staging)
        self._beacon = beacon
        self._rows = _open_at(staging / ROWS, order.progress.rows_bytes)
        self._problems = _open_at(staging / PROBLEMS, order.progress.problems_bytes)

    def run(self) -> None:
        """Work until everything is done."""
        with self._rows, self._problems:
            while self._progress.input_number < len(self._order.inputs):
                self._read_input(self._order.inputs[self._progress.input_number])
        self._mark(Stage.DONE)

    def _read_input(self, name: str) -> None:
        """Go through an input, beginning with the document that the progress names."""
        if self._progress.place == self._order.progress.place and self._order.is_of_reading:
            self._finish_input(name, self._order.verdict)
            return
        first = self._progress.document_number
        try:
            for number, (document_name, document) in enumerate(self._documents(name)):
                if number >= first:
                    self._take(name, document_name, document)
        except MemoryError:
            self._finish_input(name, self._order.limits.out_of_memory)
            self._stop(Stage.WANTS_RENEWAL)
        except Exception as error:  # noqa: BLE001  # the boundary that contains unforeseen failures
            if isinstance(error, OSError) or isinstance(error.__cause__, OSError):
                self._stop(Stage.CANNOT_READ, describe_error(error))
            self._finish_input(name, describe_error(error))
        else:
            self._finish_input(name, None)

    def _documents(self, name: str) -> Iterator[tuple[str, Any]]:
        """Read an input; the time for each document runs from the one before."""
        self._mark(Stage.READING)
        for document in self._work.read(name):
            yield document
            self._mark(Stage.READING)

    def _take(self, name: str, document_name: str, document: Any) -> None:
        """Apply the function to a document; it gives all its rows or a problem."""
        verdict = self._order.verdict
        if verdict is not None and self._progress.place == self._order.progress.place:
            self._finish_document(b"", 0, _pack_problem(name, document_name, verdict))
            return
        self._mark(Stage.APPLYING)
        try:
            lines = [pack_row(self._work.columns, row) for row in self._work.apply(document)]
        except MemoryError:
            reason = self._order.limits.out_of_memory
        except Exception as error:  # noqa: BLE001  # the boundary that contains unforeseen failures
            self._finish_document(b"", 0, _pack_problem(name, document_name, describe_error(error)))
            return
        else:
            self._finish_document(b"".join(lines), len(lines), b"")
            return
        self._finish_document(b"", 0, _pack_problem(name, document_name, reason))
        self._stop(Stage.WANTS_RENEWAL)

    def _finish_document(self, lines: bytes, count: int, problem: bytes) -> None:
        self._store(lines, problem)
        done = self._progress
        self._progress = Progress(
            input_number=done.input_number,
            document_number=done.document_number + 1,
            documents=done.documents + 1,
            rows=done.rows + count,
            rows_bytes=done.rows_bytes + len(lines),
            problems_bytes=done.problems_bytes + len(problem),
        )

    def _finish_input(self, name: str, reason: str | None) -> None:
        problem = b"" if reason is None else _pack_problem(name, None, reason)
        self._store(b"", problem)
        self._progress = evolve(
            self._progress,
            input_number=self._progress.input_number + 1,
            document_number=0,
            problems_bytes=self._progress.problems_bytes + len(problem),
        )

    def _store(self, lines: bytes, problem: bytes) -> None:
        """Hand bytes to the system, which keeps them even if this process is killed now."""
        try:
            for file, data in ((self._rows, lines), (self._problems, problem)):
                if data:
                    file.write(data)
                    file.flush()
        except OSError as error:
            self._stop(Stage.CANNOT_STORE, describe_error(error))

    def _mark(self, stage: Stage) -> None:
        """Commit the progress; the system ends this process should nobody else do so in time."""
        if stage is Stage.READING:
            set_alarm(2 * self._order.limits.timeout_seconds + GRACE_SECONDS)
        self._beacon.commit(stage, self._progress, since=time.monotonic())

    def _stop(self, stage: Stage, reason: str = "") -> NoReturn:
        self._beacon.give_reason(reason)
        self._beacon.commit(stage, self._progress)
        raise _Stop


def _pack_problem(name: str, document_name: str | None, reason: str) -> bytes:
    texts = (name, document_name or "", reason)
    clean = [text.encode(errors="backslashreplace").decode() for text in texts]
    document = None if document_name is None else clean[1]
    return canonical_bytes({"input": clean[0], "document": document, "reason": clean[2]}) + b"\n"


def _open_at(path: Path, size: int) -> BinaryIO:
    """Open a file for appending, less what was written after the last commit."""
    file = path.open("ab")
    file.truncate(size)
    return file


def _take_standard_input() -> BinaryIO:
    """Move standard input out of the reach of the function and of programs that it starts."""
    orders = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return orders


def _end_with(orders: BinaryIO, staging: str) -> None:
    """Wait until the process that minds this one is gone, tidy up after it, and end."""
    orders.read()
    shutil.rmtree(staging, ignore_errors=True)
    os._exit(1)
