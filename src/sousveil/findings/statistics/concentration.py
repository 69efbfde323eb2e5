"""How concentrated supply is among vendors: Herfindahl and Hirschman's index, top shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.resampling import (
    BOOTSTRAPS,
    bias_corrected_interval,
    bootstrap_weights,
    read_chance,
)
from sousveil.model.statistic import Check, Estimate, Standing, StatisticResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sousveil.model.statistic import StatisticQuery

    Vector = NDArray[np.float64]

LEAST_COUNTRIES = 10
SHOWN = 10
LARGE_BIAS = 0.25
"""Of a standard error (Efron and Tibshirani 1993, ch. 10)."""


def vendor_concentration(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Measure how links between countries and vendors gather on few vendors.

    Columns: ``country_iso3``, ``vendor`` (empty for a country with supply but no vendor
    named), one row for each link. A vendor's share is its part of the links: a count of
    countries, not of sales. The effect is the sum of squared shares, from one over the
    number of vendors to 1; intervals: bias-corrected bootstrap over countries, since
    links of one country are not independent.
    """
    sample = table.complete((), (KEY, "vendor"))
    links = incidence(sample.labels[KEY], sample.labels["vendor"])
    vendors = sorted(set(sample.labels["vendor"]))
    counts = links.sum(axis=0)
    order = np.argsort(-counts, kind="stable")
    rows = tuple(
        (vendors[i], int(counts[i]), float(counts[i] / counts.sum())) for i in order[:SHOWN]
    )
    columns = ("vendor", "countries", "share_of_links")
    if len(links) < LEAST_COUNTRIES:
        return StatisticResult(
            missing=sample.missing,
            columns=columns,
            rows=rows,
            refusal=f"fewer than {LEAST_COUNTRIES} countries with a named vendor",
        )
    seed, replicates = read_chance(query.parameters, BOOTSTRAPS)
    drawn = bootstrap_weights(len(links), seed=seed, replicates=replicates) @ links
    effect = _estimate("Herfindahl-Hirschman index", herfindahl, counts, drawn)
    return StatisticResult(
        missing=sample.missing,
        effect=effect,
        estimates=(
            Estimate(name="countries with a named vendor", value=len(links), method="count"),
            Estimate(name="links", value=float(counts.sum()), method="count"),
            _estimate("share of the largest vendor", lambda c: top_share(c, 1), counts, drawn),
            _estimate("share of the four largest", lambda c: top_share(c, 4), counts, drawn),
            _estimate("equal vendors of that index", lambda c: 1 / herfindahl(c), counts, drawn),
        ),
        checks=(_check_bias(counts, drawn), _check_named(sample.missing.without)),
        columns=columns,
        rows=rows,
        seed=seed,
        replicates=replicates,
    )


def incidence(countries: tuple[str, ...], vendors: tuple[str, ...]) -> Vector:
    """Make the matrix of countries by vendors, both sorted by name: 1 where there is a link."""
    places = [
        {name: place for place, name in enumerate(sorted(set(names)))}
        for names in (countries, vendors)
    ]
    links = np.zeros((len(places[0]), len(places[1])), np.float64)
    for country, vendor in zip(countries, vendors, strict=True):
        links[places[0][country], places[1][vendor]] = 1
    return links


def herfindahl(counts: Vector) -> Vector:
    """Give the sum of squared shares, over the last axis.

    >>> float(herfindahl(np.array([30.0, 30.0, 20.0, 20.0])))
    0.26
    """
    shares = counts / counts.sum(axis=-1, keepdims=True)
    index: Vector = (shares**2).sum(axis=-1)
    return index


def top_share(counts: Vector, top: int) -> Vector:
    """Give the share of the largest few, over the last axis."""
    largest = np.sort(counts, axis=-1)[..., -top:]
    share: Vector = largest.sum(axis=-1) / counts.sum(axis=-1)
    return share


def _estimate(
    name: str, measure: Callable[[Vector], Vector], counts: Vector, drawn: Vector
) -> Estimate:
    value = float(measure(counts))
    low, high = bias_corrected_interval(measure(drawn), value)
    method = f"bias-corrected bootstrap over countries, {len(drawn)} replicates"
    return Estimate(name=name, value=value, low=low, high=high, method=method)


def _check_bias(counts: Vector, drawn: Vector) -> Check:
    indices = herfindahl(drawn)
    error = float(indices.std())
    bias = float(indices.mean() - herfindahl(counts)) / error if error else 0.0
    return Check(
        name="bias",
        standing=Standing.HOLDS if abs(bias) < LARGE_BIAS else Standing.CAUTION,
        detail=f"resampling shifts the index by {bias:+.2f} standard errors; the interval corrects",
    )


def _check_named(without: tuple[tuple[str, int], ...]) -> Check:
    unnamed = dict(without).get("vendor", 0)
    return Check(
        name="vendors named",
        standing=Standing.CAUTION if unnamed else Standing.HOLDS,
        detail=f"{unnamed} countries with supply name no vendor and are not in the shares",
    )
