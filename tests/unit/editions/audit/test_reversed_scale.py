from __future__ import annotations

from collections.abc import Callable

from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.plan import SharedSeries
from sousveil.editions.audit.reversed_scale import check_reversed_scale

Number = Callable[..., NumericTable]

UNITS = [f"U{n}" for n in range(12)]
BEFORE = [88, 71, 15, 22, 45, 64, 31, 52, 40, 75, 28, 60]
SERIES = SharedSeries(column="now", earlier_column="then", maximum=100)


def test_a_turned_scale_is_reported_with_what_it_makes_of_the_earlier_values(
    number: Number,
) -> None:
    now = [100 - value + drift for value, drift in zip(BEFORE, [-2, 3] * 6, strict=True)]
    (observation,) = check_reversed_scale(
        number(UNITS, now=now), number(UNITS, then=BEFORE), SERIES
    )
    assert len(observation.rows) == 12
    assert (observation.rows[0].found, observation.rows[0].expected) == ("10", "12")
    assert "over 12 rows" in observation.summary


def test_a_scale_without_a_known_top_is_reported_without_expected_values(number: Number) -> None:
    series = SharedSeries(column="now", earlier_column="then")
    (observation,) = check_reversed_scale(
        number(UNITS, now=[7 - v / 20 for v in BEFORE]), number(UNITS, then=BEFORE), series
    )
    assert {row.expected for row in observation.rows} == {None}


def test_a_scale_that_kept_its_direction_is_not_reported(number: Number) -> None:
    now = [value + drift for value, drift in zip(BEFORE, [-9, 8, 4] * 4, strict=True)]
    assert check_reversed_scale(number(UNITS, now=now), number(UNITS, then=BEFORE), SERIES) == ()


def test_fewer_than_ten_pairs_prove_nothing(number: Number) -> None:
    now: list[float | None] = [100 - value for value in BEFORE[:9]]
    table = number(UNITS, now=[*now, None, None, None])
    assert check_reversed_scale(table, number(UNITS, then=BEFORE), SERIES) == ()


def test_a_constant_column_has_no_direction(number: Number) -> None:
    table = number(UNITS, now=[5] * 12)
    assert check_reversed_scale(table, number(UNITS, then=BEFORE), SERIES) == ()


def test_a_weak_negative_correlation_is_not_enough(number: Number) -> None:
    now = [12, 60, 80, 95, 50, 20, 45, 90, 15, 70, 30, 65]
    assert check_reversed_scale(number(UNITS, now=now), number(UNITS, then=BEFORE), SERIES) == ()
