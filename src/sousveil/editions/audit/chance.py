"""Chance: how likely it is that unrelated values look as if they were related."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def at_least(count: int, probabilities: Sequence[float]) -> float:
    """Return the probability of at least ``count`` successes in independent trials.

    The trials may differ in probability (the Poisson binomial distribution); the tail is
    summed exactly by recursion over the trials, after Hong, Y. (2013), On computing the
    distribution function for the Poisson binomial distribution, Computational Statistics
    & Data Analysis 59, 41-51.

    >>> at_least(2, [0.5, 0.5, 0.5])
    0.5
    """
    if count <= 0:
        return 1.0
    below = [1.0] + [0.0] * (count - 1)  # below[k]: exactly k successes so far
    reached = 0.0
    for probability in probabilities:
        reached += below[-1] * probability
        for k in range(count - 1, 0, -1):
            below[k] = below[k] * (1.0 - probability) + below[k - 1] * probability
        below[0] *= 1.0 - probability
    return reached


def draw_hits(draws: int, hits: int, population: int) -> float:
    """Return the probability that draws without replacement hold at least one of the hits.

    >>> draw_hits(1, 1, 4)
    0.25
    """
    misses = 1.0
    for drawn in range(min(draws, population)):
        misses *= max(population - hits - drawn, 0) / (population - drawn)
    return 1.0 - misses
