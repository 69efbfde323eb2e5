"""Predicted claims, from a file or from an extractor; each quotes its document to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, fields, frozen

from sousveil.claims.evaluation.lines import read_objects
from sousveil.claims.evaluation.scheme import status_class
from sousveil.errors import InvalidData
from sousveil.model.structuring import structure_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sousveil.claims.evaluation.gold import GoldDocument
    from sousveil.claims.evaluation.scheme import CodingScheme


@frozen(kw_only=True)
class Prediction:
    """A claim as ``claim extract`` prints it; ``id`` is the document's, ``vendor`` a name or None."""

    id: str
    country: str
    technology: str
    vendor: str | None
    status: str = field(converter=status_class)
    quote: str
    start: int
    end: int
    confidence: float


def read_predictions(
    text: str, documents: Iterable[GoldDocument], scheme: CodingScheme, *, where: str
) -> tuple[Prediction, ...]:
    """Read the JSON Lines of a file of predictions; an empty file predicts nothing.

    Fields that are not scored (place, agency, reasons) are left out of account.

    Raises:
        InvalidData: a line breaks a rule; every failure is listed as ``file:line: reason``.
    """
    texts = {document.id: document.text for document in documents}
    predictions: list[Prediction] = []
    problems: list[str] = []
    for number, record in read_objects(text):
        found, prediction = _read_prediction(record, texts, scheme)
        problems.extend(f"{where}:{number}: {problem}" for problem in found)
        if prediction is not None:
            predictions.append(prediction)
    if problems:
        raise InvalidData(problems, where=where, next_step=f"correct {where}")
    return tuple(predictions)


def predict(
    documents: Iterable[GoldDocument],
    extract: Callable[[GoldDocument], Sequence[Prediction]],
    scheme: CodingScheme,
) -> tuple[Prediction, ...]:
    """Run an extractor over the documents; what it says is held to the rules of a file.

    Raises:
        InvalidData: a quote is not where it is said to be, or a code is unknown.
    """
    predictions: list[Prediction] = []
    problems: list[str] = []
    for document in documents:
        for prediction in extract(document):
            found = _problems(prediction, {document.id: document.text}, scheme)
            problems.extend(f"{document.id}: {problem}" for problem in found)
            predictions.append(prediction)
    if problems:
        raise InvalidData(problems, where="the extractor", next_step="correct the extractor")
    return tuple(predictions)


def _read_prediction(
    record: dict[str, object] | str, texts: dict[str, str], scheme: CodingScheme
) -> tuple[list[str], Prediction | None]:
    if isinstance(record, str):
        return [record], None
    scored = {name: record[name] for name in _SCORED if name in record}
    try:
        prediction = structure_record(scored, Prediction)
    except InvalidData as error:
        return list(error.problems), None
    return list(_problems(prediction, texts, scheme)), prediction


def _problems(prediction: Prediction, texts: dict[str, str], scheme: CodingScheme) -> Iterator[str]:
    text = texts.get(prediction.id)
    if text is None:
        yield f"id: {prediction.id!r} is no document of the gold file"
    else:
        start, end = prediction.start, prediction.end
        if start < 0 or not prediction.quote or text[start:end] != prediction.quote:
            yield f"quote: {prediction.quote!r} is not at characters {start} to {end}"
    yield from scheme.code_problems(
        country=prediction.country, technology=prediction.technology, status=prediction.status
    )
    if prediction.vendor is not None and not prediction.vendor.strip():
        yield "vendor: is empty; null if the claim names none"
    if not 0.0 <= prediction.confidence <= 1.0:
        yield f"confidence: {prediction.confidence} is not between 0 and 1"


_SCORED = tuple(one.name for one in fields(Prediction))
