"""Labelled documents and predictions, made in one line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict

from sousveil.claims.evaluation.bootstrap import Resampling
from sousveil.claims.evaluation.evaluating import Evaluation, evaluate
from sousveil.claims.evaluation.gold import GoldDocument, GoldLabel
from sousveil.claims.evaluation.matching import Level
from sousveil.claims.evaluation.predictions import Prediction
from sousveil.claims.evaluation.scheme import load_coding_scheme

if TYPE_CHECKING:
    from sousveil.claims.evaluation.scoring import Counts

TEXT = "The interior ministry installed a system on the main square last spring."
QUOTE = "installed a system"


def label(
    country: str, technology: str, vendor: str | None = None, status: str = "deployed", **rest: Any
) -> GoldLabel:
    claim: dict[str, Any] = {
        "country": country,
        "technology": technology,
        "vendor": vendor,
        "status": status,
    }
    return GoldLabel(**claim, quote=QUOTE, **rest)


def document(
    name: str, *labels: GoldLabel, language: str = "en", kind: str = "news"
) -> GoldDocument:
    return GoldDocument(id=name, language=language, kind=kind, text=TEXT, labels=labels)


def claim(
    name: str,
    country: str,
    technology: str,
    vendor: str | None = None,
    status: str = "deployed",
    *,
    confidence: float = 0.9,
) -> Prediction:
    start = TEXT.index(QUOTE)
    return Prediction(
        id=name,
        country=country,
        technology=technology,
        vendor=vendor,
        status=status,
        quote=QUOTE,
        start=start,
        end=start + len(QUOTE),
        confidence=confidence,
    )


def evaluated(
    documents: list[GoldDocument],
    predictions: list[Prediction],
    *,
    resamples: int = 0,
    seed: int = 1,
    most_mistakes: int = 100,
) -> Evaluation:
    return evaluate(
        documents,
        predictions,
        load_coding_scheme(),
        resampling=Resampling(count=resamples, seed=seed),
        most_mistakes=most_mistakes,
    )


def counts_of(
    documents: list[GoldDocument], predictions: list[Prediction], level: str
) -> tuple[int, int, int, int]:
    """Give right, wrong, neither and to find of all documents at a level."""
    counts = counted(evaluated(documents, predictions), level)
    return counts.right, counts.wrong, counts.ignored, counts.required


def counted(evaluation: Evaluation, level: str) -> Counts:
    score = evaluation.find("all", "all", Level(level))
    assert score is not None
    return score.counts


def measured(
    evaluation: Evaluation, level: str, measure: str, group: str = "all", value: str = "all"
) -> float | None:
    score = evaluation.find(group, value, Level(level))
    assert score is not None
    return score.measures[measure]


def as_lines(values: list[GoldDocument] | list[Prediction]) -> str:
    return "".join(json.dumps(asdict(value), ensure_ascii=False) + "\n" for value in values)
