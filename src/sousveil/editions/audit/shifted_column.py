"""Shifted columns: a run of rows computed from the values of their neighbours in a list.

When a column is pasted beside a list of countries that lacks some rows, every row below
takes the value of another country, usually the one before it. The published table may show
only a score that was computed from the damaged column. The method needs no hint of where:

1. Rows whose value follows from their components, but for rounding, are set aside.
2. For each other row, each component in turn is solved for: the value it must have had, the
   other components being right, is an interval as wide as rounding makes it.
3. In each order in which the reference may have been listed, look whether a unit at most
   ``MAX_LAG`` places before (or after) the row has a value in that interval: a donor. The
   lag may be the same for all rows, or any up to a limit, since the pasted list may lack
   rows here and there.
4. Hits occur by chance too. If the listed order has nothing to do with the damage, the
   places looked at are random draws from the reference, so a row is hit with a known
   probability, and the hits in a run of rows are Poisson-binomial. An order in which
   neighbours are alike, such as one sorted by value, is left out: there any slight error
   looks like the value of a neighbour.
5. The least probable run wins, as in a scan statistic (Kulldorff, M. (1997), A spatial scan
   statistic, Communications in Statistics 26, 1481-1496); its probability is multiplied by
   the number of runs, components, orders and lags tried (Bonferroni). Only below ``ALPHA``
   is it reported. The rows it explains are removed, and the search starts again.

A published column that repeats a reference column is the case of one component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.derived_value import DerivedValue
from sousveil.editions.audit.lag_search import Run, every_lags, find_run, is_smooth, try_rows
from sousveil.editions.audit.observation import AffectedRow, Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sousveil.editions.audit.derived_value import DerivedColumn
    from sousveil.editions.audit.list_order import ListOrder
    from sousveil.editions.audit.numeric_table import NumericTable

ALPHA = 1e-6


@frozen(kw_only=True)
class ShiftedValue:
    """A row explained by a shift: whose value it carries, and from how many places before.

    A negative ``lag`` means a later place. ``implied`` is the interval that the published
    value allows, ``donor_value`` what the donor has in the reference. ``is_counted`` says
    whether the row is one of the hits that the shift's probability is taken from; the
    others were joined to these because their donors keep the order (``Run.explain``).
    """

    value: DerivedValue
    donor: str
    donor_value: float
    lag: int
    implied: tuple[float, float]
    is_counted: bool


@frozen(kw_only=True)
class Shift:
    """A run of rows that carry a component of other units.

    ``chance`` is the probability of the counted ones among unrelated lists, after correction.
    """

    column: str
    component: str
    order: str
    values: tuple[ShiftedValue, ...]
    chance: float


def find_shifts(
    column: DerivedColumn, reference: NumericTable, orders: Sequence[ListOrder]
) -> tuple[Shift, ...]:
    """Find the runs of rows that carry a component of other units, the least probable first."""
    distinct: dict[tuple[str, ...], ListOrder] = {}
    for order in orders:
        distinct.setdefault(order.units, order)
    unexplained = [value for value in column.values if not value.follows]
    shifts: list[Shift] = []
    while shift := _find_best(column, unexplained, reference, tuple(distinct.values())):
        shifts.append(shift)
        explained = {shifted.value.key.unit for shifted in shift.values}
        unexplained = [value for value in unexplained if value.key.unit not in explained]
    return tuple(shifts)


def report_shift(shift: Shift, labels: Mapping[str, str]) -> Observation:
    """Report a shift: each row with the unit whose value it carries.

    ``labels`` names the units of the reference.
    """
    lags = sorted({abs(shifted.lag) for shifted in shift.values})
    side = "before" if shift.values[0].lag > 0 else "after"
    places = f"{lags[0]}" if len(lags) == 1 else f"{lags[0]} to {lags[-1]}"
    counted = sum(shifted.is_counted for shifted in shift.values)
    first, last = shift.values[0].value.key.label, shift.values[-1].value.key.label
    return Observation(
        check="shifted_column",
        summary=(
            f"{len(shift.values)} rows of {shift.column} from {first} to {last} carry the"
            f" {shift.component} of another unit, {places} places {side} in the {shift.order};"
            f" that {counted} of them do by chance has a probability below {shift.chance:.1g}"
        ),
        rows=tuple(_report_value(shift, shifted, labels) for shifted in shift.values),
        confidence=Confidence.INFERRED,
    )


def _report_value(shift: Shift, shifted: ShiftedValue, labels: Mapping[str, str]) -> AffectedRow:
    value = shifted.value
    own = value.components[shift.component]
    donor = labels.get(shifted.donor, shifted.donor)
    return value.key.affected(
        column=shift.column,
        found=value.published,
        expected=round(value.computed, 4),
        note=(
            f"{shift.component} is {own:.10g}; the published value takes"
            f" {shifted.donor_value:.10g}, that of {donor}"
        ),
    )


def _find_best(
    column: DerivedColumn,
    unexplained: Sequence[DerivedValue],
    reference: NumericTable,
    orders: Sequence[ListOrder],
) -> Shift | None:
    """Search every component, order and lag for the least probable run; None if chance made it."""
    components = [component.column for component in column.derivation.components]
    lags_tried = tuple(every_lags())
    runs = len(unexplained) * (len(unexplained) + 1) // 2
    tried = max(len(components) * len(orders) * len(lags_tried) * runs, 1)
    limit = ALPHA / tried
    best: Shift | None = None
    for component in components:
        known = reference.present(component)
        for order in orders:
            listed = [(unit, known[unit]) for unit in order.units if unit in known]
            if is_smooth([value for _, value in listed]):
                continue
            trials = try_rows(column, component, unexplained, listed)
            for lags in lags_tried:
                run = find_run(trials, lags, len(listed), limit)
                if run is not None:
                    limit = run.chance
                    best = Shift(
                        column=column.derivation.column,
                        component=component,
                        order=order.name,
                        values=_read_run(run, known),
                        chance=run.chance * tried,
                    )
    return best


def _read_run(run: Run, known: Mapping[str, float]) -> tuple[ShiftedValue, ...]:
    return tuple(
        ShiftedValue(
            value=trial.value,
            donor=trial.donors[lag],
            donor_value=known[trial.donors[lag]],
            lag=lag,
            implied=trial.implied,
            is_counted=lag in run.lags,
        )
        for trial, lag in run.explain()
    )
