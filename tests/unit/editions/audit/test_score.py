from __future__ import annotations

from collections.abc import Callable

from sousveil.editions.audit.derived_value import derive_column
from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.observation import Confidence
from sousveil.editions.audit.plan import Component, Derivation
from sousveil.editions.audit.score import check_score
from sousveil.editions.audit.shifted_column import Shift, ShiftedValue

Number = Callable[..., NumericTable]

SCORE = Derivation(
    column="score", decimals=1, tolerance=0.5, components=(Component(column="a", factor=0.1),)
)


def test_scores_that_follow_give_no_observation(number: Number) -> None:
    column = derive_column(
        number(["A", "B"], score=[3.1, 7.0]), SCORE, number(["A", "B"], a=[31.0, 70.0])
    )
    assert check_score(column) == ()


def test_large_slight_and_unchecked_differences_are_kept_apart(number: Number) -> None:
    reference = number(["A", "B", "C"], a=[31.0, 70.0, None])
    column = derive_column(number(["A", "B", "C"], score=[9.9, 7.3, 1.0]), SCORE, reference)
    large, slight, unchecked = check_score(column)
    assert [(row.label, row.found, row.expected) for row in large.rows] == [("A", "9.9", "3.1")]
    assert large.confidence is Confidence.CERTAIN
    assert [row.label for row in slight.rows] == ["B"]
    assert slight.confidence is Confidence.INFERRED
    assert [row.label for row in unchecked.rows] == ["C"]
    assert "cannot be checked" in unchecked.summary


def test_a_row_explained_by_a_shift_says_so(number: Number) -> None:
    column = derive_column(number(["A"], score=[9.9]), SCORE, number(["A"], a=[31.0]))
    shifted = ShiftedValue(
        value=column.values[0],
        donor="B",
        donor_value=99.0,
        lag=1,
        implied=(98.5, 99.5),
        is_counted=True,
    )
    shift = Shift(column="score", component="a", order="list", values=(shifted,), chance=0.0)
    (observation,) = check_score(column, [shift])
    assert "a shifted column explains 1" in observation.summary
    assert "explained by a shift of a" in observation.rows[0].note
