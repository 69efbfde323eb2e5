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
    bootstrap_weights,
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
    weights = bootstrap_weights(sample.size, seed=seed, replicates=BOOTSTRAPS)
    return StatisticResult(
        missing=sample.missing,
        effect=_estimate("Spearman rank correlation", spearman, x, y, weights),
        estimates=(_estimate("Kendall tau-b", kendall_tau, x, y, weights),),
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


def spearman(x: Vector, y: Vector, weights: Vector) -> Vector:
    """Give Spearman's rank correlation, ties sharing their middle rank.

    Args:
        x: one quantity of the countries.
        y: the other.
        weights: how often each country counts, one row for each coefficient wanted.

    >>> x, y = np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])
    >>> spearman(x, y, np.ones((1, 4))).round(6).tolist()
    [0.8]
    """
    a, b = (weights @ (_below(v) + 0.5 * (v[:, None] == v)) for v in (x, y))
    a, b = (ranks - (weights * ranks).sum(axis=1, keepdims=True) / len(x) for ranks in (a, b))
    scale = np.sqrt((weights * a**2).sum(axis=1) * (weights * b**2).sum(axis=1))
    return _ratio((weights * a * b).sum(axis=1), scale)


def kendall_tau(x: Vector, y: Vector, weights: Vector) -> Vector:
    """Give Kendall's tau-b, which allows for ties; arguments as of ``spearman``.

    >>> x, y = np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])
    >>> kendall_tau(x, y, np.ones((1, 4))).round(6).tolist()
    [0.666667]
    """
    a, b = (_below(v) - _below(v).T for v in (x, y))
    agreeing, in_x, in_y = (((weights @ m) * weights).sum(axis=1) for m in (a * b, a**2, b**2))
    return _ratio(agreeing, np.sqrt(in_x * in_y))


def _below(values: Vector) -> Vector:
    """Say which values (rows) are below which others (columns)."""
    return np.asarray(values[:, None] < values, np.float64)


def _ratio(part: Vector, whole: Vector) -> Vector:
    """Divide; where a quantity does not vary among the countries drawn there is no coefficient."""
    ratio = np.full(len(part), np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


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
    measure: Callable[[Vector, Vector, Vector], Vector],
    x: Vector,
    y: Vector,
    weights: Vector,
) -> Estimate:
    drawn = measure(x, y, weights)
    value = float(measure(x, y, np.ones((1, len(x))))[0])
    low, high = bias_corrected_interval(drawn[~np.isnan(drawn)], value)
    return Estimate(
        name=name,
        value=value,
        low=low,
        high=high,
        method=f"bias-corrected bootstrap over countries, {len(weights)} replicates",
    )


def _check_ties(sample: Sample) -> Check:
    shares = {name: 1 - len(np.unique(v)) / len(v) for name, v in sample.numbers.items()}
    detail = ", ".join(f"{share:.0%} of {name}" for name, share in shares.items())
    return Check(
        name="ties",
        standing=Standing.HOLDS if max(shares.values()) < MANY_TIES else Standing.CAUTION,
        detail=f"{detail} repeat a value; both coefficients allow for ties",
    )
