"""The workers of one run, and which item each of them holds."""

from __future__ import annotations

import time
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Generic, TypeVar

from sousveil.engine.outcome import Crash
from sousveil.engine.worker import Worker
from sousveil.errors import SousveilError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from multiprocessing.context import BaseContext
    from typing import Any

    from sousveil.engine.process import Limits

Key = TypeVar("Key", bound="Hashable")

ITEMS_PER_WORKER = 2_000
"""A worker is renewed after so many items: what a native parser leaks goes with it."""
START_SECONDS = 120.0
STARTS_TO_TRY = 5


class Crew(Generic[Key]):
    """So many workers at any time; one that ends is replaced.

    Invariant: a worker is starting, free, or holds exactly one key with its deadline.
    """

    def __init__(self, context: BaseContext, function: bytes, limits: Limits, workers: int) -> None:
        self._context = context
        self._function = function
        self._limits = limits
        self._failed_starts = 0
        self._starting: dict[Worker, float] = {}
        self._free: list[Worker] = []
        self._holding: dict[Worker, tuple[Key, float]] = {}
        for _ in range(workers):
            self._hire()

    @property
    def is_busy(self) -> bool:
        """Whether any worker holds an item."""
        return bool(self._holding)

    def has_free(self) -> bool:
        """Tell whether a worker waits for an item; replace those that ended while they waited."""
        for worker in [worker for worker in self._free if worker.has_news()]:
            self._free.remove(worker)
            self._replace(worker)
        return bool(self._free)

    def assign(self, key: Key, packed: bytes) -> None:
        """Give an item to a free worker. If that worker is just ending, its pipe will tell."""
        worker = self._free.pop()
        worker.send(packed)
        self._holding[worker] = (key, time.monotonic() + self._limits.timeout_seconds)

    def collect(self) -> Iterator[tuple[Key, Any | Crash]]:
        """Wait until a worker has something to say or is out of time, and give what is there."""
        deadlines = [*self._starting.values(), *(until for _, until in self._holding.values())]
        if not deadlines:
            return
        watched = {worker.connection: worker for worker in (*self._starting, *self._holding)}
        ready = wait(list(watched), timeout=max(0.0, min(deadlines) - time.monotonic()))
        for connection in ready:
            worker = watched[connection]  # type: ignore[index]  # wait() gives what it was given
            if worker in self._starting:
                self._welcome(worker)
            else:
                yield self._receive(worker)
        now = time.monotonic()
        for worker, (key, until) in list(self._holding.items()):
            if until <= now and not worker.has_news():
                del self._holding[worker]
                self._replace(worker)
                yield key, Crash(self._limits.out_of_time)
        for worker, until in list(self._starting.items()):
            if until <= now and not worker.has_news():
                self._fail_start(worker)

    def dismiss(self) -> None:
        """End every worker; those that hold an item are killed."""
        for worker in self._free:
            worker.close()
        for worker in (*self._holding, *self._starting):
            worker.kill()
        for worker in self._free:
            worker.end()
        self._free, self._holding, self._starting = [], {}, {}

    def _hire(self) -> None:
        worker = Worker(self._context, self._function, self._limits)
        self._starting[worker] = time.monotonic() + START_SECONDS

    def _replace(self, worker: Worker) -> str:
        """Start another worker in place of one, and tell how the one ended."""
        ending = worker.kill()
        self._hire()
        return ending

    def _welcome(self, worker: Worker) -> None:
        if worker.receive() is None:
            self._fail_start(worker)
            return
        del self._starting[worker]
        self._failed_starts = 0
        self._free.append(worker)

    def _fail_start(self, worker: Worker) -> None:
        del self._starting[worker]
        self._failed_starts += 1
        ending = self._replace(worker)
        if self._failed_starts >= STARTS_TO_TRY:
            raise SousveilError(
                f"{STARTS_TO_TRY} worker processes in a row were not ready for work: {ending}",
                next_step="see the messages above; the function must be importable by name",
            )

    def _receive(self, worker: Worker) -> tuple[Key, Any | Crash]:
        """Take what a worker answered, or say how it ended."""
        key, _ = self._holding.pop(worker)
        answer = worker.receive()
        if answer is None:
            return key, Crash(f"its worker process {self._replace(worker)}")
        if answer.is_last or worker.answered >= ITEMS_PER_WORKER:
            worker.close()
            worker.end()
            self._hire()
        else:
            self._free.append(worker)
        return key, answer.result
