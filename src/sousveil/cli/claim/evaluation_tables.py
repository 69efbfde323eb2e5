"""An evaluation as tables: to be read at a terminal, or with every figure to go on with."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sousveil.claims.evaluation.matching import Level
from sousveil.claims.evaluation.scoring import MEASURES
from sousveil.cli.rendering import make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.claims.evaluation.calibration import Calibration
    from sousveil.claims.evaluation.evaluating import Evaluation
    from sousveil.claims.evaluation.floor import FloorResult
    from sousveil.claims.evaluation.mistakes import Mistake
    from sousveil.claims.evaluation.scoring import Score
    from sousveil.cli.rendering import Table


class Part(StrEnum):
    """A part of an evaluation that is printed alone."""

    SCORES = "scores"
    CALIBRATION = "calibration"
    ERRORS = "errors"


def readable_tables(evaluation: Evaluation, parts: Iterable[Part]) -> Iterator[Table]:
    """Give the tables of some parts, to be read; a score stands with its 95 % interval."""
    for part in parts:
        if part is Part.SCORES:
            yield from _score_tables(evaluation)
        elif part is Part.CALIBRATION:
            yield _calibration_table(evaluation.calibration, is_readable=True)
        else:
            yield _readable_mistakes(evaluation.mistakes)


def full_table(evaluation: Evaluation, part: Part) -> Table:
    """Return one part with every figure: a program reads it."""
    if part is Part.SCORES:
        return _all_scores(evaluation.scores)
    if part is Part.CALIBRATION:
        return _calibration_table(evaluation.calibration, is_readable=False)
    return _mistake_table(evaluation.mistakes)


def floor_messages(results: Iterable[FloorResult]) -> Iterator[str]:
    """Say in one line each what is below its floor, or has outgrown it."""
    for result in results:
        bound = result.bound
        measured = "not measured" if result.value is None else f"{result.value:.3f}"
        yield f"{result.standing}: {bound.name} is {measured}, its floor {bound.bound:.3f}"


def _score_tables(evaluation: Evaluation) -> Iterator[Table]:
    whole = [score for score in evaluation.scores if score.group == "all"]
    documents = whole[0].documents if whole else 0
    rows = [(one.level.value, *(_with_interval(one, name) for name in MEASURES)) for one in whole]
    title = f"Scores of {documents} documents, with 95 % intervals"
    yield make_table(title, ("level", *MEASURES), rows)
    counts = [
        (
            score.level.value,
            score.counts.right,
            score.counts.wrong,
            score.counts.ignored,
            score.counts.required,
            f"{score.counts.alarmed} of {score.counts.negatives}",
        )
        for score in whole
    ]
    columns = ("level", "right", "wrong", "neither", "to find", "negatives with a false alarm")
    yield make_table("What they are made of", columns, counts)
    yield _grouped_table(evaluation, "language", "f1")
    yield _grouped_table(evaluation, "kind", "f1")
    yield _grouped_table(evaluation, "status", "recall")


def _grouped_table(evaluation: Evaluation, group: str, measure: str) -> Table:
    """Make a table of one measure with a row for each language, kind or status.

    Only the level of the targets has its interval here, so that the table fits a terminal.
    """
    by_value: dict[str, dict[Level, Score]] = {}
    for score in evaluation.scores:
        if score.group == group:
            by_value.setdefault(score.value, {})[score.level] = score
    with_alarms = group != "status"
    rows = []
    for value, scores in by_value.items():
        levels = [
            (_with_interval if level is Level.CT else _alone)(scores.get(level), measure)
            for level in Level
        ]
        alarms = [_with_interval(scores.get(Level.CT), "false_alarm_rate")] if with_alarms else []
        documents = max(score.documents for score in scores.values())
        rows.append((value, documents, *levels, *alarms))
    columns = (group, "documents", *(level.value for level in Level))
    alarm_column = ("false alarms (ct)",) if with_alarms else ()
    name = {"f1": "F1", "recall": "Recall"}[measure]
    title = f"{name} by {group}" if with_alarms else f"{name} by {group} of the label"
    return make_table(title, (*columns, *alarm_column), rows)


def _all_scores(scores: Iterable[Score]) -> Table:
    counts = ("right", "wrong", "ignored", "required", "negatives", "alarmed")
    rows = []
    for score in scores:
        figures: list[Any] = [getattr(score.counts, name) for name in counts]
        for name in MEASURES:
            low, high = score.intervals.get(name) or (None, None)
            figures.extend((score.measures.get(name), low, high))
        rows.append((score.group, score.value, score.level.value, score.documents, *figures))
    measured = (f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high"))
    columns = ("group", "value", "level", "documents", *counts, *measured)
    return make_table("Scores", columns, rows)


def _calibration_table(calibration: Calibration, *, is_readable: bool) -> Table:
    """Make the reliability table; its last row has all answers, with Brier score and ECE."""
    rows: list[tuple[Any, ...]] = [
        (f"{one.low:.1f}-{one.high:.1f}", one.answers, one.mean_confidence, one.share_right)
        for one in calibration.bins
    ]
    table = [(*row, None, None) for row in rows]
    table.append(("all", calibration.answers, None, None, calibration.brier, calibration.ece))
    shown = [tuple(map(_three_digits, row)) for row in table] if is_readable else table
    columns = ("confidence", "answers", "mean_confidence", "share_right", "brier", "ece")
    return make_table("Calibration of confidence, at level ct", columns, shown)


def _mistake_table(mistakes: Iterable[Mistake]) -> Table:
    rows = [
        (
            mistake.document.id,
            mistake.document.language,
            mistake.level.value,
            mistake.predicted,
            mistake.confidence,
            mistake.expected,
            mistake.quote,
            mistake.snippet,
        )
        for mistake in mistakes
    ]
    columns = ("document", "language", "level", "predicted", "confidence", "expected")
    return make_table("Worst errors", (*columns, "quote", "snippet"), rows)


def _readable_mistakes(mistakes: Iterable[Mistake]) -> Table:
    """Make a table of errors, the quote in brackets within its surroundings."""
    rows = []
    for mistake in mistakes:
        told = mistake.predicted or "none"
        if mistake.confidence is not None:
            told = f"{told} ({mistake.confidence:.2f})"
        text = " ".join(f"{mistake.before}[{mistake.quote}]{mistake.after}".split())
        document = f"{mistake.document.id} ({mistake.document.language})"
        rows.append((document, mistake.level.value, told, mistake.expected or "none", text))
    columns = ("document", "level", "predicted", "expected", "[quote] in the text")
    return make_table("Worst errors", columns, rows)


def _alone(score: Score | None, measure: str) -> str:
    value = None if score is None else score.measures.get(measure)
    return "-" if value is None else f"{value:.2f}"


def _with_interval(score: Score | None, measure: str) -> str:
    interval = None if score is None else score.intervals.get(measure)
    value = _alone(score, measure)
    return f"{value} ({interval[0]:.2f}-{interval[1]:.2f})" if interval else value


def _three_digits(value: Any) -> Any:
    return f"{value:.3f}" if isinstance(value, float) else value
