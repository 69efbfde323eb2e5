"""Whatever the labels and the predictions, the scores keep the laws that scores must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.claims.evaluation.made_gold import (
    as_lines,
    claim,
    counted,
    document,
    evaluated,
    label,
    measured,
)

from sousveil.claims.evaluation.gold import read_gold
from sousveil.claims.evaluation.matching import Level
from sousveil.claims.evaluation.predictions import read_predictions
from sousveil.claims.evaluation.scheme import load_coding_scheme
from sousveil.claims.evaluation.scoring import MEASURES

if TYPE_CHECKING:
    from sousveil.claims.evaluation.gold import GoldDocument
    from sousveil.claims.evaluation.predictions import Prediction

NAMES = ("d0", "d1", "d2", "d3")
countries = st.sampled_from(("KEN", "FRA", "HKG"))
technologies = st.sampled_from(("smart_city", "facial_recognition", "other"))
vendors = st.sampled_from((None, "Huawei", "华为", "Nobody Ltd"))
statuses = st.sampled_from(("planned", "deployed", "ended", "banned"))
confidences = st.sampled_from((0.0, 0.3, 0.5, 0.95, 1.0))
labels = st.builds(
    label,
    countries,
    technologies,
    vendors,
    statuses,
    alt_country=st.lists(countries, max_size=1).map(tuple),
    alt_technology=st.lists(technologies, max_size=2).map(tuple),
    alt_vendor=st.lists(st.sampled_from(("*", "ZTE", "Huawei", None)), max_size=1).map(tuple),
    alt_status=st.lists(statuses, max_size=1).map(tuple),
    optional=st.booleans(),
)
documents = st.lists(
    st.builds(
        lambda found, language: document("d", *found, language=language),
        st.lists(labels, max_size=4),
        st.sampled_from(("en", "sw")),
    ),
    min_size=1,
    max_size=len(NAMES),
).map(lambda found: [evolve(one, id=name) for one, name in zip(found, NAMES, strict=False)])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[GoldDocument], list[Prediction]]:
    """Gold, and predictions of its documents."""
    gold = draw(documents)
    names = st.sampled_from([one.id for one in gold])
    found = st.builds(
        claim, names, countries, technologies, vendors, statuses, confidence=confidences
    )
    return gold, draw(st.lists(found, max_size=8))


quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(documents)
def test_predicting_every_required_label_and_no_more_is_perfect(gold: list[GoldDocument]) -> None:
    predicted = [
        claim(one.id, each.country, each.technology, each.vendor, each.status)
        for one in gold
        for each in one.labels
        if not each.optional
    ]
    evaluation = evaluated(gold, predicted)
    for level in Level:
        counts = counted(evaluation, level)
        assert (counts.wrong, counts.right) == (0, counts.required)
        for measure in ("precision", "recall", "f1"):
            assert measured(evaluation, level, measure) in {1.0, None}
        assert measured(evaluation, level, "false_alarm_rate") in {0.0, None}
    assert evaluation.mistakes == ()


@quick
@given(documents)
def test_predicting_nothing_finds_nothing_and_alarms_nobody(gold: list[GoldDocument]) -> None:
    evaluation = evaluated(gold, [])
    for level in Level:
        assert measured(evaluation, level, "precision") is None
        assert measured(evaluation, level, "recall") in {0.0, None}
        assert measured(evaluation, level, "false_alarm_rate") in {0.0, None}
    assert all(mistake.predicted is None for mistake in evaluation.mistakes)


@quick
@given(worlds(), st.sampled_from(NAMES), vendors, confidences)
def test_a_wrong_prediction_more_raises_no_precision_and_lowers_no_false_alarms(
    world: tuple[list[GoldDocument], list[Prediction]],
    name: str,
    vendor: str | None,
    confidence: float,
) -> None:
    gold, predicted = world
    if name not in {one.id for one in gold}:
        name = gold[0].id
    # No label can be of Monaco: the claim is wrong at every level that it takes part in.
    wrong = claim(name, "MCO", "other", vendor, confidence=confidence)
    before, after = evaluated(gold, predicted), evaluated(gold, [*predicted, wrong])
    for level in Level:
        assert counted(after, level).right == counted(before, level).right
        old, new = (measured(one, level, "precision") for one in (before, after))
        assert old is None or (new is not None and new <= old)
        old, new = (measured(one, level, "false_alarm_rate") for one in (before, after))
        assert (old is None and new is None) or (old is not None and new is not None and new >= old)
        assert measured(after, level, "recall") == measured(before, level, "recall")


@quick
@given(worlds(), st.data())
def test_any_prediction_more_lowers_no_recall(
    world: tuple[list[GoldDocument], list[Prediction]], data: st.DataObject
) -> None:
    gold, predicted = world
    more = data.draw(worlds())[1]
    known = {one.id for one in gold}
    after = evaluated(gold, [*predicted, *(one for one in more if one.id in known)])
    before = evaluated(gold, predicted)
    for level in Level:
        assert counted(after, level).right >= counted(before, level).right
        assert counted(after, level).right <= counted(after, level).required


@quick
@given(worlds(), st.data())
def test_neither_the_order_of_lines_nor_a_line_twice_changes_anything(
    world: tuple[list[GoldDocument], list[Prediction]], data: st.DataObject
) -> None:
    gold, predicted = world
    mixed_gold = data.draw(st.permutations(gold))
    again = data.draw(st.lists(st.sampled_from(predicted), max_size=4)) if predicted else []
    mixed = data.draw(st.permutations([*predicted, *again]))
    assert evaluated(mixed_gold, mixed, resamples=20) == evaluated(gold, predicted, resamples=20)


@quick
@given(worlds())
def test_every_score_is_a_share_and_lies_within_reason_of_its_interval(
    world: tuple[list[GoldDocument], list[Prediction]],
) -> None:
    gold, predicted = world
    evaluation = evaluated(gold, predicted, resamples=25)
    for score in evaluation.scores:
        for measure in MEASURES:
            value = score.measures.get(measure)
            assert value is None or 0.0 <= value <= 1.0
            interval = score.intervals.get(measure)
            assert interval is None or 0.0 <= interval[0] <= interval[1] <= 1.0
    calibration = evaluation.calibration
    assert calibration.answers == sum(one.answers for one in calibration.bins)
    ct = counted(evaluation, "ct")
    assert calibration.answers == ct.right + ct.wrong


@quick
@given(worlds())
def test_parts_of_the_documents_add_up_to_all_of_them(
    world: tuple[list[GoldDocument], list[Prediction]],
) -> None:
    evaluation = evaluated(*world)
    for level in Level:
        parts = [
            score.counts
            for score in evaluation.scores
            if (score.group, score.level) == ("language", level)
        ]
        whole = counted(evaluation, level)
        for name in ("right", "wrong", "ignored", "required", "negatives", "alarmed"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)


@quick
@given(worlds())
def test_what_is_written_as_lines_is_read_as_the_same_values(
    world: tuple[list[GoldDocument], list[Prediction]],
) -> None:
    gold, predicted = world
    scheme = load_coding_scheme()
    assert list(read_gold({"g": as_lines(gold)}, scheme)) == gold
    assert list(read_predictions(as_lines(predicted), gold, scheme, where="p")) == predicted
