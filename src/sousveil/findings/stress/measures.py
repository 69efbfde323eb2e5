"""The effect of a statistical finding and nothing besides, quick enough to take a thousand times.

Each procedure has a measure here that gives the same effect as the procedure, without its
permutations and bootstraps. The one exception is the network, whose modularity above chance
would need hundreds of networks drawn anew: of it the modularity itself is followed.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.stats import spearmanr

from sousveil.findings.statistics.association import LEAST_COUNTRIES
from sousveil.findings.statistics.communities import find_communities
from sousveil.findings.statistics.concentration import LEAST_COUNTRIES as LEAST_SUPPLIED
from sousveil.findings.statistics.concentration import herfindahl, incidence
from sousveil.findings.statistics.firth import fit_firth
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.intervals import newcombe_paired
from sousveil.findings.statistics.logistic import refuse_regression
from sousveil.findings.statistics.network import LEAST_LINKS
from sousveil.findings.statistics.proportions import cross_tabulate, difference
from sousveil.findings.statistics.resampling import SEED, SIGNIFICANT
from sousveil.findings.underreporting.overlap import list_overlap

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sousveil.model.statistic import Estimate, StatisticQuery


@frozen(kw_only=True)
class Measure:
    """An effect: its value, the value of no effect, and whether the data tell the two apart.

    ``null`` and ``told_apart`` are None where there is no such thing as no effect.
    """

    name: str
    value: float | None = None
    null: float | None = None
    told_apart: bool | None = None
    refusal: str | None = None


def measure_effect(table: InputTable, query: StatisticQuery) -> Measure:
    """Measure the effect of a statistical finding in its input table."""
    return MEASURES[query.procedure](table, query)


def _difference(table: InputTable, _query: StatisticQuery) -> Measure:
    sample = table.complete(("outcome", "exposed"), (KEY, "region"))
    (a, b), (c, d) = cross_tabulate(sample.numbers["outcome"], sample.numbers["exposed"]).tolist()
    return _of_shares((a, a + b), (c, c + d))


def _topmost(table: InputTable, query: StatisticQuery) -> Measure:
    sample = table.complete(("outcome", "rank"), (KEY, "region"))
    is_top = (sample.numbers["rank"] <= float(query.parameters["top"])).astype(np.float64)
    (a, b), (c, d) = cross_tabulate(sample.numbers["outcome"], is_top).tolist()
    return _of_shares((a, a + b), (c, c + d))


@lru_cache(maxsize=4096)
def _of_shares(first: tuple[int, int], second: tuple[int, int]) -> Measure:
    if 0 in {first[1], second[1]}:
        return Measure(name="difference in proportions", refusal="a group has no country")
    return _of_estimate(difference(first, second), null=0.0)


def _trend(table: InputTable, _query: StatisticQuery) -> Measure:
    sample = table.complete(("outcome", "score"), (KEY, "group", "region"))
    pairs, counts = np.unique(
        np.column_stack([sample.numbers["score"], sample.numbers["outcome"]]),
        axis=0,
        return_counts=True,
    )
    groups = zip(pairs.tolist(), counts.tolist(), strict=True)
    return _of_steps(tuple((score, outcome, count) for (score, outcome), count in groups))


@lru_cache(maxsize=4096)
def _of_steps(groups: tuple[tuple[float, float, int], ...]) -> Measure:
    """Fit the trend to countries counted by score and outcome; their order bears on nothing."""
    name = "odds ratio of one step"
    score, outcome = (
        np.repeat([group[place] for group in groups], [n for _, _, n in groups]) for place in (0, 1)
    )
    if len(np.unique(score)) < 2 or len(np.unique(outcome)) < 2:
        return Measure(name=name, refusal="a score or an outcome that is the same for all")
    return _of_coefficient(name, np.column_stack([np.ones(len(score)), score]), outcome, 1)


def _logistic(table: InputTable, query: StatisticQuery) -> Measure:
    terms = table.others(KEY, "outcome", "region")
    sample = table.complete(("outcome", *terms), (KEY, "region"))
    focus = str(query.parameters["focus"])
    name = f"odds ratio of {focus}"
    outcome = sample.numbers["outcome"]
    design = np.column_stack([np.ones(sample.size), *(sample.numbers[t] for t in terms)])
    if refusal := refuse_regression(design, outcome):
        return Measure(name=name, refusal=refusal)
    return _of_coefficient(name, design, outcome, terms.index(focus) + 1)


def _of_coefficient(
    name: str, design: NDArray[np.float64], outcome: NDArray[np.float64], place: int
) -> Measure:
    fit = fit_firth(design, outcome)
    return Measure(
        name=name,
        value=exp(float(fit.coefficients[place])),
        null=1.0,
        told_apart=fit.test(place) <= SIGNIFICANT,
    )


def _association(table: InputTable, query: StatisticQuery) -> Measure:
    """Take Spearman's rho; what tells it from none is the t distribution here."""
    name = "Spearman rank correlation"
    names = str(query.parameters["x"]), str(query.parameters["y"])
    sample = table.complete(names, (KEY, "region"))
    x, y = (sample.numbers[name] for name in names)
    if sample.size < LEAST_COUNTRIES or 1 in {len(np.unique(x)), len(np.unique(y))}:
        return Measure(name=name, refusal="too few countries, or a quantity that does not vary")
    found = spearmanr(x, y)
    return Measure(
        name=name,
        value=float(found.statistic),
        null=0.0,
        told_apart=bool(found.pvalue <= SIGNIFICANT),
    )


