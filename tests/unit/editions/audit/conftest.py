"""Small tables for the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.observation import RowKey
from sousveil.model.published_table import PublishedTable, TableRow

Cells = Mapping[str, str | None]


def _publish(rows: Sequence[Cells], untitled: Sequence[str] = ()) -> PublishedTable:
    columns: Any = list(dict.fromkeys(name for row in rows for name in row))
    numbered: Any = [
        TableRow(number=n, cells={c: v for c, v in row.items() if v is not None})
        for n, row in enumerate(rows, start=2)
    ]
    stray: Any = untitled
    return PublishedTable(sheet="test", columns=columns, rows=numbered, untitled=stray)


def _key(table: PublishedTable) -> dict[int, RowKey]:
    return {
        row.number: RowKey(row=row.number, country_iso3=None, label=row["country"] or "")
        for row in table
    }


def _number(units: Sequence[str], **columns: Sequence[float | None]) -> NumericTable:
    keys = tuple(
        RowKey(row=n, country_iso3=unit, label=unit) for n, unit in enumerate(units, start=2)
    )
    return NumericTable(keys=keys, columns={name: tuple(v) for name, v in columns.items()})


@pytest.fixture
def publish() -> Callable[..., PublishedTable]:
    """A published table from rows of cells; the first row is number 2, as in a sheet."""
    return _publish


@pytest.fixture
def key() -> Callable[[PublishedTable], dict[int, RowKey]]:
    """The keys of a table whose column ``country`` holds the labels."""
    return _key


@pytest.fixture
def number() -> Callable[..., NumericTable]:
    """A numeric table from units and columns."""
    return _number
