from __future__ import annotations

from collections.abc import Callable

import pytest

from sousveil.editions.audit.derived_value import derive_column
from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.plan import Component, Derivation

Number = Callable[..., NumericTable]

MEAN = Derivation(
    column="score",
    decimals=2,
    components=(Component(column="a", factor=0.1), Component(column="b", factor=1, decimals=1)),
)


def test_a_score_within_rounding_follows(number: Number) -> None:
    reference = number(["A"], a=[34.0], b=[3.5])
    column = derive_column(number(["A"], score=[3.48]), MEAN, reference)
    (value,) = column.values
    assert value.computed == pytest.approx(3.45)
    assert value.rounding == pytest.approx(0.005 + 0.05 / 2)
    assert value.follows


def test_a_score_beyond_rounding_does_not_follow(number: Number) -> None:
    reference = number(["A"], a=[34.0], b=[3.5])
    (value,) = derive_column(number(["A"], score=[3.49]), MEAN, reference).values
    assert not value.follows


def test_the_implied_component_is_what_the_score_was_made_of(number: Number) -> None:
    reference = number(["A"], a=[34.0], b=[3.5])
    column = derive_column(number(["A"], score=[6.75]), MEAN, reference)
    low, high = column.imply(column.values[0], "a")
    assert (low + high) / 2 == pytest.approx(100.0)
    assert (high - low) / 2 == pytest.approx(0.03 * 2 / 0.1)


def test_a_negative_factor_keeps_the_interval_in_order(number: Number) -> None:
    turned = Derivation(column="score", components=(Component(column="a", factor=-1, decimals=0),))
    column = derive_column(number(["A"], score=[-8.0]), turned, number(["A"], a=[3.0]))
    low, high = column.imply(column.values[0], "a")
    assert low < 8.0 < high


def test_a_row_without_a_component_is_not_checked(number: Number) -> None:
    reference = number(["A", "B"], a=[34.0, 50.0], b=[3.5, None])
    column = derive_column(number(["A", "B", "C"], score=[3.45, 5.0, 1.0]), MEAN, reference)
    assert [value.key.unit for value in column.values] == ["A"]
    assert [key.unit for key in column.unchecked] == ["B", "C"]


def test_a_relative_error_widens_the_rounding(number: Number) -> None:
    direct = Derivation(
        column="musd", components=(Component(column="usd", factor=1e-6, relative_error=0.001),)
    )
    reference = number(["A"], usd=[649e9])
    (value,) = derive_column(number(["A"], musd=[648798.3]), direct, reference).values
    assert value.follows
