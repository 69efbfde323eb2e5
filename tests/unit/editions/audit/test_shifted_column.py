from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from sousveil.editions.audit.derived_value import derive_column
from sousveil.editions.audit.list_order import ListOrder
from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.observation import Confidence
from sousveil.editions.audit.plan import Component, Derivation
from sousveil.editions.audit.shifted_column import Shift, find_shifts, report_shift

Number = Callable[..., NumericTable]

UNITS = tuple(f"U{n:03d}" for n in range(120))
SCORE = Derivation(
    column="score",
    decimals=2,
    components=(
        Component(column="a", factor=0.1),
        Component(column="b", factor=1, decimals=2),
        Component(column="c", factor=10, decimals=3),
    ),
)
BY_NAME = (ListOrder(name="list by name", units=UNITS),)

Columns = dict[str, list[float]]


@pytest.fixture
def components() -> Columns:
    chance = random.Random(20190917)  # noqa: S311
    return {
        "a": [float(chance.randint(0, 100)) for _ in UNITS],
        "b": [round(chance.uniform(0, 10), 2) for _ in UNITS],
        "c": [round(chance.random(), 3) for _ in UNITS],
    }


def _score(columns: Columns) -> list[float]:
    rows = zip(columns["a"], columns["b"], columns["c"], strict=True)
    return [round((a / 10 + b + 10 * c) / 3, 2) for a, b, c in rows]


def _find(number: Number, published: list[float], columns: Columns) -> tuple[Shift, ...]:
    reference = number(UNITS, **columns)
    return find_shifts(
        derive_column(number(UNITS, score=published), SCORE, reference), reference, BY_NAME
    )


def _shift(columns: Columns, component: str, lags: dict[int, int]) -> list[float]:
    """Score with the component of some rows taken from so many places before."""
    values = columns[component]
    moved = [values[i - lags.get(i, 0)] for i in range(len(UNITS))]
    return _score(columns | {component: moved})


def _changed(published: list[float], columns: Columns) -> set[str]:
    """The rows that took another value; one that took its own again has no damage."""
    pairs = zip(UNITS, published, _score(columns), strict=True)
    return {unit for unit, now, true in pairs if abs(now - true) > 0.0084}


def test_a_clean_column_has_no_shift(number: Number, components: Columns) -> None:
    assert _find(number, _score(components), components) == ()


@pytest.mark.parametrize("component", ["a", "b", "c"])
@pytest.mark.parametrize("lag", [1, 5, -2])
def test_a_constant_lag_is_found_in_either_direction(
    number: Number, components: Columns, component: str, lag: int
) -> None:
    published = _shift(components, component, dict.fromkeys(range(40, 55), lag))
    (shift,) = _find(number, published, components)
    assert shift.component == component
    assert {s.value.key.unit for s in shift.values} == _changed(published, components)
    assert {s.lag for s in shift.values} == {lag}
    assert shift.chance < 1e-6


def test_lags_that_vary_are_found_with_their_donors(number: Number, components: Columns) -> None:
    lags = dict(zip(range(30, 50), [1, 1, 2, 2, 1, 3, 1, 1, 2, 1] * 2, strict=True))
    published = _shift(components, "a", lags)
    (shift,) = _find(number, published, components)
    assert shift.component == "a"
    changed = _changed(published, components)
    assert {s.value.key.unit: s.donor for s in shift.values} == {
        UNITS[i]: UNITS[i - lag] for i, lag in lags.items() if UNITS[i] in changed
    }


def test_a_row_whose_donor_is_far_is_explained_with_its_neighbours(
    number: Number, components: Columns
) -> None:
    lags = dict.fromkeys(range(30, 45), 1) | {50: 5}
    (shift,) = _find(number, _shift(components, "b", lags), components)
    assert (shift.values[-1].value.key.unit, shift.values[-1].donor) == (UNITS[50], UNITS[45])
    assert [s.is_counted for s in shift.values] == [True] * (len(shift.values) - 1) + [False]


def test_two_shifts_are_both_found(number: Number, components: Columns) -> None:
    half = _shift(components, "a", dict.fromkeys(range(10, 25), 1))
    other = _shift(components, "c", dict.fromkeys(range(70, 90), -1))
    shifts = _find(number, half[:50] + other[50:], components)
    assert {shift.component: len(shift.values) for shift in shifts} == {"a": 15, "c": 20}


def test_unrelated_mistakes_are_no_shift(number: Number, components: Columns) -> None:
    chance = random.Random(7)  # noqa: S311
    published = _score(components)
    for i in range(30, 70):
        published[i] = round(chance.uniform(0, 10), 2)
    assert _find(number, published, components) == ()


def test_neighbours_alike_in_a_sorted_list_are_no_shift(
    number: Number, components: Columns
) -> None:
    """In a list sorted by the component, a slight error looks like the neighbour's value."""
    chance = random.Random(11)  # noqa: S311
    components["a"].sort()
    published = [
        round(score + chance.choice([-0.07, 0.04, 0.1]), 2) for score in _score(components)
    ]
    assert _find(number, published, components) == ()


def test_a_column_that_repeats_the_reference_is_checked_directly(
    number: Number, components: Columns
) -> None:
    direct = Derivation(column="copy", components=(Component(column="a", factor=1),))
    copied = components["a"][:60] + components["a"][59:79] + components["a"][80:]
    reference = number(UNITS, **components)
    column = derive_column(number(UNITS, copy=copied), direct, reference)
    (shift,) = find_shifts(column, reference, BY_NAME)
    assert {s.lag for s in shift.values} == {1}
    assert len(shift.values) >= 18


def test_the_right_order_wins_over_a_wrong_one(number: Number, components: Columns) -> None:
    wrong = list(UNITS)
    random.Random(3).shuffle(wrong)  # noqa: S311
    reference = number(UNITS, **components)
    published = _shift(components, "a", dict.fromkeys(range(40, 55), 1))
    column = derive_column(number(UNITS, score=published), SCORE, reference)
    orders = (ListOrder(name="wrong", units=tuple(wrong)), *BY_NAME)
    (shift,) = find_shifts(column, reference, orders)
    assert shift.order == "list by name"


def test_a_unit_missing_from_an_order_is_passed_over(number: Number, components: Columns) -> None:
    reference = number(UNITS, **components)
    published = _shift(components, "a", dict.fromkeys(range(40, 55), 1))
    column = derive_column(number(UNITS, score=published), SCORE, reference)
    order = ListOrder(name="short", units=tuple(u for u in UNITS if u != UNITS[54]))
    (shift,) = find_shifts(column, reference, (order,))
    assert [s.value.key.unit for s in shift.values] == list(UNITS[40:54])


def test_the_report_names_the_donor_of_each_row(number: Number, components: Columns) -> None:
    published = _shift(components, "a", dict.fromkeys(range(40, 55), 1))
    (shift,) = _find(number, published, components)
    observation = report_shift(shift, {UNITS[39]: "Atlantis"})
    assert observation.check == "shifted_column"
    assert observation.confidence is Confidence.INFERRED
    assert "15 rows of score from U040 to U054 carry the a of another unit" in observation.summary
    assert "that 15 of them do by chance has a probability below" in observation.summary
    assert observation.rows[0].note.endswith("that of Atlantis")
    assert observation.rows[1].note.endswith(f"that of {UNITS[40]}")


def test_nothing_unexplained_is_no_shift(number: Number) -> None:
    reference = number([], a=[], b=[], c=[])
    column = derive_column(number([], score=[]), SCORE, reference)
    assert find_shifts(column, reference, BY_NAME) == ()