def _change(table: InputTable, _query: StatisticQuery) -> Measure:
    sample = table.complete(("outcome", "outcome_earlier"), (KEY, "region"))
    counts = cross_tabulate(sample.numbers["outcome"], sample.numbers["outcome_earlier"])
    return _of_pairs(tuple(counts.ravel().tolist()))


@lru_cache(maxsize=4096)
def _of_pairs(counts: tuple[int, ...]) -> Measure:
    both, lost, gained, neither = counts
    name = "change in proportion"
    if gained + lost == 0:
        return Measure(name=name, refusal="no country changed")
    low, high = newcombe_paired(both, gained, lost, neither)
    value = (gained - lost) / sum(counts)
    return Measure(name=name, value=value, null=0.0, told_apart=not low <= 0 <= high)


def _concentration(table: InputTable, _query: StatisticQuery) -> Measure:
    links = _links(table)
    name = "Herfindahl-Hirschman index"
    if len(links) < LEAST_SUPPLIED:
        return Measure(name=name, refusal=f"fewer than {LEAST_SUPPLIED} countries")
    return Measure(name=name, value=float(herfindahl(links.sum(axis=0))))


def _network(table: InputTable, query: StatisticQuery) -> Measure:
    links = _links(table).astype(bool)
    if links.sum() < LEAST_LINKS:
        return Measure(name="modularity", refusal=f"fewer than {LEAST_LINKS} links")
    seed = int(query.parameters.get("seed", SEED))
    _, modularity = find_communities(links, seed)
    return Measure(name="modularity", value=modularity)


def _links(table: InputTable) -> NDArray[np.float64]:
    sample = table.complete((), (KEY, "vendor"))
    return incidence(sample.labels[KEY], sample.labels["vendor"])


def _overlap(table: InputTable, query: StatisticQuery) -> Measure:
    result = list_overlap(table, query)
    name = "size, listed or not"
    if result.effect is None:
        return Measure(name=name, refusal=result.refusal)
    return Measure(name=name, value=result.effect.value)


def _of_estimate(estimate: Estimate, *, null: float) -> Measure:
    low, high = estimate.low, estimate.high
    outside = low is not None and high is not None and not low <= null <= high
    return Measure(name=estimate.name, value=estimate.value, null=null, told_apart=outside)


MEASURES: dict[str, Callable[[InputTable, StatisticQuery], Measure]] = {
    "difference_in_proportions": _difference,
    "trend_over_groups": _trend,
    "rank_association": _association,
    "topmost_adopters": _topmost,
    "logistic_regression": _logistic,
    "paired_change": _change,
    "vendor_concentration": _concentration,
    "vendor_network": _network,
    "list_overlap": _overlap,
}
