from __future__ import annotations

from collections.abc import Callable

import pytest

from sousveil.editions.audit.category import check_category, check_recomputed_category
from sousveil.editions.audit.derived_value import derive_column
from sousveil.editions.audit.numeric_table import NumericTable
from sousveil.editions.audit.observation import Confidence
from sousveil.editions.audit.plan import Band, Categories, Component, Derivation

Number = Callable[..., NumericTable]

TYPES = Categories(
    column="type",
    score="score",
    bands=(
        Band(category="low", from_score=0),
        Band(category="middle", from_score=2.5),
        Band(category="high", from_score=5),
    ),
)


@pytest.mark.parametrize(
    ("score", "expected"), [(-1, "low"), (2.49, "low"), (2.5, "middle"), (5, "high"), (99, "high")]
)
def test_a_category_begins_at_its_threshold(score: float, expected: str) -> None:
    assert TYPES.classify(score) == expected


def test_a_category_that_contradicts_its_score_is_reported(number: Number) -> None:
    table = number(["A", "B", "C", "D"], score=[1.0, 3.0, 6.0, None])
    printed = {"A": "low", "B": "high", "D": "high"}
    (observation,) = check_category(table, printed, TYPES)
    assert [(r.label, r.found, r.expected) for r in observation.rows] == [("B", "high", "middle")]
    assert observation.confidence is Confidence.CERTAIN


def test_fitting_categories_and_blanks_give_no_observation(number: Number) -> None:
    table = number(["A", "B", "C"], score=[1.0, None, 3.0])
    assert check_category(table, {"A": "low", "B": "high"}, TYPES) == ()


def test_a_category_that_the_recomputed_score_changes_is_reported(number: Number) -> None:
    rule = Derivation(column="score", decimals=1, components=(Component(column="a", factor=1),))
    reference = number(["A", "B", "C"], a=[6.0, 2.46, 1.0])
    column = derive_column(number(["A", "B", "C"], score=[3.0, 2.5, 2.0]), rule, reference)
    printed = {"A": "middle", "B": "middle", "C": "low"}
    (observation,) = check_recomputed_category(column, printed, TYPES)
    assert [(r.label, r.found, r.expected) for r in observation.rows] == [("A", "middle", "high")]
    assert observation.confidence is Confidence.INFERRED
