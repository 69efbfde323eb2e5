"""Two quantities of countries: rank correlation, and adopters among the topmost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import hypergeom, kendalltau, rankdata

from sousveil.findings.statistics.input_table import KEY, InputTable, Sample
from sousveil.findings.statistics.proportions import difference
from sousveil.findings.statistics.resampling import (
    BOOTSTRAPS,
    REPLICATES,
    bias_corrected_interval,
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
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sousveil.model.statistic import StatisticQuery

    Vector = NDArray[np.float64]

LEAST_COUNTRIES = 10
MANY_TIES = 0.5


def rank_association(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Measure how two columns rank countries alike: Spearman's rho and Kendall's tau-b.

    The parameters ``x`` and ``y`` name the two; further columns: ``country_iso3``,
    ``region``. Intervals: bias-corrected bootstrap
    over countries (Efron 1987). Tests: Spearman's by permutation over all countries and
    within regions, Kendall's as scipy gives it.
    """
    names = str(query.parameters["x"]), str(query.parameters["y"])
    sample = table.complete(names, (KEY, "region"))
    x, y = (sample.numbers[name] for name in names)
    if sample.size < LEAST_COUNTRIES or 1 in {len(np.unique(x)), len(np.unique(y))}:
        return StatisticResult(
            missing=sample.missing,
            refusal=f"fewer than {LEAST_COUNTRIES} countries, or one of the two does not vary",
        )
    seed, replicates = read_chance(query.parameters, REPLICATES)
    everywhere = ("",) * sample.size
    over_all, within = (
        permutation_p(rankdata(x), rankdata(y), strata, seed=seed, replicates=replicates)
        for strata in (everywhere, sample.labels["region"])
    )
    kendall = kendalltau(x, y)
    draws = np.random.default_rng(seed).integers(sample.size, size=(BOOTSTRAPS, sample.size))
    return StatisticResult(
        missing=sample.missing,
        effect=_estimate("Spearman rank correlation", spearman, x, y, draws),
        estimates=(_estimate("Kendall tau-b", _kendall, x, y, draws[: BOOTSTRAPS // 2]),),
        tests=(
            SignificanceTest(name="Spearman, permutation", p=over_all),
            SignificanceTest(name="Spearman, permutation within regions", p=within),
            SignificanceTest(
                name="Kendall", p=float(kendall.pvalue), statistic=float(kendall.statistic)
            ),
        ),
        checks=(_check_ties(sample), check_regions(over_all, within)),
        seed=seed,
        replicates=replicates,
    )


def spearman(x: Vector, y: Vector) -> float:
    """Give Spearman's rank correlation, ties sharing their middle rank; nan if one is constant."""
    a, b = (rankdata(v) - (len(v) + 1) / 2 for v in (x, y))
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else np.nan


def topmost_adopters(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Count ``outcome`` among the ``top`` countries by ``rank``, against what chance would put there.

    Columns: ``country_iso3``, ``outcome``, ``rank`` (1 is the highest), ``region``. The
    effect is the share among the top less the share among the others, with Newcombe's
    interval; p is the upper tail of the hypergeometric distribution, which is Fisher's
    exact test of one side.
    """
    sample = table.complete(("outcome", "rank"), (KEY, "region"))
    outcome = sample.numbers["outcome"]
    is_top = (sample.numbers["rank"] <= float(query.parameters["top"])).astype(np.float64)
    size, top, adopters = sample.size, int(is_top.sum()), int(outcome.sum())
    if top in {0, size}:
        return StatisticResult(missing=sample.missing, refusal="no country is left to compare with")
    seed, replicates = read_chance(query.parameters, REPLICATES)
    among = int(outcome @ is_top)
    tail = float(hypergeom.sf(among - 1, size, adopters, top))
    within = permutation_p(
        outcome, is_top, sample.labels["region"], seed=seed, replicates=replicates
    )
    expected = top * adopters / size
    low, high = (float(v) for v in hypergeom.ppf([0.025, 0.975], size, adopters, top))
    return StatisticResult(
        missing=sample.missing,
        effect=difference((among, top), (adopters - among, size - top)),
        estimates=(
            Estimate(
                name="expected among the top by chance",
                value=expected,
                low=low,
                high=high,
                method="hypergeometric, 2.5 to 97.5 per cent",
            ),
        ),
        tests=(
            SignificanceTest(name="hypergeometric tail", p=tail),
            SignificanceTest(name="permutation within regions", p=within),
        ),
        checks=(check_regions(tail, within),),
        columns=("group", "outcome", "countries"),
        rows=((f"top {top}", among, top), ("others", adopters - among, size - top)),
        seed=seed,
        replicates=replicates,
    )


def _estimate(
    name: str,
    measure: Callable[[Vector, Vector], float],
    x: Vector,
    y: Vector,
    draws: NDArray[np.int64],
) -> Estimate:
    drawn = np.array([measure(x[rows], y[rows]) for rows in draws])
    value = measure(x, y)
    low, high = bias_corrected_interval(drawn[~np.isnan(drawn)], value)
    return Estimate(
        name=name,
        value=value,
        low=low,
        high=high,
        method=f"bias-corrected bootstrap over countries, {len(draws)} replicates",
    )


def _kendall(x: Vector, y: Vector) -> float:
    return float(kendalltau(x, y).statistic)


def _check_ties(sample: Sample) -> Check:
    shares = {name: 1 - len(np.unique(v)) / len(v) for name, v in sample.numbers.items()}
    detail = ", ".join(f"{share:.0%} of {name}" for name, share in shares.items())
    return Check(
        name="ties",
        standing=Standing.HOLDS if max(shares.values()) < MANY_TIES else Standing.CAUTION,
        detail=f"{detail} repeat a value; both coefficients allow for ties",
    )
