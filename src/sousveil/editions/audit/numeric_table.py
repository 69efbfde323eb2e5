"""Numeric tables: the columns of any table as numbers, the input of the numeric checks.

The checks know nothing of the index that they audit: they see rows with keys, and columns
of numbers in which a missing value is None.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.observation import Confidence, Observation, RowKey
from sousveil.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sousveil.editions.covariates import Covariates, Number
    from sousveil.model.published_table import PublishedTable


@frozen(kw_only=True)
class NumericTable:
    """Columns of numbers over the same rows; ``columns`` holds one value for each key."""

    keys: tuple[RowKey, ...]
    columns: dict[str, tuple[float | None, ...]]

    def __attrs_post_init__(self) -> None:
        for name, values in self.columns.items():
            if len(values) != len(self.keys):
                raise ValueError(f"{name} has {len(values)} values for {len(self.keys)} rows")

    @property
    def labels(self) -> dict[str, str]:
        """The label of each unit."""
        return {key.unit: key.label for key in self.keys}

    def present(self, column: str) -> dict[str, float]:
        """Return the values of a column by unit; a missing one is not in it.

        Raises:
            NotFound: there is no such column.
        """
        pairs = zip(self.keys, self._column(column), strict=True)
        return {key.unit: value for key, value in pairs if value is not None}

    def rows(self, column: str) -> Iterable[tuple[RowKey, float]]:
        """Give the rows that have a value in a column, in order.

        Raises:
            NotFound: there is no such column.
        """
        for key, value in zip(self.keys, self._column(column), strict=True):
            if value is not None:
                yield key, value

    def _column(self, column: str) -> tuple[float | None, ...]:
        if column not in self.columns:
            raise NotFound(
                f"no column {column!r}",
                where=f"a table with {', '.join(self.columns) or 'no columns'}",
                next_step="correct the audit plan, or give the covariates that it was written for",
            )
        return self.columns[column]


def read_numbers(
    table: PublishedTable, keys: Mapping[int, RowKey], columns: Iterable[str]
) -> tuple[NumericTable, tuple[Observation, ...]]:
    """Read columns of a published table as numbers, and say which cells are none.

    A cell that is no number counts as missing for the other checks, and is reported, so
    that damage to a number is not taken for a blank.
    """
    read: dict[str, tuple[float | None, ...]] = {}
    broken = []
    for column in dict.fromkeys(columns):
        values = []
        for row in table:
            text = row[column]
            value = None if text is None else _parse(text)
            values.append(value)
            if text is not None and value is None:
                broken.append(keys[row.number].affected(column=column, found=text))
        read[column] = tuple(values)
    numeric = NumericTable(keys=tuple(keys[row.number] for row in table), columns=read)
    if not broken:
        return numeric, ()
    observation = Observation(
        check="numbers",
        summary=f"{len(broken)} cells of numeric columns hold no number",
        rows=tuple(broken),
        confidence=Confidence.CERTAIN,
    )
    return numeric, (observation,)


def read_reference(covariates: Covariates, labels: Mapping[str, str]) -> NumericTable:
    """Return the covariates as a numeric table; a column of text has no values.

    ``labels`` names the units; a unit without a name goes by its code.
    """
    keys = tuple(
        RowKey(row=None, country_iso3=iso3, label=labels.get(iso3, iso3))
        for iso3 in covariates.rows
    )
    columns = {
        column.name: tuple(_as_number(row.get(column.name)) for row in covariates.rows.values())
        for column in covariates.dictionary.columns
    }
    return NumericTable(keys=keys, columns=columns)


def _as_number(value: Number) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _parse(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
