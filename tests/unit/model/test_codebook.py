"""A codebook that contradicts itself says so; a regime rule scores and classifies."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from sousveil.model.codebook import (
    Codebook,
    RegimeRule,
    RegimeThreshold,
    RegimeType,
    ScoreComponent,
    Technology,
)
from sousveil.model.edition import BlankReason
from sousveil.model.evidence_rule import EvidenceRule
from sousveil.store.registers import load_codebook

RULE = RegimeRule(
    components=(ScoreComponent(column="a", factor=1), ScoreComponent(column="b", factor=10)),
    thresholds=(
        RegimeThreshold(regime_type=RegimeType.CLOSED_AUTOCRACY, from_score=0),
        RegimeThreshold(regime_type=RegimeType.ELECTORAL_AUTOCRACY, from_score=3),
        RegimeThreshold(regime_type=RegimeType.LIBERAL_DEMOCRACY, from_score=7.5),
    ),
    minimum_components=1,
    basis="made up",
    is_inferred=True,
)


@pytest.fixture
def codebook() -> Codebook:
    return evolve(load_codebook("aigs-2019"), regime=RULE)


def test_a_bundled_codebook_has_no_problems(codebook: Codebook) -> None:
    assert codebook.problems() == []


def test_technologies_out_of_scope_are_not_coded(codebook: Codebook) -> None:
    technology = Technology(technology_code="x", name="X", definition="x", in_scope=False)
    more = evolve(codebook, technologies=(technology, *codebook.technologies))
    assert more.coded_technologies == codebook.coded_technologies
    assert evolve(codebook, technologies=(technology,)).problems() == [
        "technologies: none is in scope"
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"units": ("KEN", "UGA", "KEN", "KEN")}, "units: KEN stands twice"),
        (
            {"evidence": EvidenceRule(statuses=(), minimum_sources=0)},
            "evidence.minimum_sources: must be 1 or more",
        ),
        (
            {"regime": evolve(RULE, thresholds=RULE.thresholds[::-1])},
            "regime.thresholds: from_score must rise from entry to entry",
        ),
        (
            {"regime": evolve(RULE, thresholds=RULE.thresholds[:1] * 2)},
            "regime.thresholds: from_score must rise from entry to entry",
        ),
        (
            {"regime": evolve(RULE, thresholds=())},
            "regime.thresholds: from_score must rise from entry to entry",
        ),
        (
            {"regime": evolve(RULE, minimum_components=0)},
            "regime.minimum_components: must be 1 to the number of components",
        ),
        (
            {"regime": evolve(RULE, minimum_components=3)},
            "regime.minimum_components: must be 1 to the number of components",
        ),
    ],
)
def test_each_contradiction_is_named(
    codebook: Codebook, changes: dict[str, Any], problem: str
) -> None:
    assert evolve(codebook, **changes).problems() == [problem]


def test_all_contradictions_are_named_at_once(codebook: Codebook) -> None:
    broken = evolve(
        codebook,
        units=("KEN", "KEN"),
        technologies=(),
        regime=evolve(RULE, minimum_components=0, thresholds=()),
    )
    assert len(broken.problems()) == 4


@pytest.mark.parametrize("reason", BlankReason)
def test_a_codebook_gives_no_reason_that_searches_or_decisions_have_to_give(
    reason: BlankReason,
) -> None:
    found = evolve(load_codebook("sousveil"), blank_reason=reason).problems()
    if reason in {BlankReason.NOT_SEARCHED, BlankReason.NOT_TICKED}:
        assert found == []
    else:
        assert [problem.split(":")[0] for problem in found] == ["blank_reason"]


@pytest.mark.parametrize(
    ("values", "score", "count"),
    [
        ({"a": 4.0, "b": 0.6}, 5.0, 2),
        ({"a": 4.0, "b": None}, 4.0, 1),
        ({"b": 0.0}, 0.0, 1),
        ({}, None, 0),
        ({"c": 9.0}, None, 0),
    ],
)
def test_a_score_is_the_mean_of_the_components_given(
    values: dict[str, float | None], score: float | None, count: int
) -> None:
    assert RULE.score(values) == (score, count)


def test_too_few_components_give_no_score() -> None:
    assert evolve(RULE, minimum_components=2).score({"a": 4.0}) == (None, 1)


@pytest.mark.parametrize(
    ("score", "regime"),
    [(-1, "CA"), (0, "CA"), (2.999, "CA"), (3, "EA"), (7.499, "EA"), (7.5, "LD"), (10, "LD")],
)
def test_a_type_begins_at_its_threshold(score: float, regime: str) -> None:
    assert RULE.classify(score) == regime
