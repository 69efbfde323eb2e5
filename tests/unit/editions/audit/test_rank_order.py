from __future__ import annotations

from collections.abc import Callable

from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.plan import Ranking
from sousveil.editions.audit.rank_order import check_rank_order

Number = Callable[..., NumericTable]

RANKING = Ranking(rank="rank", value="value")
UNITS = ["A", "B", "C", "D", "E", "F"]


def test_values_that_fall_with_the_rank_are_in_order(number: Number) -> None:
    table = number(UNITS, rank=[3, 1, 2, 7, 7, None], value=[50, 90, 50, 3, 3, 1])
    assert check_rank_order(table, RANKING) == ()


def test_a_value_out_of_order_is_reported_with_where_it_belongs(number: Number) -> None:
    table = number(UNITS, rank=[1, 2, 3, 5, 8, 9], value=[90, 5, 80, 70, 60, 3])
    (observation,) = check_rank_order(table, RANKING)
    assert [(r.label, r.found, r.expected) for r in observation.rows] == [
        ("B", "2", "after 8, before 9")
    ]


def test_of_two_neighbours_in_the_wrong_order_both_are_named(number: Number) -> None:
    table = number(UNITS, rank=[1, 2, 3, 4, 5, 6], value=[90, 80, 60, 70, 50, 40])
    (observation,) = check_rank_order(table, RANKING)
    assert [row.label for row in observation.rows] == ["C", "D"]


def test_a_rank_given_twice_is_reported_unless_the_values_are_equal(number: Number) -> None:
    table = number(UNITS, rank=[1, 2, 2, 4, 4, 6], value=[90, 80, 80, 70, 60, 50])
    (observation,) = check_rank_order(table, RANKING)
    assert [row.label for row in observation.rows] == ["D", "E"]
    assert observation.rows[0].note == "also the rank of E"


def test_ranks_without_values_are_checked_for_doubles_alone(number: Number) -> None:
    table = number(["A", "B", "C"], rank=[35, 1, 35])
    (observation,) = check_rank_order(table, Ranking(rank="rank"))
    assert [row.label for row in observation.rows] == ["A", "C"]
