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
from sousveil.pipeline.extracting import AsksServer, check_budget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sousveil.claims.candidate import Candidate, Extractor
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
    gold: Sequence[Path], extractor: Extractor, *, resampling: Resampling, most_mistakes: int
) -> Evaluation:
    """Run an extractor over the texts of gold files and evaluate what it proposes.

    It gets the text alone, as from a folder: the language is for it to find out. A document
    that one which asks a server could not read counts as one in which it found nothing.

    Raises:
        BadInput: a file cannot be read.
        BudgetReached: the run may not cost what it takes to read all texts; there is no score.
        InvalidData: a line breaks a rule, or the extractor misquotes; every failure is listed.
    """
    scheme = load_coding_scheme()
    documents = read_gold({str(path): _read(path) for path in gold}, scheme)
    predicted = predict(documents, _predictor(extractor, documents), scheme)
    return evaluate(
        documents, predicted, scheme, resampling=resampling, most_mistakes=most_mistakes
    )


def _predictor(
    extractor: Extractor, documents: Sequence[GoldDocument]
) -> Callable[[GoldDocument], list[Prediction]]:
    """Return the extractor as a function from labelled documents to predictions."""
    texts = {one.id: TextDocument(document_id=one.id, text=one.text) for one in documents}
    answered: dict[str, Sequence[Candidate]] | None = None
    if isinstance(extractor, AsksServer):
        outcomes = extractor.read_many(texts.values())
        answered = {one.document.document_id: one.candidates for one in outcomes}
        check_budget(extractor)

    def extract(document: GoldDocument) -> list[Prediction]:
        read = texts[document.id]
        found = extractor.extract(read) if answered is None else answered[document.id]
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
            for candidate in found
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
