"""Scores: precision, recall, F1 and false alarms, of all documents and of each sort of them.

A score that has nothing to count is None, not zero: no precision without a prediction,
no recall without a label.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import astuple, frozen

from sousveil.claims.evaluation.bootstrap import Interval, bootstrap
from sousveil.claims.evaluation.matching import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sousveil.claims.evaluation.bootstrap import Resampling
    from sousveil.claims.evaluation.matching import Match, Target

MEASURES = ("precision", "recall", "f1", "false_alarm_rate")


@frozen
class Counts:
    """What the scores are made of; the counts of documents add up.

    ``required`` targets are those to be found, ``negatives`` the documents without any,
    ``alarmed`` the negatives with at least one wrong answer.
    """

    right: int = 0
    wrong: int = 0
    ignored: int = 0
    required: int = 0
    negatives: int = 0
    alarmed: int = 0

    def measure(self, name: str) -> float | None:
        """Return one of the ``MEASURES``, None where there is nothing to count."""
        part, whole = {
            "precision": (self.right, self.right + self.wrong),
            "recall": (self.right, self.required),
            "f1": (2 * self.right, self.right + self.wrong + self.required),
            "false_alarm_rate": (self.alarmed, self.negatives),
        }[name]
        return part / whole if whole else None


@frozen(kw_only=True)
class Score:
    """The measures of some documents at one level; ``intervals`` tell how sure they are.

    ``group`` is what the documents or labels share (all, language, kind, status), ``value``
    is which. Labels of one status have recall alone: a wrong answer belongs to no label.
    """

    group: str
    value: str
    level: Level
    documents: int
    counts: Counts
    measures: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


def score_matches(
    matches: Mapping[Level, Sequence[Match]], resampling: Resampling
) -> tuple[Score, ...]:
    """Score all documents, then by language, by kind and by status of the label, level by level.

    Args:
        matches: at each level, one match for each document, in the same order.
        resampling: how the intervals are drawn.
    """
    scores: list[Score] = []
    for level, found in matches.items():
        counted = [count_match(match) for match in found]
        for (group, value), places in _groups(found).items():
            counts = [counted[place] for place in places]
            scores.append(_score((group, value), level, counts, MEASURES, resampling))
        for status, counts in _by_status(found).items():
            scores.append(_score(("status", status), level, counts, ("recall",), resampling))
    return tuple(sorted(scores, key=lambda score: (_ORDER.index(score.group), score.value)))


def count_match(match: Match) -> Counts:
    """Count what became of one document's answers and targets."""
    is_negative = match.document.is_negative
    return Counts(
        right=len(match.right),
        wrong=len(match.wrong),
        ignored=len(match.ignored),
        required=len(match.right) + len(match.missed),
        negatives=int(is_negative),
        alarmed=int(is_negative and bool(match.wrong)),
    )


def _groups(matches: Iterable[Match]) -> dict[tuple[str, str], list[int]]:
    groups: dict[tuple[str, str], list[int]] = {}
    for place, match in enumerate(matches):
        document = match.document
        for key in (
            ("all", "all"),
            ("language", document.language),
            ("kind", document.kind),
        ):
            groups.setdefault(key, []).append(place)
    return groups


def _by_status(matches: Iterable[Match]) -> dict[str, list[Counts]]:
    """Count, for each status, the targets with such a label in the documents that have any."""
    by_status: dict[str, list[Counts]] = {}
    for match in matches:
        found = [_statuses(target) for _, target in match.right]
        missed = [_statuses(target) for target in match.missed]
        for status in sorted(frozenset().union(*found, *missed)):
            right = sum(status in statuses for statuses in found)
            required = right + sum(status in statuses for statuses in missed)
            by_status.setdefault(status, []).append(Counts(right=right, required=required))
    return by_status


def _statuses(target: Target) -> frozenset[str]:
    return frozenset(label.status for label in target.labels)


def _score(
    named: tuple[str, str],
    level: Level,
    counts: Sequence[Counts],
    measures: Sequence[str],
    resampling: Resampling,
) -> Score:
    rows = [astuple(one) for one in counts]
    total = Counts(*map(sum, zip(*rows, strict=True)))
    functions = [_measure_of(name) for name in measures]
    intervals = bootstrap(rows, functions, resampling)
    return Score(
        group=named[0],
        value=named[1],
        level=level,
        documents=len(counts),
        counts=total,
        measures={name: total.measure(name) for name in measures},
        intervals=dict(zip(measures, intervals, strict=True)),
    )


def _measure_of(name: str) -> Callable[[tuple[int, ...]], float | None]:
    return lambda sums: Counts(*sums).measure(name)


_ORDER = ("all", "language", "kind", "status")
