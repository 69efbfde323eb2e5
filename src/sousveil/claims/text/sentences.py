"""Split a document into lines and sentences, each with its place in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SENTENCE = 1200
"""Characters; what has no end by then (a table, minified text) is cut at a space."""

_LINE = re.compile(r"[^\r\n]+")
_LATIN_END = re.compile(
    r"(?<=[.!?…؟۔।])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡#*]*[^\W_a-zà-öø-ÿ])|(?<=[؟۔।])\s*"
)
_WIDE_END = re.compile(r"(?<=[。！？；])[”’」』）]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sgt|Lt|Capt|Gov|Sen|Rep|St|Jr|Sr|No|Nos|Inc|Ltd|Co|Corp|Bros|vs|etc"
    r"|e\.g|i\.e|approx|Art|art|Nr|nr|bzw|ca|z\.B|Sra|Srta|Dra|pp|fig|Hon|Rev|ул|г|им|т\.е|руб|млн|млрд)"
    r"|\b[A-ZÀ-ÖА-Я](?:\.[A-ZА-Я])*)\.[\"'”’)]*\s*$"
)
_DAY_OF_MONTH = re.compile(
    r"\b\d{1,2}\.\s+(?=(?:Jan|Jän|Feb|März|Apr|Mai|Jun|Jul|Aug|Sept|Okt|Nov|Dez)[a-zä]*)"
)
"""'3. März', as German writes it."""


@frozen(kw_only=True)
class Sentence:
    """A sentence: characters ``start`` to ``end`` of the text, on line ``line``.

    ``is_heading`` tells a line that is a title or a heading: marked as one, or short and
    without an end.
    """

    start: int
    end: int
    line: int
    is_heading: bool


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences in their order; what stands between them is white space and marks.

    >>> text = "Police use it. The U.S. firm sells it."
    >>> [text[s.start:s.end] for s in split_sentences(text)]
    ['Police use it.', 'The U.S. firm sells it.']
    """
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    for number, line in enumerate(_LINE.finditer(text)):
        if not line[0].strip().strip(" \t#*-_|>=\u200b"):
            continue
        is_heading = _is_heading(line[0])
        for start, end in _cuts(line[0]):
            yield Sentence(
                start=line.start() + start,
                end=line.start() + end,
                line=number,
                is_heading=is_heading,
            )


def _is_heading(line: str) -> bool:
    text = line.strip()
    return text.startswith("#") or (len(text) <= 160 and text[-1] not in ".!?。！？…:؟।")


def _cuts(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*_ends(line), len(line)]:
        while end - start > MAX_SENTENCE:
            cut = line.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
            cut = cut if cut > start else start + MAX_SENTENCE
            yield from _trimmed(line, start, cut)
            start = cut
        yield from _trimmed(line, start, end)
        start = end


def _ends(line: str) -> Iterator[int]:
    found = {match.end() for match in _WIDE_END.finditer(line)}
    found |= {
        match.end()
        for match in _LATIN_END.finditer(line)
        if not _ABBREVIATION.search(line, max(0, match.start() - 12), match.end())
    }
    yield from sorted(found - {match.end() for match in _DAY_OF_MONTH.finditer(line)})


def _trimmed(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip(" \t#*>|\u200b"))
    right = len(piece.rstrip())
    if left < right:
        yield start + left, start + right
