"""Stray cells: something stands to the right of the last title, under no title at all.

Such a cell means nothing that the table says. Readers drop it without notice; a list that ran
out of columns, and notes that slipped into another row, end up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.editions.audit.observation import RowKey
    from sousveil.model.published_table import PublishedTable


def check_stray_cells(table: PublishedTable, keys: Mapping[int, RowKey]) -> tuple[Observation, ...]:
    """Report every cell outside the titled columns, one entry for each."""
    rows = tuple(
        keys[row.number].affected(column=column, found=row[column])
        for row in table
        for column in table.untitled
        if row[column] is not None
    )
    if not rows:
        return ()
    where = len({entry.row for entry in rows})
    return (
        Observation(
            check="stray_cells",
            summary=f"{len(rows)} cells in {where} rows stand outside the titled columns",
            rows=rows,
            confidence=Confidence.CERTAIN,
        ),
    )
