"""A score below its floor is a fault; one far above asks for the floor to be raised."""

from __future__ import annotations

import pytest
from tests.unit.claims.evaluation.made_gold import claim, document, evaluated, label

from sousveil.claims.evaluation.floor import Floor, check_floor, read_floor
from sousveil.errors import InvalidData

GOLD = [document(f"d{n}", label("KEN", "other")) for n in range(10)]
NEGATIVES = [document(f"n{n}") for n in range(10)]
# Seven of ten found; two false alarms on ten negatives.
EVALUATION = evaluated(
    [*GOLD, *NEGATIVES],
    [claim(f"d{n}", "KEN", "other") for n in range(7)]
    + [claim(f"n{n}", "KEN", "other") for n in range(2)],
)


def floor(measure: str, bound: float, language: str = "null") -> Floor:
    text = f"{{level: ct, measure: {measure}, bound: {bound}, language: {language}}}"
    return read_floor(f"slack: 0.03\nbounds: [{text}]\n", where="floor.yaml")


@pytest.mark.parametrize(
    ("measure", "bound", "standing"),
    [
        ("recall", 0.70, "kept"),
        ("recall", 0.67, "kept"),
        ("recall", 0.669, "outgrown"),
        ("recall", 0.701, "below"),
        ("false_alarm_rate", 0.20, "kept"),
        ("false_alarm_rate", 0.23, "kept"),
        ("false_alarm_rate", 0.231, "outgrown"),
        ("false_alarm_rate", 0.199, "below"),
    ],
)
def test_a_score_stands_where_its_value_puts_it(measure: str, bound: float, standing: str) -> None:
    (result,) = check_floor(EVALUATION, floor(measure, bound))
    assert result.standing == standing


def test_a_floor_can_be_of_one_language() -> None:
    (english,) = check_floor(EVALUATION, floor("recall", 0.7, "en"))
    assert (english.value, english.standing) == (0.7, "kept")


def test_what_was_not_measured_is_below_its_floor() -> None:
    (result,) = check_floor(EVALUATION, floor("recall", 0.0, "sw"))
    assert (result.value, result.standing) == (None, "below")


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        ("[]", "bounds: there are none"),
        ("[{level: ct, measure: accuracy, bound: 0.5}]", "bounds[0].measure: not one of"),
        ("[{level: ct, measure: f1, bound: 50}]", "bounds[0].bound: 50.0 is not between"),
        ("[{level: all, measure: f1, bound: 0.5}]", "bounds[0].level"),
        (
            "[{level: ct, measure: f1, bound: 0.5}, {level: ct, measure: f1, bound: 0.1}]",
            "bounds[1]: f1 at level ct stands twice",
        ),
    ],
)
def test_a_floor_that_breaks_a_rule_is_refused(bounds: str, problem: str) -> None:
    with pytest.raises(InvalidData) as caught:
        read_floor(f"slack: 0.03\nbounds: {bounds}\n", where="floor.yaml")
    assert problem in str(caught.value)


def test_the_slack_is_a_share() -> None:
    with pytest.raises(InvalidData, match=r"slack: 3\.0 is not between 0 and 1"):
        read_floor("slack: 3\nbounds: [{level: ct, measure: f1, bound: 0.5}]", where="floor.yaml")
