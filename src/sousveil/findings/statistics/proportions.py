"""Two groups of countries compared: difference in proportions, odds ratio, exact tests."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import barnard_exact, fisher_exact
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.contingency_tables import StratifiedTable

from sousveil.findings.statistics.input_table import KEY, InputTable, Sample
from sousveil.findings.statistics.intervals import newcombe, wilson
from sousveil.findings.statistics.resampling import (
    REPLICATES,
    SIGNIFICANT,
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

    from sousveil.model.statistic import StatisticQuery

STRATIFIED = "Mantel and Haenszel, stratified by region"


def difference_in_proportions(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Compare how often ``outcome`` holds where ``exposed`` holds and where it does not.

    Columns: ``country_iso3``, ``outcome``, ``exposed``, ``region``. The effect is the
    difference in proportions with Newcombe's interval (1998a, method 10); the tests are
    Fisher's and Barnard's exact ones, the permutation within regions, and Cochran, Mantel
    and Haenszel's. Odds ratio: conditional maximum likelihood with its exact interval.
    """
    sample = table.complete(("outcome", "exposed"), (KEY, "region"))
    outcome, exposed = sample.numbers["outcome"], sample.numbers["exposed"]
    counts = cross_tabulate(outcome, exposed)
    (a, b), (c, d) = counts.tolist()
    rows = (("yes", a, b, a + b), ("no", c, d, c + d))
    columns = ("exposed", "outcome", "no_outcome", "countries")
    if 0 in {a + b, c + d}:
        return StatisticResult(
            missing=sample.missing,
            columns=columns,
            rows=rows,
            refusal="one of the two groups has no country",
        )
    seed, replicates = read_chance(query.parameters, REPLICATES)
    fisher = float(fisher_exact(counts).pvalue)
    within = permutation_p(
        outcome, exposed, sample.labels["region"], seed=seed, replicates=replicates
    )
    pooled, tests, check = _stratify(sample)
    return StatisticResult(
        missing=sample.missing,
        effect=difference((a, a + b), (c, c + d)),
        estimates=(
            _share("share where exposed", a, a + b),
            _share("share where not exposed", c, c + d),
            exact_odds_ratio(counts),
            *pooled,
        ),
        tests=(
            SignificanceTest(name="Fisher exact", p=fisher),
            _barnard(counts),
            SignificanceTest(name="permutation within regions", p=within),
            *tests,
        ),
        checks=(_check_counts(counts), check_regions(fisher, within), *check),
        columns=columns,
        rows=rows,
        seed=seed,
        replicates=replicates,
    )


def cross_tabulate(outcome: NDArray[np.float64], exposed: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count exposed (rows: yes, no) by outcome (columns: yes, no)."""
    return np.array(
        [[int(np.sum((exposed == e) & (outcome == o))) for o in (1, 0)] for e in (1, 0)],
        np.int64,
    )


def difference(first: tuple[int, int], second: tuple[int, int]) -> Estimate:
    """Estimate a difference in proportions from two pairs of count and total."""
    low, high = newcombe(*first, *second)
    return Estimate(
        name="difference in proportions",
        value=first[0] / first[1] - second[0] / second[1],
        low=low,
        high=high,
        method="Newcombe 1998, method 10",
    )


def exact_odds_ratio(counts: NDArray[np.int64]) -> Estimate:
    """Estimate the odds ratio by conditional maximum likelihood; a bound at infinity is None."""
    found = odds_ratio(counts, kind="conditional")
    interval = found.confidence_interval(0.95)
    value, low, high = (
        float(x) if isfinite(x) else None for x in (found.statistic, interval.low, interval.high)
    )
    return Estimate(
        name="odds ratio",
        value=value,
        low=low,
        high=high,
        method="conditional maximum likelihood, exact",
    )


def _share(name: str, count: int, total: int) -> Estimate:
    low, high = wilson(count, total)
    return Estimate(name=name, value=count / total, low=low, high=high, method="Wilson")


def _barnard(counts: NDArray[np.int64]) -> SignificanceTest:
    found = barnard_exact(counts.T)
    return SignificanceTest(
        name="Barnard exact", p=min(float(found.pvalue), 1.0), statistic=float(found.statistic)
    )


def _stratify(
    sample: Sample,
) -> tuple[tuple[Estimate, ...], tuple[SignificanceTest, ...], tuple[Check, ...]]:
    """Pool over regions; regions with one group or one outcome alone tell nothing and drop out."""
    regions = np.array(sample.labels["region"])
    tables = []
    for region in sorted(set(sample.labels["region"])):
        inside = regions == region
        counts = cross_tabulate(
            sample.numbers["outcome"][inside], sample.numbers["exposed"][inside]
        )
        if counts.sum(axis=0).all() and counts.sum(axis=1).all():
            tables.append(counts.astype(np.float64))
    if len(tables) < 2:
        detail = f"{len(tables)} regions have both groups and both outcomes: nothing to pool"
        return (), (), (Check(name="strata", standing=Standing.CAUTION, detail=detail),)
    stratified = StratifiedTable(tables)
    null = stratified.test_null_odds(correction=False)
    test = SignificanceTest(
        name="Cochran-Mantel-Haenszel", p=float(null.pvalue), statistic=float(null.statistic)
    )
    pooled, check = _pool(stratified, len(tables))
    return pooled, (test,), (check,)


def _pool(stratified: StratifiedTable, regions: int) -> tuple[tuple[Estimate, ...], Check]:
    name = "one odds ratio for all regions"
    crossed = stratified.table
    if not ((crossed[0, 0] * crossed[1, 1]).any() and (crossed[0, 1] * crossed[1, 0]).any()):
        detail = "the pooled odds ratio is zero or without bound, and is not given"
        return (), Check(name=name, standing=Standing.CAUTION, detail=detail)
    low, high = stratified.oddsratio_pooled_confint()
    pooled = Estimate(
        name="odds ratio over regions",
        value=float(stratified.oddsratio_pooled),
        low=float(low),
        high=float(high),
        method=f"{STRATIFIED}, {regions} regions",
    )
    same = float(stratified.test_equal_odds().pvalue)
    standing = Standing.HOLDS if same > SIGNIFICANT else Standing.CAUTION
    return (pooled,), Check(name=name, standing=standing, detail=f"Breslow and Day: p {same:.3g}")


def _check_counts(counts: NDArray[np.int64]) -> Check:
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return Check(
        name="counts",
        standing=Standing.HOLDS,
        detail=f"smallest expected count {expected.min():.1f}; the exact tests need no least count",
    )
