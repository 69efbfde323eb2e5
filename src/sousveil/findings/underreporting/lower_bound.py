"""Chao's lower bound: what is left to see even if countries differ in how easily they are seen."""

from __future__ import annotations

from sousveil.findings.statistics.intervals import size_interval
from sousveil.findings.underreporting.two_lists import Size


def chao_lower_bound(observed: int, once: int, twice: int, lists: int) -> Size:
    """Estimate the least size of the population from what one and what two lists have.

    Chao (1987, Biometrics 43, 783-791), in the bias-corrected form for a given number of
    lists (Chao 2005). It holds when units differ in how likely a list has them (model
    M_h), lists being independent for each unit; the true size may well be larger.

    >>> round(chao_lower_bound(271, 187, 56, 3).value)
    474
    """
    share = (lists - 1) / lists
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    variance = (
        share * once * (once - 1) / (2 * (twice + 1))
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    low, high = size_interval(observed, unseen, variance)
    return Size(value=observed + unseen, error=variance**0.5, low=low, high=high)
