from __future__ import annotations

import pytest

from sousveil.findings.verifying import holds
from sousveil.model.finding import Finding, FindingQuery, PublishedValue, Relation, Unit, Value

QUERY = FindingQuery(finding_id="f", statement="s", unit=Unit.PERCENT, query="q")


def finding(value: Value, denominator: int | None = None) -> Finding:
    return Finding(query=QUERY, value=value, denominator=denominator)


def published(
    value: Value, relation: Relation = Relation.EQUAL, denominator: int | None = None
) -> PublishedValue:
    return PublishedValue(
        finding_id="f", value=value, where="text", relation=relation, denominator=denominator
    )


@pytest.mark.parametrize(
    ("value", "printed", "expected"),
    [
        (75, 75, True),
        (75, 74, False),
        (51.3, 51, True),
        (51.3, 51.0, False),
        (51.04, 51.0, True),
        (50.6, 51, True),
        (51.6, 51, False),
        (36.5, 37, True),
        (36.5, 36, True),
        (37.5, 38, True),
        (36.4, 37, False),
        (0.25, 0.3, True),
        (0.25, 0.2, True),
        (0.26, 0.2, False),
        (0, 0, True),
        ("NEC", "NEC", True),
        ("NEC", "IBM", False),
        ("75", 75, False),
        (None, 0, False),
        (0, None, False),
    ],
)
def test_a_value_holds_to_the_precision_that_was_printed(
    value: Value, printed: Value, expected: bool
) -> None:
    assert holds(finding(value), published(printed)) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(49, False), (50, True), (51, True), (49.9, False)]
)
def test_at_least_holds_from_the_printed_value_on(value: float, expected: bool) -> None:
    assert holds(finding(value), published(50, Relation.AT_LEAST)) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(50, False), (50.1, True), (55, True), (55.1, False), (49, False)]
)
def test_just_over_holds_above_the_printed_value_and_not_far_above(
    value: float, expected: bool
) -> None:
    assert holds(finding(value), published(50, Relation.JUST_OVER)) is expected


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [(176, 176, True), (179, 176, False), (None, 176, False), (176, None, True)],
)
def test_a_printed_denominator_must_agree_as_well(
    here: int | None, there: int | None, expected: bool
) -> None:
    result = holds(finding(75, here), published(75, denominator=there))
    assert result is expected
