"""Intervals of proportions: Wilson, Newcombe, Clopper and Pearson; and Chao's of a size."""

from __future__ import annotations

from math import exp, log, sqrt

from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

CONFIDENCE = 0.95
Z = 1.959963984540054
"""The normal quantile of a two-sided 95 per cent interval."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """Give Wilson's score interval of a proportion.

    >>> [round(bound, 4) for bound in wilson(56, 70)]
    [0.6918, 0.877]
    """
    low, high = proportion_confint(count, total, method="wilson")
    return float(low), float(high)


def clopper_pearson(count: int, total: int) -> tuple[float, float]:
    """Give the exact interval of a proportion by Clopper and Pearson (1934)."""
    low, high = proportion_confint(count, total, method="beta")
    return (0.0 if count == 0 else float(low)), (1.0 if count == total else float(high))


def newcombe(count_1: int, total_1: int, count_2: int, total_2: int) -> tuple[float, float]:
    """Give Newcombe's (1998a, method 10) interval of a difference of independent proportions.

    >>> [round(bound, 4) for bound in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    low, high = confint_proportions_2indep(
        count_1, total_1, count_2, total_2, method="newcomb", compare="diff"
    )
    return float(low), float(high)


def newcombe_paired(both: int, first: int, second: int, neither: int) -> tuple[float, float]:
    """Give Newcombe's (1998b, method 10) interval of a difference of paired proportions.

    Args:
        both: pairs with both.
        first: pairs with the first alone; the difference is first less second.
        second: pairs with the second alone.
        neither: pairs with neither.
    """
    total = both + first + second + neither
    share_1, share_2 = (both + first) / total, (both + second) / total
    low_1, high_1 = wilson(both + first, total)
    low_2, high_2 = wilson(both + second, total)
    phi = _phi(both, first, second, neither)
    below, above = share_1 - low_1, high_2 - share_2
    down = sqrt(max(below**2 - 2 * phi * below * above + above**2, 0.0))
    above, below = high_1 - share_1, share_2 - low_2
    up = sqrt(max(above**2 - 2 * phi * above * below + below**2, 0.0))
    difference = share_1 - share_2
    return difference - down, difference + up


def _phi(both: int, first: int, second: int, neither: int) -> float:
    """Give the correlation with the continuity correction that Newcombe makes where positive."""
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    if margins == 0:
        return 0.0
    total = both + first + second + neither
    cross = float(both * neither - first * second)
    if cross > 0:
        cross = max(cross - total / 2, 0.0)
    return cross / sqrt(margins)


def size_interval(observed: int, unseen: float, variance: float) -> tuple[float, float]:
    """Give Chao's (1987) interval of a population's size, which never falls below what was seen.

    Args:
        observed: how many were seen.
        unseen: the estimate of how many were not.
        variance: of that estimate.
    """
    if unseen <= 0:
        return float(observed), float(observed)
    factor = exp(Z * sqrt(log(1 + variance / unseen**2)))
    return observed + unseen / factor, observed + unseen * factor
