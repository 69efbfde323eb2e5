"""The procedure ``list_overlap``: how many countries no list has, or why that cannot be said."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.underreporting.histories import Histories
from sousveil.findings.underreporting.log_linear import average, fit_models, profile
from sousveil.findings.underreporting.lower_bound import chao_lower_bound
from sousveil.findings.underreporting.refusing import refuse
from sousveil.findings.underreporting.two_lists import (
    ODDS_RATIOS,
    chapman,
    chapman_under,
    lincoln_petersen,
)
from sousveil.model.statistic import Check, Estimate, Standing, StatisticResult

if TYPE_CHECKING:
    from sousveil.findings.underreporting.log_linear import Model
    from sousveil.findings.underreporting.two_lists import Size
    from sousveil.model.finding import Value
    from sousveil.model.statistic import DeclaredList, StatisticQuery

COLUMNS = ("quantity", "assumption", "value", "low", "high")
WEIGHTY = 0.05
"""A model with less Akaike weight is left out of the comparison of models."""

FAR_APART = 1.5
SHOWN = 8


def list_overlap(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Estimate from the overlap of lists how many countries there are that none has.

    Columns: ``country_iso3`` and one for each declared list: whether it has the country. Two
    lists: Chapman; three or more: log-linear models, averaged by AIC. Beside them stand
    Chao's lower bound and a stress test of the assumption that no data can check: that
    lists are independent, or beyond pairs of them.
    """
    declared = query.lists
    names = tuple(one.name for one in declared)
    columns = tuple(one.column for one in declared)
    sample = table.complete(columns, (KEY,))
    present = [sample.numbers[column] for column in columns]
    histories = Histories.of(names, np.column_stack(present) if present else np.zeros((0, 0)))
    counted = _rows_of_counts(histories)
    if reasons := refuse(histories, declared):
        return StatisticResult(
            missing=sample.missing, columns=COLUMNS, rows=counted, refusal="; ".join(reasons)
        )
    models = fit_models(histories) if len(names) > 2 else ()
    if len(names) > 2 and not models:
        return StatisticResult(
            missing=sample.missing,
            columns=COLUMNS,
            rows=counted,
            refusal="no log-linear model of these lists determines a size",
        )
    best = _best(histories, models)
    return StatisticResult(
        missing=sample.missing,
        effect=best,
        estimates=_beside(histories, models),
        checks=(
            _check_declared(declared),
            _check_bound(best, sample.missing.total),
            *_check_models(histories, models),
        ),
        columns=COLUMNS,
        rows=(*counted, *_rows_of_models(histories, models), *_rows_of_stress(histories, best)),
    )


def _best(histories: Histories, models: tuple[Model, ...]) -> Estimate:
    if models:
        return _estimate(
            "size, listed or not",
            average(histories, models),
            f"{len(models)} log-linear models, AIC",
        )
    size = chapman(histories.size(0), histories.size(1), histories.overlap(0, 1))
    return _estimate("size, listed or not", size, "Chapman 1951, interval of Chao 1987")


def _beside(histories: Histories, models: tuple[Model, ...]) -> tuple[Estimate, ...]:
    lists = len(histories.names)
    bound = chao_lower_bound(
        histories.observed, histories.on_exactly(1), histories.on_exactly(2), lists
    )
    found = [_estimate("lower bound", bound, "Chao 1987, bias-corrected")]
    if models:
        low, high = profile(histories, models[0])
        found.append(
            Estimate(
                name="size by the model of least AIC",
                value=histories.observed + models[0].unseen,
                low=low,
                high=high,
                method="log-linear, profile likelihood",
            )
        )
    else:
        sizes = histories.size(0), histories.size(1), histories.overlap(0, 1)
        found.append(
            Estimate(name="size", value=lincoln_petersen(*sizes), method="Lincoln and Petersen")
        )
    return tuple(found)


def _estimate(name: str, size: Size, method: str) -> Estimate:
    return Estimate(name=name, value=size.value, low=size.low, high=size.high, method=method)


def _rows_of_counts(histories: Histories) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (
            "listed",
            " and ".join(n for n, is_on in zip(histories.names, history, strict=True) if is_on)
            + " alone",
            count,
            None,
            None,
        )
        for history, count in histories.counts
    )


def _rows_of_models(
    histories: Histories, models: tuple[Model, ...]
) -> tuple[tuple[Value, ...], ...]:
    rows: list[tuple[Value, ...]] = []
    for model in models[:SHOWN]:
        pairs = ", ".join(f"{histories.names[i]} with {histories.names[j]}" for i, j in model.pairs)
        assumption = f"{pairs or 'no dependence'}; AIC weight {model.weight:.2f}"
        rows.append(("size by model", assumption, histories.observed + model.unseen, None, None))
    for i, j in combinations(range(len(histories.names)), 2):
        if models and histories.overlap(i, j):
            size = chapman(histories.size(i), histories.size(j), histories.overlap(i, j))
            pair = f"{histories.names[i]} and {histories.names[j]} alone, independent"
            rows.append(("size by Chapman", pair, size.value, size.low, size.high))
    return tuple(rows)


def _rows_of_stress(histories: Histories, best: Estimate) -> tuple[tuple[Value, ...], ...]:
    """Say what the size would be under dependence that the data cannot show."""
    rows = []
    for ratio in ODDS_RATIOS:
        if len(histories.names) == 2:
            size = chapman_under(
                ratio, histories.size(0), histories.size(1), histories.overlap(0, 1)
            )
            value, low, high = size.value, size.low, size.high
        else:
            value, low, high = (
                histories.observed + ratio * ((x or 0.0) - histories.observed)
                for x in (best.value, best.low, best.high)
            )
        kind = "between the lists" if len(histories.names) == 2 else "of all lists together"
        rows.append(("size under stress", f"odds ratio {ratio:g} {kind}", value, low, high))
    return tuple(rows)


def _check_declared(declared: tuple[DeclaredList, ...]) -> Check:
    makers = "; ".join(f"{one.name} by {one.compiled_by}" for one in declared)
    return Check(
        name="independence",
        standing=Standing.CAUTION,
        detail=f"declared, not tested: {makers}. The stress test shows what it is worth",
    )


def _check_bound(best: Estimate, units: int) -> Check:
    outside = best.high is not None and best.high > units
    return Check(
        name="number of units",
        standing=Standing.FAILS if outside else Standing.HOLDS,
        detail=f"the interval ends {'above' if outside else 'within'} the {units} units that there are",
    )


def _check_models(histories: Histories, models: tuple[Model, ...]) -> tuple[Check, ...]:
    if not models:
        return ()
    sizes = [histories.observed + m.unseen for m in models if m.weight >= WEIGHTY]
    apart = max(sizes) / min(sizes) > FAR_APART
    return (
        Check(
            name="models agree",
            standing=Standing.CAUTION if apart else Standing.HOLDS,
            detail=f"models with {WEIGHTY:.0%} of the weight or more: {min(sizes):.0f} to {max(sizes):.0f}",
        ),
    )
