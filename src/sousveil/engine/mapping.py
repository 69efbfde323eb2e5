"""Map work over partitions of inputs, on this machine or on a cluster, into a folder of Parquet.

The same work on the same inputs gives the same files whichever backend ran it, with however
many workers, and however often it was killed and run again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen
from attrs.validators import ge, gt

from sousveil import __version__
from sousveil.engine.dask_backend import DaskBackend
from sousveil.engine.local_backend import LocalBackend
from sousveil.engine.output import OutputFolder
from sousveil.engine.partition import Failure, Receipt, Task, name_partitions, pack_work
from sousveil.engine.process import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sousveil.engine.partition import Work


class Backend(Protocol):
    """Somewhere to run tasks."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Receipt | Failure]:
        """Give what became of every task, as they end and in no order of their own."""
        ...


@frozen(kw_only=True)
class Running:
    """Where work runs, and what a document may cost there.

    ``cluster`` is the address of a Dask scheduler, such as ``tcp://10.1.2.3:8786``; without
    one, ``workers`` processes of this machine are used. A document whose worker died is tried
    ``retries`` times again before it is given up, since a worker can die of other things.
    """

    workers: int = field(default=1, validator=ge(1))
    cluster: str | None = None
    retries: int = field(default=1, validator=ge(0))
    timeout_seconds: float = field(default=120.0, validator=gt(0))
    memory_bytes: int = field(default=1024**3, validator=gt(0))


@frozen(kw_only=True)
class Mapped:
    """What became of all partitions, in the order in which they were given.

    Where there are ``failures``, the output is not complete; another run tries those again.
    ``resumed`` partitions were finished before.
    """

    receipts: tuple[Receipt, ...]
    failures: tuple[Failure, ...]
    resumed: int


def map_partitions(
    work: Work,
    partitions: Iterable[Sequence[str]],
    output: str,
    *,
    running: Running,
    progress: Callable[[Receipt | Failure], None] = lambda _: None,
) -> Mapped:
    """Do some work on every document of every partition, and write a Parquet file for each.

    What is finished in the output folder is not done again. A document at which workers die,
    hang or run out of memory costs its own rows alone and is among its receipt's problems.

    Raises:
        BadInput: an input is given twice, the folder holds other work, or a function is not
            importable by name.
        CannotConnect: the cluster does not answer.
        CannotWrite: the output folder does not answer.
        SousveilError: workers cannot import the functions.
    """
    named = name_partitions(work, partitions)
    folder = OutputFolder(output)
    finished = folder.finished(partition.partition_id for partition in named)
    folder.tidy()
    packed = pack_work(work)
    limits = Limits(timeout_seconds=running.timeout_seconds, memory_bytes=running.memory_bytes)
    tasks = [
        Task(
            partition=partition,
            work=packed,
            columns=work.columns,
            output=folder.url,
            limits=limits,
            retries=running.retries,
            version=__version__,
        )
        for partition in named
        if partition.partition_id not in finished
    ]
    outcomes: dict[str, Receipt | Failure] = dict(finished)
    for outcome in _choose(running).run(tasks) if tasks else ():
        outcomes[outcome.partition_id] = outcome
        progress(outcome)
    ordered = [outcomes[partition.partition_id] for partition in named]
    return Mapped(
        receipts=tuple(outcome for outcome in ordered if isinstance(outcome, Receipt)),
        failures=tuple(outcome for outcome in ordered if isinstance(outcome, Failure)),
        resumed=len(finished),
    )


def _choose(running: Running) -> Backend:
    return DaskBackend(running.cluster) if running.cluster else LocalBackend(running.workers)
