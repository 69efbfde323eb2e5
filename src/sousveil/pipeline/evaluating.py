"""Evaluate: hold an extractor, or a file of predictions, against labelled documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.claims.candidate import TextDocument
from sousveil.claims.evaluation.evaluating import evaluate
from sousveil.claims.evaluation.floor import Floor, read_floor
from sousveil.claims.evaluation.gold import read_gold
from sousveil.claims.evaluation.predictions import Prediction, predict, read_predictions
from sousveil.claims.evaluation.scheme import load_coding_scheme
from sousveil.errors import BadInput
from sousveil.pipeline.extracting import find_extractor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sousveil.claims.candidate import Extractor
    from sousveil.claims.evaluation.bootstrap import Resampling
    from sousveil.claims.evaluation.evaluating import Evaluation
    from sousveil.claims.evaluation.gold import GoldDocument


def evaluate_predictions(
    gold: Sequence[Path], predictions: Path, *, resampling: Resampling, most_mistakes: int
) -> Evaluation:
    """Evaluate a file of predictions against gold files.

    Raises:
        BadInput: a file cannot be read.
        InvalidData: a line of one breaks a rule; every failure is listed.
    """
    scheme = load_coding_scheme()
    documents = read_gold({str(path): _read(path) for path in gold}, scheme)
    predicted = read_predictions(_read(predictions), documents, scheme, where=str(predictions))
    return evaluate(
        documents, predicted, scheme, resampling=resampling, most_mistakes=most_mistakes
    )


def evaluate_extractor(
    gold: Sequence[Path], extractor: str, *, resampling: Resampling, most_mistakes: int
) -> Evaluation:
    """Run an extractor over the texts of gold files and evaluate what it proposes.

    It gets the text alone, as from a folder: the language is for it to find out.

    Raises:
        BadInput: a file cannot be read.
        NotFound: there is no such extractor.
        InvalidData: a line breaks a rule, or the extractor misquotes; every failure is listed.
    """
    scheme = load_coding_scheme()
    documents = read_gold({str(path): _read(path) for path in gold}, scheme)
    predicted = predict(documents, predictor(find_extractor(extractor)), scheme)
    return evaluate(
        documents, predicted, scheme, resampling=resampling, most_mistakes=most_mistakes
    )


def predictor(extractor: Extractor) -> Callable[[GoldDocument], list[Prediction]]:
    """Return the extractor as a function from labelled documents to predictions."""

    def extract(document: GoldDocument) -> list[Prediction]:
        read = TextDocument(document_id=document.id, text=document.text)
        return [
            Prediction(
                id=document.id,
                country=candidate.country_iso3,
                technology=candidate.technology_code,
                vendor=candidate.vendor,
                status=candidate.status.value,
                quote=candidate.quote,
                start=candidate.start,
                end=candidate.end,
                confidence=candidate.confidence,
            )
            for candidate in extractor.extract(read)
        ]

    return extract


def load_floor(path: Path) -> Floor:
    """Return the floor of a file.

    Raises:
        BadInput: the file cannot be read.
        InvalidData: it breaks a rule; every failure is listed.
    """
    return read_floor(_read(path), where=str(path))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"cannot be read: {error}", where=str(path), next_step="give a file of UTF-8 text"
        ) from error
