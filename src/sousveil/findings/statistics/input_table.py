"""The input of a procedure: rows that a SQL file made, and what of them is complete.

A row is used if every column asked for has a value. Missing is not zero: what is left out is
counted by column and told with the result.
"""

from __future__ import annotations

from functools import cached_property
from itertools import compress

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


@frozen(kw_only=True, slots=False)
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
        return self._by_name[name]

    @cached_property
    def by_country(self) -> dict[str, tuple[Value, ...]]:
        """The rows by country."""
        return dict(zip(map(str, self.column(KEY)), self.rows, strict=True))

    @cached_property
    def _by_name(self) -> dict[str, tuple[Value, ...]]:
        values = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return dict(zip(self.columns, values, strict=True))

    def others(self, *names: str) -> tuple[str, ...]:
        """Return the columns besides those named, in order."""
        return tuple(name for name in self.columns if name not in names)

    def complete(self, numeric: tuple[str, ...], labels: tuple[str, ...] = ()) -> Sample:
        """Take the rows that have every column asked for; booleans become 0 and 1.

        Raises:
            QueryFailed: a column is missing, or a numeric one holds text.
        """
        values = {name: self.column(name) for name in (*numeric, *labels)}
        gaps = {
            name: [value is not None for value in column]
            for name, column in values.items()
            if None in column
        }
        if gaps:
            used = [all(has) for has in zip(*gaps.values(), strict=True)]
            values = {name: tuple(compress(column, used)) for name, column in values.items()}
        missing = Missing(
            total=len(self.rows),
            used=sum(used) if gaps else len(self.rows),
            without=tuple((name, has.count(False)) for name, has in gaps.items()),
        )
        return Sample(
            numbers={name: self._numbers(name, values[name]) for name in numeric},
            labels={name: tuple(map(str, values[name])) for name in labels},
            missing=missing,
        )

    def _numbers(self, name: str, values: tuple[Value, ...]) -> NDArray[np.float64]:
        try:
            return np.array([float(value) for value in values], np.float64)  # type: ignore[arg-type]
        except ValueError as error:
            raise QueryFailed(
                f"the column {name!r} holds text where numbers or yes and no are needed",
                where=self.where,
                next_step="cast it in the SQL",
            ) from error
