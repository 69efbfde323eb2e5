"""Two lists: Chapman's estimate, and what becomes of it if the lists are not independent."""

from __future__ import annotations

from attrs import frozen

from sousveil.findings.statistics.intervals import size_interval

ODDS_RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Between being on one list and being on the other, among all of the population."""


@frozen(kw_only=True)
class Size:
    """An estimate of a population's size, with its standard error and interval."""

    value: float
    error: float
    low: float
    high: float


def lincoln_petersen(first: int, second: int, both: int) -> float:
    """Give the maximum likelihood estimate of the size, from the lists' sizes and overlap."""
    return first * second / both


def chapman(first: int, second: int, both: int) -> Size:
    """Give Chapman's (1951) nearly unbiased estimate, with Seber's (1970) variance.

    The interval is Chao's (1987), on the scale of the logarithm of the unseen.

    >>> size = chapman(1754, 452, 337)
    >>> [round(value) for value in (size.value, size.error, size.low, size.high)]
    [2351, 58, 2250, 2478]
    """
    value = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1)
        * (second + 1)
        * (first - both)
        * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )
    observed = first + second - both
    low, high = size_interval(observed, value - observed, variance)
    return Size(value=value, error=variance**0.5, low=low, high=high)


def chapman_under(odds_ratio: float, first: int, second: int, both: int) -> Size:
    """Give what Chapman's estimate would be if the lists had a known dependence.

    The unseen are ``odds_ratio`` times as many as under independence: being on one list
    makes being on the other likelier above 1, which hides more, and less likely below.
    """
    independent = chapman(first, second, both)
    observed = first + second - both
    unseen = odds_ratio * (independent.value - observed)
    error = odds_ratio * independent.error
    low, high = size_interval(observed, unseen, error**2)
    return Size(value=observed + unseen, error=error, low=low, high=high)
