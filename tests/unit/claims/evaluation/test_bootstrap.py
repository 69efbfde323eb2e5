"""Intervals are drawn over documents, can be repeated, and are not claimed where draws say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.claims.evaluation.made_gold import claim, document, evaluated, label

from sousveil.claims.evaluation.bootstrap import Interval, Resampling, bootstrap
from sousveil.claims.evaluation.matching import Level

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(counts: tuple[int, ...]) -> float | None:
    return counts[0] / counts[1] if counts[1] else None


def interval(counts: Sequence[tuple[int, ...]], resampling: Resampling) -> Interval | None:
    (found,) = bootstrap(counts, [share], resampling)
    return found


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    # 100 documents of one label, half of them found: 0.5 +- 1.96 * sqrt(0.25 / 100).
    counts = [(1, 1)] * 50 + [(0, 1)] * 50
    found = interval(counts, Resampling(count=4000, seed=7))
    assert found == pytest.approx((0.402, 0.598), abs=0.015)


def test_labels_of_one_document_count_as_one_draw() -> None:
    # The same 100 labels, in 10 documents that are all right or all wrong: ten draws, not a
    # hundred, so the interval is about sqrt(10) times as wide.
    clustered = interval([(10, 10)] * 5 + [(0, 10)] * 5, Resampling(count=4000, seed=7))
    assert clustered == pytest.approx((0.2, 0.8), abs=0.05)


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    counts = [(n % 3, 3) for n in range(40)]
    first = interval(counts, Resampling(count=200, seed=1))
    assert interval(counts, Resampling(count=200, seed=1)) == first
    assert interval(counts, Resampling(count=200, seed=2)) != first


@pytest.mark.parametrize("counts", [[], [(1, 1)] * 10, [(0, 0)] * 10], ids=["none", "all", "empty"])
def test_draws_that_all_agree_give_no_interval(counts: list[tuple[int, ...]]) -> None:
    assert interval(counts, Resampling(count=100)) is None


def test_without_draws_there_is_no_interval() -> None:
    assert interval([(1, 1), (0, 1)], Resampling(count=0)) is None


def test_each_score_has_the_intervals_of_its_measures() -> None:
    gold = [document(f"d{n}", label("KEN", "other")) for n in range(20)]
    predicted = [claim(f"d{n}", "KEN", "other") for n in range(10)]
    evaluation = evaluated(gold, predicted, resamples=300)
    score = evaluation.find("all", "all", Level.CT)
    assert score is not None
    recall = score.intervals["recall"]
    assert recall is not None
    assert 0.2 < recall[0] < 0.5 < recall[1] < 0.8
    assert score.intervals["precision"] is None  # always right where it predicts
