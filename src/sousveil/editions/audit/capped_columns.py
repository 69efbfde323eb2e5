"""Capped columns: a list that had more entries than the table has columns for them.

Two signs, the first of which is proof:

- A row fills every column of the group and goes on to the right of the last title.
- Too many rows fill every column. Lists of things that happen to be found have no reason to
  stop at one length: each further entry is rarer than the last, about geometrically. From the
  rows that do not fill the group, the ratio ``r`` from one length to the next is estimated
  (for a geometric distribution cut off at both ends the mean is sufficient, so the estimate
  is the ratio with the observed mean). Without a cap, of the rows that fill all columns or
  all but one, a share of ``r / (1 + r)`` would fill all; a cap piles up in the last column
  every row that would have gone on. Reported if the pile is there by chance with a
  probability below ``ALPHA`` (binomial tail).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.audit.chance import at_least
from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sousveil.editions.audit.observation import RowKey
    from sousveil.editions.audit.plan import ValueList
    from sousveil.model.published_table import PublishedTable, TableRow

ALPHA = 1e-4
MINIMUM_COLUMNS = 3


def check_capped_columns(
    table: PublishedTable, keys: Mapping[int, RowKey], values: ValueList
) -> tuple[Observation, ...]:
    """Report the rows that fill every column of a group, if the group was a cap.

    A group of fewer than ``MINIMUM_COLUMNS`` says nothing about lengths, and is not checked.
    """
    if len(values.columns) < MINIMUM_COLUMNS:
        return ()
    lengths = [sum(row[column] is not None for column in values.columns) for row in table]
    full = [
        row for row, length in zip(table, lengths, strict=True) if length == len(values.columns)
    ]
    over = {row.number for row in full if _overflow(row, table.untitled)}
    chance = _pile_chance(lengths, len(values.columns))
    if not over and chance >= ALPHA:
        return ()
    summary = (
        f"{len(full)} rows fill all {len(values.columns)} columns from {values.columns[0]} to"
        f" {values.columns[-1]}, and {len(over)} of them go on beyond the last title;"
        f" so many full rows would come without a cap with probability {chance:.1g}"
    )
    rows = tuple(
        keys[row.number].affected(
            column=values.columns[-1],
            found=row[values.columns[-1]],
            note=f"goes on: {_overflow(row, table.untitled)}" if row.number in over else "",
        )
        for row in full
    )
    confidence = Confidence.CERTAIN if over else Confidence.INFERRED
    return (Observation(check="capped_columns", summary=summary, rows=rows, confidence=confidence),)


def _overflow(row: TableRow, untitled: Sequence[str]) -> str:
    return "; ".join(text for column in untitled if (text := row[column]) is not None)


def _pile_chance(lengths: Sequence[int], columns: int) -> float:
    """Return the probability of so many full rows, were lengths geometric without a cap."""
    below = [length for length in lengths if 0 < length < columns]
    full = sum(length == columns for length in lengths)
    if not below:
        return 1.0
    ratio = _fit_ratio(sum(below) / len(below), columns - 1)
    almost = sum(length == columns - 1 for length in below)
    return at_least(full, [ratio / (1 + ratio)] * (full + almost))


def _fit_ratio(mean: float, longest: int) -> float:
    """Return the ratio at which lengths 1 to ``longest``, falling geometrically, have this mean.

    A list cannot lengthen by itself, so the ratio is 1 at most.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = [middle**k for k in range(longest)]
        expected = sum((k + 1) * w for k, w in enumerate(weights)) / sum(weights)
        low, high = (middle, high) if expected < mean else (low, middle)
    return high
