"""Compared values: what one column says of each unit, beside what another source says of it."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.observation import RowKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.plan import SharedSeries

MAD_SCALE = 1.4826
"""Makes the median absolute deviation of normal values their standard deviation."""

MEAN_AD_SCALE = 1.2533
"""The same for the mean absolute deviation, which serves where more than half do not differ."""


@frozen(kw_only=True)
class ComparedValue:
    """A value, and the one that it is held against; both in the units that they are printed in."""

    key: RowKey
    now: float
    then: float


def compare_editions(
    table: NumericTable, earlier: NumericTable, series: SharedSeries
) -> tuple[ComparedValue, ...]:
    """Return the units that both editions give a value for, in the order of the later one.

    Raises:
        NotFound: one of the tables lacks its column.
    """
    before = earlier.present(series.earlier_column)
    return tuple(
        ComparedValue(key=key, now=now, then=before[key.unit])
        for key, now in table.rows(series.column)
        if key.unit in before
    )


def robust_scores(values: Sequence[float]) -> list[float]:
    """Return how far each value is from the median, in robust standard deviations.

    The modified z-score of Iglewicz, B. and Hoaglin, D. (1993), How to Detect and Handle
    Outliers, ASQC, with the mean absolute deviation where the median one is zero; all zero
    if no value differs.

    >>> [round(score, 1) for score in robust_scores([1.0, 2.0, 3.0, 4.0, 50.0])]
    [-1.3, -0.7, 0.0, 0.7, 31.7]
    """
    middle = statistics.median(values)
    deviations = [abs(value - middle) for value in values]
    spread = MAD_SCALE * statistics.median(deviations)
    spread = spread or MEAN_AD_SCALE * statistics.fmean(deviations)
    return [(value - middle) / spread if spread else 0.0 for value in values]
