"""Reversed scales: the same quantity, in two editions, on a scale that was turned round.

What a country scores in one edition it scores, more or less, in the next: the rank
correlation of an honest pair of editions is strongly positive, and one near zero is already
odd. A strongly negative one has one plain explanation. Ranks are used because a turned scale
may also have another length, and because a few large changes must not decide.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.plan import SharedSeries

MINIMUM_PAIRS = 10
HIGHEST_CORRELATION = -0.6
ALPHA = 1e-4


def check_reversed_scale(
    table: NumericTable, earlier: NumericTable, series: SharedSeries
) -> tuple[Observation, ...]:
    """Report a quantity whose ranks run against those of the earlier edition.

    Reported if at least ``MINIMUM_PAIRS`` units have both values, their rank correlation is
    ``HIGHEST_CORRELATION`` or below, and unrelated values would reach it with a probability
    below ``ALPHA`` (Fisher's z of the rank correlation with variance 1.06 / (n - 3), after
    Fieller, Hartley and Pearson (1957), Tests for rank correlation coefficients I,
    Biometrika 44, 470-481). If the top of the scale is known, each row gives the value that
    the turned scale would make of the earlier one.

    Raises:
        NotFound: one of the tables lacks its column.
    """
    before = earlier.present(series.earlier_column)
    pairs = [
        (key, now, before[key.unit]) for key, now in table.rows(series.column) if key.unit in before
    ]
    correlation = _correlate([now for _, now, _ in pairs], [then for _, _, then in pairs])
    if correlation is None or not _is_reversed(correlation, len(pairs)):
        return ()
    summary = (
        f"{series.column} runs against {series.earlier_column} of the earlier edition:"
        f" rank correlation {correlation:.2f} over {len(pairs)} rows"
    )
    turned = []
    if series.maximum is not None:
        turned = [abs(now - (series.maximum - then)) for _, now, then in pairs]
        as_is = statistics.median(abs(now - then) for _, now, then in pairs)
        summary += (
            f"; median difference {as_is:g}, and {statistics.median(turned):g}"
            f" from {series.maximum:g} less the earlier value"
        )
    rows = tuple(
        key.affected(
            column=series.column,
            found=now,
            expected=None if series.maximum is None else series.maximum - then,
            note=f"{then:.10g} in the earlier edition",
        )
        for key, now, then in pairs
    )
    return (
        Observation(
            check="reversed_scale", summary=summary, rows=rows, confidence=Confidence.INFERRED
        ),
    )


def _correlate(first: list[float], second: list[float]) -> float | None:
    """Return the rank correlation, or None where there are too few values or only one."""
    if len(first) < MINIMUM_PAIRS or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return statistics.correlation(_rank(first), _rank(second))


def _rank(values: list[float]) -> list[float]:
    """Return the rank of each value; equal ones share the mean of their ranks."""
    ascending = sorted(values)
    return [(bisect_left(ascending, v) + bisect_right(ascending, v) + 1) / 2 for v in values]


def _is_reversed(correlation: float, pairs: int) -> bool:
    if correlation > HIGHEST_CORRELATION:
        return False
    clipped = max(correlation, -1 + 1e-12)
    z = math.atanh(clipped) * math.sqrt((pairs - 3) / 1.06)
    return statistics.NormalDist().cdf(z) < ALPHA
