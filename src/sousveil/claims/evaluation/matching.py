"""Which predictions of one document are right, wrong or neither, at each level of a claim.

At a level only some parts of a claim count. Labels that agree in those parts are one target,
predictions that agree in them are one answer. Each target is found by one answer and each
answer finds one target, as many as can be paired (a maximum matching): so 'right' is the same
number in precision and in recall. An answer left over is neither right nor wrong if some
label, required or optional, accepts it; else it is wrong.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.evaluation.gold import ANY_VENDOR, GoldDocument, GoldLabel
from sousveil.claims.evaluation.predictions import Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sousveil.claims.evaluation.scheme import CodingScheme


class Level(StrEnum):
    """How much of a claim counts."""

    COUNTRY = "country"
    CT = "ct"
    CV = "cv"
    FULL = "full"
    STATUS = "status"


PARTS: Mapping[Level, tuple[str, ...]] = {
    Level.COUNTRY: ("country",),
    Level.CT: ("country", "technology"),
    Level.CV: ("country", "vendor"),
    Level.FULL: ("country", "technology", "vendor"),
    Level.STATUS: ("country", "technology", "vendor", "status"),
}


@frozen(kw_only=True)
class Answer:
    """Predictions that say the same at a level, the surest first."""

    key: tuple[str | None, ...]
    predictions: tuple[Prediction, ...]

    @property
    def confidence(self) -> float:
        """That of the surest prediction."""
        return self.predictions[0].confidence


@frozen(kw_only=True)
class Target:
    """Required labels that say the same at a level."""

    key: tuple[str | None, ...]
    labels: tuple[GoldLabel, ...]


@frozen(kw_only=True)
class Match:
    """What became of every answer and every target of a document at one level."""

    document: GoldDocument
    level: Level
    right: tuple[tuple[Answer, Target], ...]
    ignored: tuple[Answer, ...]
    wrong: tuple[Answer, ...]
    missed: tuple[Target, ...]


def match_document(
    document: GoldDocument,
    predictions: Iterable[Prediction],
    level: Level,
    scheme: CodingScheme,
) -> Match:
    """Hold the predictions of a document against its labels at one level.

    At the level of country and vendor, predictions without a vendor take no part, and labels
    that name none, or may do without, are not to be found.
    """
    answers = _answers(predictions, level, scheme)
    targets = _targets(document.labels, level, scheme)
    edges = [
        [
            place
            for place, target in enumerate(targets)
            if any(_accepts(label, answer.key, level, scheme) for label in target.labels)
        ]
        for answer in answers
    ]
    exact = {target.key: place for place, target in enumerate(targets)}
    finders = _pair_up(edges, [exact.get(answer.key) for answer in answers])
    finding = set(finders.values())
    rest = [answer for place, answer in enumerate(answers) if place not in finding]
    ignored = [
        answer
        for answer in rest
        if any(_accepts(label, answer.key, level, scheme) for label in document.labels)
    ]
    return Match(
        document=document,
        level=level,
        right=tuple((answers[finders[place]], targets[place]) for place in sorted(finders)),
        ignored=tuple(ignored),
        wrong=tuple(answer for answer in rest if answer not in ignored),
        missed=tuple(target for place, target in enumerate(targets) if place not in finders),
    )


def _answers(predictions: Iterable[Prediction], level: Level, scheme: CodingScheme) -> list[Answer]:
    grouped: dict[tuple[str | None, ...], list[Prediction]] = {}
    for prediction in predictions:
        if level is not Level.CV or prediction.vendor is not None:
            grouped.setdefault(_key(prediction, level, scheme), []).append(prediction)
    return [
        Answer(key=key, predictions=tuple(sorted(grouped[key], key=_surest_first)))
        for key in sorted(grouped, key=_in_order)
    ]


def _targets(labels: Iterable[GoldLabel], level: Level, scheme: CodingScheme) -> list[Target]:
    grouped: dict[tuple[str | None, ...], list[GoldLabel]] = {}
    for label in labels:
        has_vendor = label.vendor is not None and None not in label.alt_vendor
        if not label.optional and (level is not Level.CV or has_vendor):
            grouped.setdefault(_key(label, level, scheme), []).append(label)
    return [Target(key=key, labels=tuple(grouped[key])) for key in sorted(grouped, key=_in_order)]


def _key(
    claim: Prediction | GoldLabel, level: Level, scheme: CodingScheme
) -> tuple[str | None, ...]:
    parts = {
        "country": claim.country,
        "technology": claim.technology,
        "vendor": None if claim.vendor is None else scheme.vendor_key(claim.vendor),
        "status": claim.status,
    }
    return tuple(parts[part] for part in PARTS[level])


def _accepts(
    label: GoldLabel, key: Sequence[str | None], level: Level, scheme: CodingScheme
) -> bool:
    """Tell whether a label takes an answer for a reading of itself, in every part that counts."""
    return all(
        _accepts_part(label, part, value, scheme)
        for part, value in zip(PARTS[level], key, strict=True)
    )


def _accepts_part(label: GoldLabel, part: str, value: str | None, scheme: CodingScheme) -> bool:
    if part == "country":
        return value == label.country or value in label.alt_country
    if part == "technology":
        return value == label.technology or value in label.alt_technology
    if part == "status":
        return value == label.status or value in label.alt_status
    if ANY_VENDOR in label.alt_vendor:
        return True
    names = (label.vendor, *label.alt_vendor)
    return value in {None if name is None else scheme.vendor_key(name) for name in names}


def _pair_up(edges: Sequence[Sequence[int]], exact: Sequence[int | None]) -> dict[int, int]:
    """Pair answers and targets, as many as can be; return the answer of each target paired.

    Those that agree to the letter are paired first, then chains of exchanges make room
    for the rest (Kuhn's algorithm), which never leaves a target without its answer.
    """
    finders = {target: answer for answer, target in enumerate(exact) if target is not None}

    def find_place(answer: int, tried: set[int]) -> bool:
        for target in edges[answer]:
            if target in tried:
                continue
            tried.add(target)
            if target not in finders or find_place(finders[target], tried):
                finders[target] = answer
                return True
        return False

    for answer, target in enumerate(exact):
        if target is None:
            find_place(answer, set())
    return finders


def _in_order(key: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(part or "" for part in key)


def _surest_first(prediction: Prediction) -> tuple[object, ...]:
    return (
        -prediction.confidence,
        prediction.start,
        prediction.end,
        prediction.technology,
        prediction.vendor or "",
        prediction.status,
    )
