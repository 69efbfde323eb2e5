"""Run partitions on this machine: so many worker processes, each minded by a thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import TYPE_CHECKING

from sousveil.engine.partition_run import run_partition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sousveil.engine.partition import Failure, Receipt, Task


class LocalBackend:
    """Worker processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, tasks: Sequence[Task]) -> Iterator[Receipt | Failure]:
        """Give what became of every task, as they end; a consumer that stops ends the workers."""
        stop = Event()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="sousveil-partition")
        try:
            for future in as_completed([pool.submit(run_partition, task, stop) for task in tasks]):
                yield future.result()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
