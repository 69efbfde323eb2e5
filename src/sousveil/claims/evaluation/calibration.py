"""Calibration: whether claims of confidence 0.7 are right seven times in ten.

Taken at the level of country and technology, of which the confidence speaks. Answers that
are neither right nor wrong are left out.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.claims.evaluation.matching import Match

BINS = 10


@frozen(kw_only=True)
class Bin:
    """Answers with a confidence from ``low`` to below ``high`` (the last bin takes 1 too)."""

    low: float
    high: float
    answers: int
    mean_confidence: float
    share_right: float


@frozen(kw_only=True)
class Calibration:
    """A reliability table with its two summaries, None without answers.

    ``brier`` is the mean squared difference of confidence and outcome (Brier 1950), ``ece``
    the mean difference of confidence and share right over the bins, weighted by answers
    (Naeini, Cooper and Hauskrecht 2015). Of both, 0 is best.
    """

    bins: tuple[Bin, ...]
    answers: int
    brier: float | None
    ece: float | None


def calibrate(matches: Iterable[Match]) -> Calibration:
    """Hold confidence against outcome; bins without answers are left out."""
    outcomes: list[tuple[float, bool]] = []
    for match in matches:
        outcomes.extend((answer.confidence, True) for answer, _ in match.right)
        outcomes.extend((answer.confidence, False) for answer in match.wrong)
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in outcomes:
        place = min(int(confidence * BINS), BINS - 1)
        binned.setdefault(place, []).append((confidence, is_right))
    bins = tuple(_bin(place, binned[place]) for place in sorted(binned))
    if not outcomes:
        return Calibration(bins=(), answers=0, brier=None, ece=None)
    squares = fsum((confidence - is_right) ** 2 for confidence, is_right in outcomes)
    gaps = fsum(one.answers * abs(one.mean_confidence - one.share_right) for one in bins)
    count = len(outcomes)
    return Calibration(bins=bins, answers=count, brier=squares / count, ece=gaps / count)


def _bin(place: int, outcomes: list[tuple[float, bool]]) -> Bin:
    count = len(outcomes)
    return Bin(
        low=place / BINS,
        high=(place + 1) / BINS,
        answers=count,
        mean_confidence=fsum(confidence for confidence, _ in outcomes) / count,
        share_right=sum(is_right for _, is_right in outcomes) / count,
    )
