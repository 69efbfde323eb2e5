"""Run partitions on a Dask cluster that exists: its scheduler's address is all that is needed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sousveil.engine.partition import Failure
from sousveil.engine.partition_run import run_partition
from sousveil.engine.process import describe_error
from sousveil.errors import CannotConnect, SousveilError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from distributed import Client, Future

    from sousveil.engine.partition import Receipt, Task

CONNECT_SECONDS = 30


class DaskBackend:
    """The workers of a Dask cluster.

    Documents never run in a Dask worker itself but in a process that it starts, so that a
    deadly document costs the cluster no worker, and no innocent partition comes under suspicion.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def run(self, tasks: Sequence[Task]) -> Iterator[Receipt | Failure]:
        """Give what became of every task, as they end; a consumer that stops takes the rest back.

        Raises:
            CannotConnect: Dask is not installed, or the scheduler does not answer any more.
        """
        with self._connect() as client:
            from distributed import as_completed  # noqa: PLC0415  # an optional extra

            token = uuid.uuid4().hex[:8]  # what another run asked for has its own limits
            submitted = {f"sousveil-{task.partition.partition_id}-{token}": task for task in tasks}
            futures = [
                client.submit(run_partition, task, key=key, pure=False)
                for key, task in submitted.items()
            ]
            waiting = as_completed(futures, loop=client.loop)  # type: ignore[no-untyped-call]
            del futures  # a future that nobody holds is let go by the cluster
            for future in waiting:
                yield self._outcome(future, submitted[future.key])

    def _outcome(self, future: Future[Receipt | Failure], task: Task) -> Receipt | Failure:
        if future.status == "finished":
            receipt: Receipt | Failure = future.result()
            return receipt
        if future.status != "error":
            raise self._cannot_connect(f"it let a partition go as {future.status}")
        error = future.exception()  # type: ignore[no-untyped-call]
        if isinstance(error, SousveilError):
            raise error
        partition = task.partition
        return Failure(
            partition_id=partition.partition_id,
            inputs=partition.inputs,
            reason=describe_error(error),
        )

    def _connect(self) -> Client:
        try:
            from distributed import Client  # noqa: PLC0415  # an optional extra
        except ImportError as error:
            raise CannotConnect(
                "Dask is not installed",
                where=self._address,
                next_step="pip install 'sousveil[cluster]', here and on the workers",
            ) from error
        try:
            _check_address(self._address)
            return Client(  # type: ignore[no-untyped-call]
                self._address, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise self._cannot_connect(describe_error(error)) from error

    def _cannot_connect(self, reason: str) -> CannotConnect:
        return CannotConnect(
            f"the scheduler of the cluster does not answer: {reason}",
            where=self._address,
            next_step="check that it runs, then run the command again: finished partitions stay",
        )


def _check_address(address: str) -> None:
    """Refuse an address of an unknown kind, or without a port.

    A client that fails on one holds its process up for a minute when it ends.

    Raises:
        ValueError: it is one.
    """
    from distributed.comm.addressing import (  # noqa: PLC0415  # an optional extra
        parse_address,
        parse_host_port,
    )
    from distributed.comm.registry import get_backend  # noqa: PLC0415  # an optional extra

    scheme, location = parse_address(address)
    get_backend(scheme)
    if scheme in {"tcp", "tls"}:
        parse_host_port(location)
