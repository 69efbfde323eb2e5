"""Chance with a seed: permutation within regions, and the bootstrap over countries."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from sousveil.model.statistic import Check, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sousveil.model.statistic import Parameters

SEED = 20190917
REPLICATES = 9_999
BOOTSTRAPS = 1_999
SIGNIFICANT = 0.05
_TIE = 1e-9
"""Sums that differ by less are equal: they differ by rounding alone."""


def read_chance(parameters: Parameters, replicates: int) -> tuple[int, int]:
    """Return seed and number of replicates: those of the finding, else the usual ones."""
    return int(parameters.get("seed", SEED)), int(parameters.get("replicates", replicates))


def permutation_p(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    strata: Sequence[str],
    *,
    seed: int,
    replicates: int,
) -> float:
    """Give the two-sided p of the sum of products, ``second`` shuffled within each stratum.

    Numbers of adoptions, rank correlations and trends are such sums, so one shuffle serves
    all. The observed order counts as one of the shuffles (Phipson and Smyth 2010), which
    keeps p above zero. With one stratum it is the plain permutation test.
    """
    generator = np.random.default_rng(seed)
    places = np.array(strata)
    drawn = np.zeros(replicates)
    expected = observed = 0.0
    for stratum in sorted(set(strata)):
        inside = places == stratum
        a, b = first[inside], second[inside]
        observed += float(a @ b)
        expected += float(a.mean() * b.sum())
        drawn += generator.permuted(np.tile(b, (replicates, 1)), axis=1) @ a
    extreme = np.abs(drawn - expected) >= abs(observed - expected) - _TIE
    return (int(extreme.sum()) + 1) / (replicates + 1)


def sign_flip_p(differences: Sequence[float]) -> float:
    """Give the exact two-sided p of a sum whose terms could each have had the other sign.

    One term for each region keeps what countries of a region have in common together.
    """
    terms = np.array(differences, np.float64)
    signs = np.array(list(product((-1.0, 1.0), repeat=len(terms))))
    extreme = np.abs(signs @ terms) >= abs(float(terms.sum())) - _TIE
    return float(extreme.mean())


def bootstrap_weights(size: int, *, seed: int, replicates: int) -> NDArray[np.float64]:
    """Draw as many countries as there are, with replacement: how often each, a row a replicate."""
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=replicates)
    return drawn.astype(np.float64)


def bias_corrected_interval(drawn: NDArray[np.float64], observed: float) -> tuple[float, float]:
    """Give Efron's (1987) bias-corrected percentile interval from bootstrap replicates."""
    below = (np.sum(drawn < observed) + 0.5 * np.sum(drawn == observed)) / len(drawn)
    edge = 0.5 / len(drawn)
    shift = float(norm.ppf(np.clip(below, edge, 1 - edge)))
    ends = norm.cdf(2 * shift + norm.ppf([0.025, 0.975]))
    low, high = np.quantile(drawn, ends)
    return float(low), float(high)


def check_regions(overall: float, within: float) -> Check:
    """Say whether countries of one region being alike changes what the test says."""
    agree = (overall <= SIGNIFICANT) == (within <= SIGNIFICANT)
    detail = f"p {overall:.3g} over all countries, {within:.3g} shuffled within regions"
    if not agree and within > overall:
        detail += ": not told apart from differences between regions"
    elif not agree:
        detail += ": seen within regions alone"
    return Check(
        name="regional dependence",
        standing=Standing.HOLDS if agree else Standing.CAUTION,
        detail=detail,
    )
