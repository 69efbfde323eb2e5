"""Bootstrap intervals: how far a score could have come out otherwise with other documents.

Documents are drawn, not labels: claims of one text succeed and fail together (Efron and
Tibshirani, An Introduction to the Bootstrap, 1993, percentile intervals).
"""

from __future__ import annotations

from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen
from attrs.validators import ge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Interval: TypeAlias = tuple[float, float]
_CUTS = 40
"""Fortieths: the first and the last cut are the 2.5th and the 97.5th percentile."""


@frozen(kw_only=True)
class Resampling:
    """How often documents are drawn anew, and the seed; 0 draws give no intervals."""

    count: int = field(default=1000, validator=ge(0))
    seed: int = 1


def bootstrap(
    counts: Sequence[tuple[int, ...]],
    measures: Sequence[Callable[[tuple[int, ...]], float | None]],
    resampling: Resampling,
) -> list[Interval | None]:
    """Return the 95 % interval of each measure of the summed counts of documents.

    Draws in which a measure has nothing to count are left out of its interval; where all
    draws agree there is none, for they cannot tell how sure the measure is.
    """
    random = Random(resampling.seed)  # noqa: S311  # repeatable by purpose
    drawn: list[list[float]] = [[] for _ in measures]
    for _ in range(resampling.count if counts else 0):
        sums = tuple(map(sum, zip(*random.choices(counts, k=len(counts)), strict=True)))
        for values, measure in zip(drawn, measures, strict=True):
            if (value := measure(sums)) is not None:
                values.append(value)
    return [percentile_interval(values) for values in drawn]


def percentile_interval(values: list[float]) -> Interval | None:
    """Return the interval, None where all draws agree: all right of ten is not certainty."""
    if len(set(values)) < 2:
        return None
    cuts = quantiles(values, n=_CUTS, method="inclusive")
    return cuts[0], cuts[-1]
