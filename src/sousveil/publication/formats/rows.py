"""Rows of a query, a batch at a time, so that memory does not grow with the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

_BATCH = 2_048


def fetch_rows(
    data: DuckDBPyConnection, query: str, values: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a query; no other query may run on ``data`` meanwhile."""
    found = data.execute(query, list(values))
    while rows := found.fetchmany(_BATCH):
        yield from rows
