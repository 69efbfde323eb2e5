"""The input of a procedure: rows that a SQL file made, and what of them is complete.

A row is used if every column asked for has a value. Missing is not zero: what is left out is
counted by column and told with the result.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from sousveil.errors import QueryFailed
from sousveil.model.finding import Value
from sousveil.model.statistic import Missing

KEY = "country_iso3"


@frozen(kw_only=True, eq=False)
class Sample:
    """The complete rows: a vector of numbers for each numeric column, labels for each other."""

    numbers: dict[str, NDArray[np.float64]]
    labels: dict[str, tuple[str, ...]]
    missing: Missing

    @property
    def size(self) -> int:
        """How many rows there are."""
        return self.missing.used


@frozen(kw_only=True)
class InputTable:
    """The rows that a procedure works on; ``where`` names the finding, for messages."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    where: str

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of one column.

        Raises:
            QueryFailed: the SQL gives no such column.
        """
        if name not in self.columns:
            raise QueryFailed(
                f"the table has no column {name!r}, only {', '.join(self.columns)}",
                where=self.where,
                next_step="name the columns as docs/reference/statistics.md says for the procedure",
            )
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def others(self, *names: str) -> tuple[str, ...]:
        """Return the columns besides those named, in order."""
        return tuple(name for name in self.columns if name not in names)

    def complete(self, numeric: tuple[str, ...], labels: tuple[str, ...] = ()) -> Sample:
        """Take the rows that have every column asked for; booleans become 0 and 1.

        Raises:
            QueryFailed: a column is missing, or a numeric one holds text.
        """
        values = {name: self.column(name) for name in (*numeric, *labels)}
        gaps = {name: np.array([v is None for v in values[name]], bool) for name in values}
        used = np.ones(len(self.rows), bool)
        for gap in gaps.values():
            used &= ~gap
        kept = np.flatnonzero(used)
        missing = Missing(
            total=len(self.rows),
            used=len(kept),
            without=tuple((name, int(gap.sum())) for name, gap in gaps.items() if gap.any()),
        )
        return Sample(
            numbers={name: self._numbers(name, values[name], kept) for name in numeric},
            labels={name: tuple(str(values[name][i]) for i in kept) for name in labels},
            missing=missing,
        )

    def _numbers(
        self, name: str, values: tuple[Value, ...], kept: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        try:
            return np.array([float(values[i]) for i in kept], np.float64)
        except ValueError as error:
            raise QueryFailed(
                f"the column {name!r} holds text where numbers or yes and no are needed",
                where=self.where,
                next_step="cast it in the SQL",
            ) from error
