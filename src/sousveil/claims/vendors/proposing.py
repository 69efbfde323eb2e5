"""Propose vendors that the register does not know: names that stand where a vendor stands.

A name counts beside a noun for a company ('the start-up Visionix', 'Visionix, a Danish firm')
or with a company's ending ('Visionix Systems') in a sentence that speaks of a technology.
Scripts without capitals give no such sign, and none is proposed there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.claims.vendors.mentions import VendorMention
from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sousveil.claims.text.sentences import Sentence
    from sousveil.claims.vocabulary.terms import Hit

_WORD = r"[A-ZÀ-ÖØ-Þ][\w&+\-]*"
_NAME = rf"{_WORD}(?:[ ](?:{_WORD}|AI|of)){{0,3}}"
_AFTER_NOUN = re.compile(rf"\s+(?:called\s+|named\s+)?[\"'“«]?({_NAME})")
_BEFORE_NOUN = re.compile(
    rf"({_NAME})(?:,| \(|,? (?:is|was))\s+(?:an?|the|una?|uma?|une?|eine?)?\s*(?:[\w\-]+\s+){{0,4}}$"
)
_ENDING = re.compile(
    rf"\b((?:{_WORD}[ ]){{1,3}}(?:AI|Inc|Ltd|LLC|Corp|Technologies|Technology|Systems|Solutions|GmbH|AG|Labs"
    r"|Analytics|Vision|Biometrics|Software|Safety|Robotics|Intelligence|Networks))\b"
)
_NO_NAME = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "By",
        "From",
        "With",
        "And",
        "But",
        "For",
        "It",
        "He",
        "She",
        "They",
        "We",
        "This",
        "That",
        "These",
        "Those",
        "After",
        "Before",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "CEO",
        "CTO",
        "President",
        "Minister",
        "Police",
        "Government",
        "AI",
        "CCTV",
        "Artificial",
        "Intelligence",
        "Facial",
        "Recognition",
        "Live",
        "Smart",
        "City",
        "Safe",
        "Public",
        "National",
        "Department",
        "Ministry",
        "Chief",
        "Mayor",
        "Security",
        "Video",
        "Surveillance",
        "El",
        "La",
        "Los",
        "Las",
        "O",
        "Os",
        "As",
        "Le",
        "Les",
        "Der",
        "Die",
        "Das",
    ]
)
_NOUNS = frozenset(
    {"firm", "compan", "giant", "maker", "startup", "start up", "vendor", "supplier", "contractor"}
)


def propose_vendors(
    text: str,
    sentence: Sentence,
    cues: Sequence[Hit],
    taken: Iterable[tuple[int, int]],
) -> Iterator[VendorMention]:
    """Yield the names of one sentence that stand where a vendor stands.

    ``taken`` are the spans of places and known vendors; a name that overlaps one is none.
    """
    spans = list(taken)
    found: dict[str, VendorMention] = {}
    for start, end in _spans(text, sentence, cues):
        start, end = _trim(text, start, end)
        name = text[start:end]
        if len(name) < 3 or any(start < right and left < end for left, right in spans):
            continue
        found.setdefault(name, VendorMention(start=start, end=end, name=name))
    yield from found.values()


def _spans(text: str, sentence: Sentence, cues: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    for hit in cues:
        if hit.label != Cue.ORIGIN_NOUN.value or not _is_company_noun(hit.term):
            continue
        after = _AFTER_NOUN.match(text, hit.end, sentence.end)
        if after is not None:
            yield after.span(1)
        before = _BEFORE_NOUN.search(text[sentence.start : hit.start])
        if before is not None:
            yield sentence.start + before.start(1), sentence.start + before.end(1)
    if any(hit.label in {Cue.SUPPLY.value, Cue.BUY.value} for hit in cues):
        for match in _ENDING.finditer(text, sentence.start, sentence.end):
            yield match.span(1)


def _is_company_noun(term: str) -> bool:
    return any(term.startswith(noun) for noun in _NOUNS)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop words at the beginning that begin sentences rather than names."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and words[0][0].strip("\"'“«") in _NO_NAME:
        words.pop(0)
    while words and words[-1][0] in {"of", *_NO_NAME} - {"AI", "Intelligence", "Security", "Video"}:
        words.pop()
    if not words:
        return start, start
    return start + words[0].start(), start + words[-1].end()
