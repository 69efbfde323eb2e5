"""Unit changes: a column, or some of its rows, in other units than what it is held against.

Millions where there were thousands show as values that are all off by the same power of
ten. Between two editions values drift as well, so the drift of the other rows says how near
to a power of ten a row must come; against a reference that the table repeats, a row must
agree to the digit once the power is taken out.
"""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from sousveil.editions.audit.compared_values import MAD_SCALE
from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.editions.audit.compared_values import ComparedValue
    from sousveil.editions.audit.derived_value import DerivedColumn, DerivedValue
    from sousveil.editions.audit.observation import AffectedRow
    from sousveil.editions.audit.plan import SharedSeries

MINIMUM_PAIRS = 8
NEAREST = 0.2
"""How far, in powers of ten, the middle of a column may be from one: a drift of 1.6 times."""
SMALLEST_DRIFT = 0.02
FARTHEST_DRIFTS = 3.0
MOST_OF_A_COLUMN = 0.5
FINEST = 0.01
"""A value rounded more coarsely than this share of itself agrees too easily."""


def check_unit_change(
    values: Sequence[ComparedValue], series: SharedSeries
) -> tuple[Observation, ...]:
    """Report a column whose unit is not that of the earlier edition, or rows of it.

    Pairs with a zero or with two signs say nothing. Rows are reported one by one if most
    of the column kept its unit, and they are off by 10, 100, ... but for the drift that the
    rest shows (three robust standard deviations, at least 5 per cent). That is asked of
    sizes alone: from 1 to 10 of 100 points is a change, not another unit.
    """
    column = series.column
    told = [v for v in values if v.now * v.then > 0]
    if len(told) < MINIMUM_PAIRS:
        return ()
    powers = [math.log10(v.now / v.then) for v in told]
    middle = statistics.median(powers)
    common = round(middle)
    if abs(middle - common) > NEAREST:
        return ()
    drift = MAD_SCALE * statistics.median(abs(power - middle) for power in powers)
    reach = max(FARTHEST_DRIFTS * drift, SMALLEST_DRIFT)
    if common:
        rows = tuple(_affected(v, column, common) for v in told)
        return (_report(column, rows, f"the whole column is {_factor(common)} the earlier one"),)
    near = [_nearest_power(power - middle, reach) for power in powers]
    odd = [(v, power) for v, power in zip(told, near, strict=True) if power]
    if not series.is_magnitude or not odd or len(odd) > MOST_OF_A_COLUMN * len(told):
        return ()
    rows = tuple(_affected(v, column, power) for v, power in odd)
    return (_report(column, rows, f"{len(rows)} of {len(told)} rows are in another unit"),)


def check_derived_unit(column: DerivedColumn) -> tuple[Observation, ...]:
    """Report rows that follow from the reference once a power of ten is taken out of them.

    Values that the reference gives to less than two digits are left aside.
    """
    rows = []
    for value in column.values:
        power = _hidden_power(value)
        if power:
            rows.append(
                value.key.affected(
                    column=column.derivation.column,
                    found=value.published,
                    expected=value.computed,
                    note=f"{_factor(power)} the reference",
                )
            )
    if not rows:
        return ()
    name = column.derivation.column
    return (_report(name, tuple(rows), f"{len(rows)} rows are in another unit"),)


def _hidden_power(value: DerivedValue) -> int:
    if value.follows or value.published * value.computed <= 0:
        return 0
    power = round(math.log10(value.published / value.computed))
    is_fine = value.rounding <= FINEST * abs(value.computed)
    is_same = abs(value.published / 10.0**power - value.computed) <= value.rounding
    return power if is_fine and is_same else 0


def _nearest_power(power: float, reach: float) -> int:
    """Return the power of ten that a ratio is near to, 0 if it is near to none but one."""
    nearest = round(power)
    return nearest if abs(power - nearest) <= min(reach, 0.5) else 0


def _affected(value: ComparedValue, column: str, power: int) -> AffectedRow:
    return value.key.affected(
        column=column,
        found=value.now,
        expected=value.now / 10.0**power,
        note=f"{value.then:.10g} in the earlier edition",
    )


def _report(column: str, rows: tuple[AffectedRow, ...], what: str) -> Observation:
    return Observation(
        check="unit_change",
        summary=f"{column}: {what}",
        rows=rows,
        confidence=Confidence.INFERRED,
    )


def _factor(power: int) -> str:
    return f"{10**power:,} times" if power > 0 else f"one {10**-power:,}th of"
