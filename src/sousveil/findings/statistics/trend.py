"""A trend over ordered groups: Cochran's and Armitage's test, with the odds ratio of a step."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2, norm

from sousveil.findings.statistics.firth import fit_firth
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.intervals import wilson
from sousveil.findings.statistics.resampling import (
    REPLICATES,
    check_regions,
    permutation_p,
    read_chance,
)
from sousveil.model.statistic import (
    Check,
    Estimate,
    SignificanceTest,
    Standing,
    StatisticResult,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sousveil.model.statistic import Missing, StatisticQuery

LEAST_EXPECTED = 5.0
"""Cochran's rule for the chi-squared distribution to serve."""


def trend_over_groups(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Test whether ``outcome`` becomes more or less frequent along ``score``.

    Columns: ``country_iso3``, ``outcome``, ``score`` (numbers in the groups' order),
    ``group`` (their names), ``region``. The effect is the odds ratio of one step of the
    score, by Firth's logistic regression with its profile interval.
    """
    sample = table.complete(("outcome", "score"), (KEY, "group", "region"))
    outcome, score = sample.numbers["outcome"], sample.numbers["score"]
    levels, place = np.unique(score, return_inverse=True)
    totals = np.bincount(place).astype(np.float64)
    counts = np.bincount(place, weights=outcome).astype(np.float64)
    rows = _rows(levels, counts, totals, dict(zip(score, sample.labels["group"], strict=True)))
    columns = ("group", "score", "outcome", "countries", "share", "low", "high")
    if refusal := _refuse(sample.missing, outcome, levels):
        return StatisticResult(missing=sample.missing, columns=columns, rows=rows, refusal=refusal)
    seed, replicates = read_chance(query.parameters, REPLICATES)
    z, p = cochran_armitage(counts, totals, levels)
    everywhere = ("",) * sample.size
    shuffled, within = (
        permutation_p(outcome, score, strata, seed=seed, replicates=replicates)
        for strata in (everywhere, sample.labels["region"])
    )
    return StatisticResult(
        missing=sample.missing,
        effect=_odds_ratio_of_step(outcome, score),
        tests=(
            SignificanceTest(name="Cochran-Armitage", p=p, statistic=z),
            SignificanceTest(name="permutation", p=shuffled),
            SignificanceTest(name="permutation within regions", p=within),
        ),
        checks=(
            _check_expected(counts, totals),
            _check_linear(counts, totals, z),
            check_regions(p, within),
        ),
        columns=columns,
        rows=rows,
        seed=seed,
        replicates=replicates,
    )


def cochran_armitage(
    counts: NDArray[np.float64], totals: NDArray[np.float64], scores: NDArray[np.float64]
) -> tuple[float, float]:
    """Give z and the two-sided p of a trend in proportions (Armitage 1955, Biometrics 11).

    >>> absent, present = [17066, 14464, 788, 126, 37], [48, 38, 5, 1, 1]
    >>> counts, totals = np.array(present, float), np.array(absent, float) + present
    >>> round(cochran_armitage(counts, totals, np.array([0, 0.5, 1.5, 4, 8]))[1], 4)
    0.0078
    """
    size = totals.sum()
    share = counts.sum() / size
    slope = float(scores @ (counts - totals * share))
    spread = float(scores**2 @ totals - (scores @ totals) ** 2 / size)
    z = slope / sqrt(share * (1 - share) * spread)
    return z, float(2 * norm.sf(abs(z)))


def _refuse(
    missing: Missing, outcome: NDArray[np.float64], levels: NDArray[np.float64]
) -> str | None:
    if missing.used == 0 or len(levels) < 2:
        return "a trend needs two groups with countries in them"
    if outcome.min() == outcome.max():
        return "the outcome is the same for all countries"
    return None


def _rows(
    levels: NDArray[np.float64],
    counts: NDArray[np.float64],
    totals: NDArray[np.float64],
    names: dict[float, str],
) -> tuple[tuple[str | float | int, ...], ...]:
    return tuple(
        (names[level], float(level), int(x), int(n), x / n, *wilson(int(x), int(n)))
        for level, x, n in zip(levels.tolist(), counts.tolist(), totals.tolist(), strict=True)
    )


def _odds_ratio_of_step(outcome: NDArray[np.float64], score: NDArray[np.float64]) -> Estimate:
    design = np.column_stack([np.ones(len(score)), score])
    step = fit_firth(design, outcome).profile(1, "score")
    return Estimate(
        name="odds ratio of one step",
        value=exp(step.value),
        low=None if step.low is None else exp(step.low),
        high=None if step.high is None else exp(step.high),
        method="Firth's logistic regression, profile",
    )


def _check_expected(counts: NDArray[np.float64], totals: NDArray[np.float64]) -> Check:
    share = counts.sum() / totals.sum()
    least = float(min((totals * share).min(), (totals * (1 - share)).min()))
    return Check(
        name="expected counts",
        standing=Standing.HOLDS if least >= LEAST_EXPECTED else Standing.CAUTION,
        detail=f"the smallest is {least:.1f}; below {LEAST_EXPECTED:.0f} the permutation test leads",
    )


def _check_linear(counts: NDArray[np.float64], totals: NDArray[np.float64], z: float) -> Check:
    if len(totals) < 3:
        return Check(name="linear trend", standing=Standing.HOLDS, detail="two groups: always")
    share = counts.sum() / totals.sum()
    whole = float(((counts - totals * share) ** 2 / (totals * share * (1 - share))).sum())
    p = float(chi2.sf(max(whole - z**2, 0.0), len(totals) - 2))
    return Check(
        name="linear trend",
        standing=Standing.HOLDS if p > 0.05 else Standing.CAUTION,
        detail=f"what the trend leaves of chi-squared: p {p:.3g}",
    )
