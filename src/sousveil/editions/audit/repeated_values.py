"""Repeated values: the same entry twice in one row's list, such as a vendor named twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sousveil.editions.audit.list_cells import split_cell
from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sousveil.editions.audit.observation import RowKey
    from sousveil.editions.audit.plan import ValueList
    from sousveil.model.published_table import PublishedTable


def check_repeated_values(
    table: PublishedTable,
    keys: Mapping[int, RowKey],
    values: ValueList,
    identify: Callable[[str], str] = str.casefold,
) -> tuple[Observation, ...]:
    """Report rows that name the same thing twice in one list.

    ``identify`` says what two spellings have in common; by default only case is ignored.
    A repetition counts a vendor twice, or hides another one that should stand there.
    """
    rows = []
    for row in table:
        spellings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column in values.columns:
            for text in split_cell(row[column], values.separator):
                spellings[identify(text)].append((column, text))
        for entries in spellings.values():
            if len(entries) > 1:
                columns = ", ".join(dict.fromkeys(column for column, _ in entries))
                found = "; ".join(text for _, text in entries)
                rows.append(keys[row.number].affected(column=columns, found=found))
    if not rows:
        return ()
    return (
        Observation(
            check="repeated_values",
            summary=f"{len(rows)} rows name the same value twice in {values.columns[0]}"
            + (f" to {values.columns[-1]}" if len(values.columns) > 1 else ""),
            rows=tuple(rows),
            confidence=Confidence.CERTAIN,
        ),
    )
