"""Adoption explained by several quantities at once: logistic regression, separation handled."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from statsmodels.discrete.discrete_model import Logit
from statsmodels.stats.outliers_influence import variance_inflation_factor

from sousveil.findings.statistics.firth import Coefficient, fit_firth
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.model.statistic import (
    Check,
    Estimate,
    SignificanceTest,
    Standing,
    StatisticResult,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sousveil.model.finding import Value
    from sousveil.model.statistic import StatisticQuery

    Vector = NDArray[np.float64]

EVENTS_PER_TERM = 10
"""Peduzzi et al. (1996), Journal of Clinical Epidemiology 49, 1373-1379."""

LARGEST_INFLATION = 5.0
FEW_CLUSTERS = 30
COLUMNS = (
    "term",
    "odds_ratio",
    "low",
    "high",
    "p",
    "ml_odds_ratio",
    "ml_low_by_region",
    "ml_high_by_region",
)


def logistic_regression(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Regress ``outcome`` on every further column; the effect is the odds ratio of ``focus``.

    Columns: ``country_iso3``, ``outcome``, ``region`` and the terms. The figures are
    Firth's, with profile intervals and penalised likelihood ratio tests, whether or not
    the data separate, so that the data do not choose the method. Beside them stands
    maximum likelihood with errors clustered by region (t with regions less one degrees of
    freedom), unless separation leaves it without a finite estimate.
    """
    terms = table.others(KEY, "outcome", "region")
    sample = table.complete(("outcome", *terms), (KEY, "region"))
    outcome = sample.numbers["outcome"]
    design = np.column_stack([np.ones(sample.size), *(sample.numbers[t] for t in terms)])
    if refusal := refuse_regression(design, outcome):
        return StatisticResult(missing=sample.missing, refusal=refusal)
    separated = separates(design, outcome)
    fit = fit_firth(design, outcome)
    found = tuple(fit.profile(place, term) for place, term in enumerate(terms, start=1))
    clustered = None if separated else _clustered(design, outcome, sample.labels["region"])
    focus = found[terms.index(str(query.parameters["focus"]))]
    return StatisticResult(
        missing=sample.missing,
        effect=Estimate(
            name=f"odds ratio of {focus.name}",
            value=exp(focus.value),
            low=_exp(focus.low),
            high=_exp(focus.high),
            method="Firth's penalised likelihood, profile; the other terms held",
        ),
        tests=(SignificanceTest(name=f"penalised likelihood ratio, {focus.name}", p=focus.p),),
        checks=(
            _check_separation(separated=separated),
            _check_events(outcome, len(terms)),
            _check_inflation(design, terms),
            _check_clusters(sample.labels["region"]),
        ),
        columns=COLUMNS,
        rows=tuple(_row(c, clustered, place) for place, c in enumerate(found, start=1)),
    )


def separates(design: Vector, outcome: Vector) -> bool:
    """Say whether some combination of the terms parts the outcomes, wholly or but for ties.

    The linear programme of Konis (2007, Oxford): the largest sum of margins that a
    direction can have with none negative; above zero means that maximum likelihood has no
    finite estimate.
    """
    signed = np.where(outcome > 0.5, 1.0, -1.0)[:, None] * design / np.abs(design).max(axis=0)
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(outcome)), bounds=(-1, 1))
    return bool(-found.fun > 1e-6)


def refuse_regression(design: Vector, outcome: Vector) -> str | None:
    """Say why no regression can be fitted, if none can."""
    if len(outcome) <= design.shape[1] or outcome.min() == outcome.max():
        return "too few complete countries, or the outcome is the same for all"
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return "a term is constant or follows from the others"
    return None


def _clustered(design: Vector, outcome: Vector, regions: Sequence[str]) -> Vector:
    """Fit by maximum likelihood; rows of coefficient, low, high with errors by region."""
    _, codes = np.unique(np.array(regions), return_inverse=True)
    fit = Logit(outcome, design).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": codes}, use_t=True
    )
    rows: Vector = np.column_stack([fit.params, fit.conf_int(0.05)])
    return rows


def _row(found: Coefficient, clustered: Vector | None, place: int) -> tuple[Value, ...]:
    beside = (None,) * 3 if clustered is None else tuple(map(float, np.exp(clustered[place])))
    return (
        found.name,
        exp(found.value),
        _exp(found.low),
        _exp(found.high),
        found.p,
        *beside,
    )


def _exp(value: float | None) -> float | None:
    return None if value is None else exp(value)


def _check_separation(*, separated: bool) -> Check:
    return Check(
        name="separation",
        standing=Standing.CAUTION if separated else Standing.HOLDS,
        detail="the terms part the outcomes: maximum likelihood has no finite estimate"
        if separated
        else "none: maximum likelihood has finite estimates too",
    )


def _check_events(outcome: Vector, terms: int) -> Check:
    rarer = int(min(outcome.sum(), len(outcome) - outcome.sum()))
    return Check(
        name="events per term",
        standing=Standing.HOLDS if rarer >= EVENTS_PER_TERM * terms else Standing.CAUTION,
        detail=f"{rarer / terms:.1f} of the rarer outcome for each of {terms} terms; "
        f"{EVENTS_PER_TERM} are usual",
    )


def _check_inflation(design: Vector, terms: Sequence[str]) -> Check:
    factors = {
        term: float(variance_inflation_factor(design, place))
        for place, term in enumerate(terms, start=1)
    }
    worst = max(factors, key=factors.__getitem__)
    holds = factors[worst] < LARGEST_INFLATION
    return Check(
        name="collinearity",
        standing=Standing.HOLDS if holds else Standing.CAUTION,
        detail=f"largest variance inflation factor {factors[worst]:.1f}, of {worst}",
    )


def _check_clusters(regions: Sequence[str]) -> Check:
    count = len(set(regions))
    return Check(
        name="clusters",
        standing=Standing.HOLDS if count >= FEW_CLUSTERS else Standing.CAUTION,
        detail=f"{count} regions: with so few, errors clustered by region tend to be too small",
    )
