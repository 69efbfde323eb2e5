"""Spread work over processes, and take its rows in the order of what was given, as a stream.

The engine's Parquet files stand in a folder of their own until their turn: the rows come in the
same order, whatever process was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence  # attrs reads them
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
from attrs import define, field

from sousveil.engine.mapping import map_partitions
from sousveil.engine.partition import Failure, Receipt, name_partitions

if TYPE_CHECKING:
    from sousveil.engine.mapping import Running
    from sousveil.engine.partition import Work

Row = dict[str, Any]

_ROWS_AT_A_TIME = 1_000


def spread_work(
    work: Work,
    partitions: Sequence[Sequence[str]],
    *,
    running: Running,
    take: Callable[[Row], None],
    note: Callable[[Receipt | Failure], None],
) -> None:
    """Do some work on partitions, several at a time; hand over each row, then what became of its partition.

    Rows come in the order of the partitions, and in each in the order of its documents.

    Raises:
        BadInput: an input is given twice.
        CannotWrite: the disk does not take the rows of partitions that wait for their turn.
    """
    with TemporaryDirectory(prefix="sousveil-rows-", ignore_cleanup_errors=True) as folder:
        names = [partition.partition_id for partition in name_partitions(work, partitions)]
        turns = _Turns(names=names, rows=Path(folder) / "rows", take=take, note=note)
        map_partitions(work, partitions, folder, running=running, progress=turns.end)


@define(kw_only=True)
class _Turns:
    """Partitions that have ended, until those before them have."""

    names: list[str]
    rows: Path
    take: Callable[[Row], None]
    note: Callable[[Receipt | Failure], None]
    _waiting: dict[str, Receipt | Failure] = field(factory=dict)
    _next: int = 0

    def end(self, outcome: Receipt | Failure) -> None:
        """Note that a partition has ended, and go through those whose turn has come."""
        self._waiting[outcome.partition_id] = outcome
        while self._next < len(self.names) and self.names[self._next] in self._waiting:
            ready = self._waiting.pop(self.names[self._next])
            self._next += 1
            if isinstance(ready, Receipt):
                path = self.rows / f"{ready.partition_id}.parquet"
                for row in _read_rows(path):
                    self.take(row)
                path.unlink()
            self.note(ready)


def _read_rows(path: Path) -> Iterator[Row]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        columns = [name for name, *_ in result.description or ()]
        while rows := result.fetchmany(_ROWS_AT_A_TIME):
            yield from (dict(zip(columns, row, strict=True)) for row in rows)
