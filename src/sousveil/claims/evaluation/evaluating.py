"""Evaluate predictions against gold: scores with intervals, calibration and the worst mistakes.

The result is a function of the set of documents and the set of predictions: neither the order
of lines nor a line that stands twice changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.evaluation.calibration import Calibration, calibrate
from sousveil.claims.evaluation.matching import Level, match_document
from sousveil.claims.evaluation.mistakes import Mistake, list_mistakes
from sousveil.claims.evaluation.scoring import Score, score_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.claims.evaluation.bootstrap import Resampling
    from sousveil.claims.evaluation.gold import GoldDocument
    from sousveil.claims.evaluation.predictions import Prediction
    from sousveil.claims.evaluation.scheme import CodingScheme


@frozen(kw_only=True)
class Evaluation:
    """How well predictions agree with gold."""

    scores: tuple[Score, ...]
    calibration: Calibration
    mistakes: tuple[Mistake, ...]

    def find(self, group: str, value: str, level: Level) -> Score | None:
        """Return one score, None if nothing of the kind was scored."""
        for score in self.scores:
            if (score.group, score.value, score.level) == (group, value, level):
                return score
        return None


def evaluate(
    documents: Iterable[GoldDocument],
    predictions: Iterable[Prediction],
    scheme: CodingScheme,
    *,
    resampling: Resampling,
    most_mistakes: int,
) -> Evaluation:
    """Hold predictions against the labels of their documents, at every level."""
    by_document: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        by_document.setdefault(prediction.id, []).append(prediction)
    ordered = sorted(documents, key=lambda document: document.id)
    matches = {
        level: [
            match_document(document, by_document.get(document.id, ()), level, scheme)
            for document in ordered
        ]
        for level in Level
    }
    return Evaluation(
        scores=score_matches(matches, resampling),
        calibration=calibrate(matches[Level.CT]),
        mistakes=list_mistakes(matches, most_mistakes),
    )
