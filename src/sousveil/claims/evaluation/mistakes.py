"""The worst mistakes, with what was expected, so that one learns from them.

A mistake counts at the coarsest level at which it shows: a claim of the wrong country is not
told again as one of the wrong vendor. A wrong answer and a missed target of one document
and level are told together: most often the one stands in the place of the other.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.evaluation.gold import GoldDocument
from sousveil.claims.evaluation.matching import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sousveil.claims.evaluation.gold import GoldLabel
    from sousveil.claims.evaluation.matching import Answer, Match, Target
    from sousveil.claims.evaluation.predictions import Prediction

LEVELS = (Level.COUNTRY, Level.CT, Level.FULL, Level.STATUS)
"""Coarse to fine. A wrong vendor shows at the level of the whole claim."""
_AROUND = 60
"""Characters of a snippet on each side of the quote."""


@frozen(kw_only=True)
class Mistake:
    """A claim predicted wrongly, one missed, or one in the place of the other.

    ``predicted`` and ``expected`` are claims in words; one of them can be None. ``quote`` is
    the prediction's, of a missed claim the label's; ``before`` and ``after`` are its surroundings.
    """

    level: Level
    document: GoldDocument
    predicted: str | None
    expected: str | None
    confidence: float | None
    quote: str
    before: str
    after: str

    @property
    def snippet(self) -> str:
        """The quote in its surroundings, on one line."""
        return " ".join((self.before + self.quote + self.after).split())


def list_mistakes(matches: Mapping[Level, Sequence[Match]], most: int) -> tuple[Mistake, ...]:
    """Return the worst mistakes, at most so many, the worst first.

    Coarse levels come before fine ones. Within a level the surest wrong answers and the
    missed claims take turns, since neither can be weighed against the other.
    """
    told_wrong: set[Prediction] = set()
    told_missed: set[tuple[str, GoldLabel]] = set()
    worst: list[Mistake] = []
    for level in LEVELS:
        wrong: list[Mistake] = []
        missed: list[Mistake] = []
        for match in matches[level]:
            for mistake in _mistakes(match, told_wrong, told_missed):
                (missed if mistake.predicted is None else wrong).append(mistake)
        wrong.sort(key=lambda mistake: -(mistake.confidence or 0.0))
        worst.extend(_take_turns(wrong, missed))
    return tuple(worst[:most])


def _mistakes(
    match: Match, told_wrong: set[Prediction], told_missed: set[tuple[str, GoldLabel]]
) -> Iterator[Mistake]:
    """Give the mistakes of a document that no coarser level told, and note them as told."""
    name = match.document.id
    wrong = [one for one in match.wrong if told_wrong.isdisjoint(one.predictions)]
    missed = [
        one for one in match.missed if told_missed.isdisjoint((name, it) for it in one.labels)
    ]
    wrong.sort(key=lambda answer: -answer.confidence)
    for answer, target in zip_longest(wrong, missed):
        if answer is not None:
            told_wrong.update(answer.predictions)
        if target is not None:
            told_missed.update((name, label) for label in target.labels)
        yield _mistake(match, answer, target)


def _mistake(match: Match, answer: Answer | None, target: Target | None) -> Mistake:
    prediction = answer.predictions[0] if answer is not None else None
    label = target.labels[0] if target is not None else None
    text = match.document.text
    if prediction is not None:
        quote, start = prediction.quote, prediction.start
    else:
        quote = label.quote if label is not None else ""
        start = text.index(quote)
    end = start + len(quote)
    return Mistake(
        level=match.level,
        document=match.document,
        predicted=None if prediction is None else _in_words(prediction),
        expected=None if label is None else _in_words(label),
        confidence=None if prediction is None else prediction.confidence,
        quote=quote,
        before=text[max(0, start - _AROUND) : start],
        after=text[end : end + _AROUND],
    )


def _in_words(claim: Prediction | GoldLabel) -> str:
    return ", ".join((claim.country, claim.technology, claim.vendor or "no vendor", claim.status))


def _take_turns(first: Sequence[Mistake], second: Sequence[Mistake]) -> Iterator[Mistake]:
    for pair in zip_longest(first, second):
        yield from (mistake for mistake in pair if mistake is not None)
