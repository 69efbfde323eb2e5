"""Values of two editions: changed units, jumps, copied rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sousveil.editions.audit.compared_values import compare_editions, robust_scores
from sousveil.editions.audit.duplicated_rows import check_duplicated_rows
from sousveil.editions.audit.implausible_jump import check_implausible_jump
from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.observation import Observation, RowKey
from sousveil.editions.audit.plan import SharedSeries
from sousveil.editions.audit.unit_change import check_unit_change
from sousveil.model.published_table import PublishedTable

Number = Callable[..., NumericTable]
Publish = Callable[..., PublishedTable]
Key = Callable[[PublishedTable], dict[int, RowKey]]

UNITS = [f"U{n}" for n in range(12)]
THEN = [12.0, 150.0, 3.4, 88.0, 61.5, 940.0, 7.7, 23.0, 310.0, 45.0, 5.1, 1200.0]
NOW = [12.6, 148.0, 3.5, 90.0, 60.0, 960.0, 7.9, 22.0, 318.0, 46.0, 5.0, 1210.0]
AMOUNT = SharedSeries(column="now", earlier_column="then", is_magnitude=True)
SCALE = SharedSeries(column="now", earlier_column="then", maximum=100)


def _units(number: Number, now: Sequence[float], series: SharedSeries) -> tuple[Observation, ...]:
    values = compare_editions(number(UNITS, now=now), number(UNITS, then=THEN), series)
    return check_unit_change(values, series)


def _jumps(
    number: Number, now: Sequence[float], then: Sequence[float], series: SharedSeries
) -> list[str]:
    values = compare_editions(number(UNITS, now=now), number(UNITS, then=then), series)
    return [row.label for o in check_implausible_jump(values, series) for row in o.rows]


def test_a_column_in_thousands_is_another_unit(number: Number) -> None:
    (found,) = _units(number, [value * 1000 for value in NOW], AMOUNT)
    assert "the whole column is 1,000 times" in found.summary
    assert found.rows[0].expected == "12.6"
    assert len(found.rows) == 12


def test_a_column_in_millions_of_what_were_units_is_another_unit(number: Number) -> None:
    (found,) = _units(number, [value / 1_000_000 for value in NOW], AMOUNT)
    assert "one 1,000,000th of" in found.summary


def test_rows_in_another_unit_are_named(number: Number) -> None:
    now = [value * (100 if place in {2, 7} else 1) for place, value in enumerate(NOW)]
    (found,) = _units(number, now, AMOUNT)
    assert [row.label for row in found.rows] == ["U2", "U7"]


@pytest.mark.parametrize("now", [NOW, [v * 2.2 for v in NOW], [v * 4 for v in NOW]])
def test_a_factor_that_is_no_power_of_ten_is_no_unit(number: Number, now: list[float]) -> None:
    assert _units(number, now, AMOUNT) == ()


def test_ten_times_as_many_points_of_a_scale_are_no_unit(number: Number) -> None:
    now = [value * (10 if place == 2 else 1) for place, value in enumerate(NOW)]
    assert _units(number, now, SCALE) == ()


def test_seven_pairs_are_too_few_for_a_unit(number: Number) -> None:
    table = number(UNITS[:7], now=[value * 1000 for value in NOW[:7]])
    values = compare_editions(table, number(UNITS, then=THEN), AMOUNT)
    assert check_unit_change(values, AMOUNT) == ()


def test_one_amount_five_times_what_it_was_is_a_jump(number: Number) -> None:
    now = [value * (5 if place == 4 else 1) for place, value in enumerate(NOW)]
    assert _jumps(number, now, THEN, AMOUNT) == ["U4"]


def test_one_score_far_from_the_drift_of_the_rest_is_a_jump(number: Number) -> None:
    then = [50.0 + place for place in range(12)]
    now = [value + (2 if place % 2 else -1) for place, value in enumerate(then)]
    assert _jumps(number, now, then, SCALE) == []
    now[5] = 9.0
    assert _jumps(number, now, then, SCALE) == ["U5"]


def test_rounding_in_a_column_that_was_taken_over_is_no_jump(number: Number) -> None:
    now = [round(value, 0) if place == 2 else value for place, value in enumerate(THEN)]
    assert _jumps(number, now, THEN, AMOUNT) == []


def test_values_that_do_not_differ_have_no_scores() -> None:
    assert robust_scores([3.0, 3.0, 3.0]) == [0.0, 0.0, 0.0]


def _copies(publish: Publish, key: Key, rows: Sequence[dict[str, str]]) -> list[str]:
    table = publish(rows)
    columns = [name for name in rows[0] if name != "country"]
    return [r.label for o in check_duplicated_rows(table, key(table), columns) for r in o.rows]


def _distinct(size: int) -> list[dict[str, str]]:
    return [
        {
            "country": f"C{n}",
            "a": str(n * 1.1),
            "b": str(n + 100),
            "c": str(n * 7),
            "d": str(n % 20),
        }
        for n in range(size)
    ]


def test_a_row_that_stands_under_two_names_is_reported_under_both(
    publish: Publish, key: Key
) -> None:
    rows = _distinct(40)
    rows[30] = rows[4] | {"country": "C30"}
    assert _copies(publish, key, rows) == ["C4", "C30"]


def test_rows_that_share_common_values_are_no_copies(publish: Publish, key: Key) -> None:
    rows = [{"country": f"C{n}", "a": "1", "b": str(n % 3), "c": "0"} for n in range(40)]
    assert _copies(publish, key, rows) == []


def test_two_shared_cells_are_too_few_for_a_copy(publish: Publish, key: Key) -> None:
    rows = [{"country": f"C{n}", "a": str(n), "b": str(n)} for n in range(60)]
    rows[9] = rows[3] | {"country": "C9"}
    assert _copies(publish, key, rows) == []
