"""Scores computed by hand, of all documents and of each sort of them."""

from __future__ import annotations

import pytest
from tests.unit.claims.evaluation.made_gold import claim, document, evaluated, label, measured

from sousveil.claims.evaluation.matching import Level

GOLD = [
    document("a", label("KEN", "smart_city", "Huawei"), label("KEN", "facial_recognition")),
    document("b", label("FRA", "facial_recognition", status="banned"), language="fr", kind="blog"),
    document("c"),
    document("d", label("USA", "other", optional=True)),
    document("e", language="fr"),
]
PREDICTED = [
    claim("a", "KEN", "smart_city", "Huawei", confidence=0.95),
    claim("a", "CHN", "smart_city", confidence=0.65),
    claim("c", "CHN", "smart_city", confidence=0.65),
    claim("d", "USA", "other"),
]


def test_the_scores_are_those_of_the_definition() -> None:
    # ct: right KEN/smart_city; wrong CHN in a, CHN in c; to find 3; neither: the optional one.
    evaluation = evaluated(GOLD, PREDICTED)
    assert measured(evaluation, "ct", "precision") == pytest.approx(1 / 3)
    assert measured(evaluation, "ct", "recall") == pytest.approx(1 / 3)
    assert measured(evaluation, "ct", "f1") == pytest.approx(1 / 3)
    # country: right KEN; wrong CHN twice; to find KEN and FRA.
    assert measured(evaluation, "country", "precision") == pytest.approx(1 / 3)
    assert measured(evaluation, "country", "recall") == pytest.approx(1 / 2)
    assert measured(evaluation, "country", "f1") == pytest.approx(2 / 5)
    # cv: one claim with a vendor predicted and one to find.
    assert measured(evaluation, "cv", "f1") == 1.0


def test_a_false_alarm_is_a_negative_with_a_claim_that_no_optional_label_covers() -> None:
    # Of the negatives c, d and e, only c has one; the claim of d is covered.
    evaluation = evaluated(GOLD, PREDICTED)
    assert measured(evaluation, "ct", "false_alarm_rate") == pytest.approx(1 / 3)
    twice = evaluated(GOLD, [*PREDICTED, claim("c", "FRA", "other"), claim("d", "USA", "other")])
    assert measured(twice, "ct", "false_alarm_rate") == pytest.approx(1 / 3)
    more = evaluated(GOLD, [*PREDICTED, claim("d", "USA", "smart_city")])
    assert measured(more, "ct", "false_alarm_rate") == pytest.approx(2 / 3)
    assert measured(more, "country", "false_alarm_rate") == pytest.approx(1 / 3)


def test_each_language_and_kind_is_scored_by_itself() -> None:
    evaluation = evaluated(GOLD, PREDICTED)
    assert measured(evaluation, "ct", "recall", "language", "en") == pytest.approx(1 / 2)
    assert measured(evaluation, "ct", "recall", "language", "fr") == 0.0
    assert measured(evaluation, "ct", "false_alarm_rate", "language", "fr") == 0.0
    assert measured(evaluation, "ct", "recall", "kind", "blog") == 0.0
    assert measured(evaluation, "ct", "false_alarm_rate", "kind", "blog") is None
    assert {(s.group, s.value) for s in evaluation.scores} == {
        ("all", "all"),
        ("language", "en"),
        ("language", "fr"),
        ("kind", "blog"),
        ("kind", "news"),
        ("status", "deployed"),
        ("status", "ended/banned"),
    }


def test_labels_of_one_status_have_recall_and_nothing_else() -> None:
    evaluation = evaluated(GOLD, PREDICTED)
    assert measured(evaluation, "ct", "recall", "status", "deployed") == pytest.approx(1 / 2)
    assert measured(evaluation, "ct", "recall", "status", "ended/banned") == 0.0
    score = evaluation.find("status", "deployed", Level.CT)
    assert score is not None
    assert list(score.measures) == ["recall"]


def test_what_has_nothing_to_count_has_no_score() -> None:
    nothing = evaluated([document("a")], [])
    for measure in ("precision", "recall", "f1"):
        assert measured(nothing, "ct", measure) is None
    assert measured(nothing, "ct", "false_alarm_rate") == 0.0
    found = evaluated([document("a", label("KEN", "other"))], [])
    assert measured(found, "ct", "precision") is None
    assert (measured(found, "ct", "recall"), measured(found, "ct", "f1")) == (0.0, 0.0)
    assert measured(found, "ct", "false_alarm_rate") is None


def test_calibration_holds_confidence_against_outcome() -> None:
    calibration = evaluated(GOLD, PREDICTED).calibration
    low, high = calibration.bins
    assert (low.low, low.high, low.answers, low.share_right) == (0.6, 0.7, 2, 0.0)
    assert (high.answers, high.share_right) == (1, 1.0)
    assert low.mean_confidence == pytest.approx(0.65)
    assert calibration.answers == 3  # the optional one is left out
    assert calibration.brier == pytest.approx((0.05**2 + 0.65**2 + 0.65**2) / 3)
    assert calibration.ece == pytest.approx((0.05 * 1 + 0.65 * 2) / 3)


def test_a_confidence_of_one_falls_in_the_last_bin() -> None:
    gold = [document("a", label("KEN", "other"))]
    (last,) = evaluated(gold, [claim("a", "KEN", "other", confidence=1.0)]).calibration.bins
    assert (last.low, last.high, last.answers) == (0.9, 1.0, 1)


def test_calibration_of_nothing_is_nothing() -> None:
    calibration = evaluated(GOLD, []).calibration
    assert (calibration.bins, calibration.brier, calibration.ece) == ((), None, None)


def test_the_surest_prediction_speaks_for_those_that_say_the_same() -> None:
    gold = [document("a", label("KEN", "other"))]
    predicted = [claim("a", "KEN", "other", confidence=c) for c in (0.2, 0.8, 0.5)]
    (only,) = evaluated(gold, predicted).calibration.bins
    assert only.mean_confidence == 0.8
