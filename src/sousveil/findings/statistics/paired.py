"""Change between two editions: the same countries twice, McNemar's exact test."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.stats.contingency_tables import mcnemar

from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.intervals import clopper_pearson, newcombe_paired
from sousveil.findings.statistics.resampling import SIGNIFICANT, sign_flip_p
from sousveil.model.statistic import (
    Check,
    Estimate,
    SignificanceTest,
    Standing,
    StatisticResult,
)

if TYPE_CHECKING:
    from sousveil.model.statistic import StatisticQuery


def paired_change(table: InputTable, _query: StatisticQuery) -> StatisticResult:
    """Compare ``outcome`` with ``outcome_earlier``, country by country.

    Columns: ``country_iso3``, ``outcome``, ``outcome_earlier``, ``region``. The effect is
    the later share less the earlier one, with Newcombe's interval for pairs (1998b, method
    10). Only countries that changed bear on the test. Its second form turns the signs of
    whole regions, so that changes within a region count as one.
    """
    sample = table.complete(("outcome", "outcome_earlier"), (KEY, "region"))
    after, before = sample.numbers["outcome"], sample.numbers["outcome_earlier"]
    both, gained, lost, neither = (
        int(np.sum((after == a) & (before == b))) for a, b in ((1, 1), (1, 0), (0, 1), (0, 0))
    )
    columns = ("change", "countries")
    rows = (("both", both), ("gained", gained), ("lost", lost), ("neither", neither))
    if gained + lost == 0:
        return StatisticResult(
            missing=sample.missing, columns=columns, rows=rows, refusal="no country changed"
        )
    p = mcnemar_exact(gained, lost)
    by_region: dict[str, float] = defaultdict(float)
    for region, change in zip(sample.labels["region"], after - before, strict=True):
        by_region[region] += float(change)
    flipped = sign_flip_p(list(by_region.values()))
    low, high = newcombe_paired(both, gained, lost, neither)
    return StatisticResult(
        missing=sample.missing,
        effect=Estimate(
            name="change in proportion",
            value=(gained - lost) / sample.size,
            low=low,
            high=high,
            method="Newcombe 1998, paired, method 10",
        ),
        estimates=(odds_of_change(gained, lost),),
        tests=(
            SignificanceTest(name="McNemar exact", p=p),
            SignificanceTest(name="signs turned by region, exact", p=flipped),
        ),
        checks=(_check_regions(p, flipped, sum(1 for change in by_region.values() if change)),),
        columns=columns,
        rows=rows,
    )


def mcnemar_exact(gained: int, lost: int) -> float:
    """Give the two-sided exact p of McNemar's test, the binomial test of the changed pairs.

    >>> round(mcnemar_exact(12, 2), 4)
    0.0129
    """
    return float(mcnemar([[0, gained], [lost, 0]], exact=True).pvalue)


def odds_of_change(gained: int, lost: int) -> Estimate:
    """Estimate the ratio of gains to losses, with Clopper's and Pearson's exact interval."""
    low, high = clopper_pearson(gained, gained + lost)
    return Estimate(
        name="gains per loss",
        value=gained / lost if lost else None,
        low=low / (1 - low) if low < 1 else None,
        high=high / (1 - high) if high < 1 else None,
        method="conditional, exact",
    )


def _check_regions(p: float, flipped: float, changed: int) -> Check:
    """Say whether the change stands if countries of one region are taken to change together."""
    agree = (p <= SIGNIFICANT) == (flipped <= SIGNIFICANT)
    least = 2 / 2**changed if changed else 1.0
    return Check(
        name="regional dependence",
        standing=Standing.HOLDS if agree else Standing.CAUTION,
        detail=f"p {p:.3g} country by country, {flipped:.3g} if a region counts as one; with "
        f"{changed} regions that changed on balance it cannot be below {least:.3g}",
    )
