"""Implausible jumps: a unit that moved between editions as no other did.

Most of a column drifts a little from edition to edition. A value that is far outside that
drift may be news, and is more often a misprint, a value of the neighbouring row or of
another quantity: it wants a look, which is all that this check asks for.
"""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from sousveil.editions.audit.compared_values import robust_scores
from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.editions.audit.compared_values import ComparedValue
    from sousveil.editions.audit.plan import SharedSeries

MINIMUM_PAIRS = 10
THRESHOLD = 7.0
"""Robust standard deviations. 3.5 is usual for normal values; those of an index have longer tails."""
SMALLEST_FACTOR = 1.5
SMALLEST_SHARE = 0.1
"""A jump is at least this factor or, on a scale, this share of its range: where hardly anything
drifts, as in a column that was taken over, rounding alone is many deviations wide."""


def check_implausible_jump(
    values: Sequence[ComparedValue], series: SharedSeries
) -> tuple[Observation, ...]:
    """Report units whose change is ``THRESHOLD`` robust standard deviations from the median change.

    A quantity of sizes (``is_magnitude``) is compared by the ratio, any other by the
    difference. Smaller changes than ``SMALLEST_FACTOR`` and ``SMALLEST_SHARE`` are none.
    """
    told = [v for v in values if not series.is_magnitude or v.now * v.then > 0]
    if len(told) < MINIMUM_PAIRS:
        return ()
    changes = [math.log(v.now / v.then) if series.is_magnitude else v.now - v.then for v in told]
    middle = statistics.median(changes)
    smallest = math.log(SMALLEST_FACTOR) if series.is_magnitude else SMALLEST_SHARE * _range(told)
    rows = tuple(
        value.key.affected(
            column=series.column,
            found=value.now,
            note=f"{value.then:.10g} in the earlier edition; {abs(score):.0f} deviations from the rest",
        )
        for value, change, score in zip(told, changes, robust_scores(changes), strict=True)
        if abs(score) >= THRESHOLD and abs(change - middle) >= smallest
    )
    if not rows:
        return ()
    return (
        Observation(
            check="implausible_jump",
            summary=f"{len(rows)} of {len(told)} values of {series.column} changed as no others did",
            rows=rows,
            confidence=Confidence.INFERRED,
        ),
    )


def _range(values: Sequence[ComparedValue]) -> float:
    ends = [end for value in values for end in (value.now, value.then)]
    return max(ends) - min(ends)
