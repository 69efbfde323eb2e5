"""Duplicated rows: one row's values that stand again under another country's name.

Two countries may well have the same ticks; that they also have the same scores, ranks and
amounts, digit by digit, is a copied row. What counts is how common the shared values are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import comb, prod
from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sousveil.editions.audit.observation import AffectedRow, RowKey
    from sousveil.model.published_table import PublishedTable

MINIMUM_CELLS = 3
ALPHA = 1e-2


def check_duplicated_rows(
    table: PublishedTable, keys: Mapping[int, RowKey], columns: Sequence[str]
) -> tuple[Observation, ...]:
    """Report rows that agree in every one of the given columns, by more than chance.

    At least ``MINIMUM_CELLS`` of them hold a value. The expected number of such pairs, if
    the columns had nothing to do with each other, must be below ``ALPHA``; columns that go
    together make a pair likelier than that, so the row is ``inferred`` to be copied.
    """
    alike: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for row in table:
        alike[tuple(row[column] for column in columns)].append(row.number)
    counts = [Counter(row[column] for row in table) for column in columns]
    size = len(table.rows)
    rows: list[AffectedRow] = []
    for values, numbers in alike.items():
        cells = [count[value] / size for value, count in zip(values, counts, strict=True) if value]
        if len(numbers) < 2 or len(cells) < MINIMUM_CELLS:
            continue
        if comb(size, 2) * prod(cells) < ALPHA:
            others = ", ".join(keys[number].label for number in numbers)
            rows.extend(
                keys[number].affected(found=others, note=f"{len(cells)} values are the same")
                for number in numbers
            )
    if not rows:
        return ()
    return (
        Observation(
            check="duplicated_rows",
            summary=f"{len(rows)} rows have the values of another one",
            rows=tuple(rows),
            confidence=Confidence.INFERRED,
        ),
    )
