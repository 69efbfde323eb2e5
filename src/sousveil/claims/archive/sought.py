"""What is sought in pages: the literal pieces of all terms, and what each piece may be a part of.

A function of the vocabularies and of nothing else, as plain values, so that it can be kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.archive.folding import WIDE, fold_term
from sousveil.claims.vocabulary.terms import expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sousveil.claims.vocabulary.vocabulary import Vocabulary

_PREFIXED = re.compile("[\u0600-\u06ff]")
"""Letters of words that others may be written onto, before them."""
_SEPARATOR = re.compile(r"(\.\.\.|\*+)")
_BLANKS_IN_GAP = 5
"""There are at most four words where a term has ``...``: see ``vocabulary.terms``."""


@frozen
class SoughtTerm:
    """A term: the number of its longest piece, which most have rare, and those of the others."""

    longest: int
    others: tuple[int, ...]
    term: str


@frozen(kw_only=True)
class Sought:
    """All terms, and their pieces as bytes; a piece goes by its place among these."""

    literals: tuple[bytes, ...]
    terms: tuple[SoughtTerm, ...]


@frozen
class Call:
    """What to ask for where a literal is found: the terms that it is the longest piece of.

    ``others`` are all pieces that any of ``with_others`` needs: without one of them, none is met.
    """

    alone: tuple[str, ...]
    with_others: tuple[tuple[frozenset[int], str], ...]
    others: frozenset[int]


def find_sought(vocabularies: Iterable[Vocabulary]) -> Sought:
    """Return what is sought for the technologies of vocabularies."""
    numbers: dict[str, int] = {}
    terms = []
    for term in dict.fromkeys(_plain_terms(vocabularies)):
        pieces = [piece for _, piece in cut_term(term)]
        needed = [numbers.setdefault(one, len(numbers)) for one in pieces]
        longest = needed[pieces.index(max(pieces, key=len))]
        others = tuple(dict.fromkeys(one for one in needed if one != longest))
        terms.append(SoughtTerm(longest, others, term))
    return Sought(literals=tuple(one.encode() for one in numbers), terms=tuple(terms))


def call_by_literal(terms: Iterable[SoughtTerm]) -> Mapping[int, Call]:
    """Return what to ask for by the number of a literal; one that is no term's longest has nothing."""
    by_literal: dict[int, list[SoughtTerm]] = defaultdict(list)
    for term in terms:
        by_literal[term.longest].append(term)
    return {number: _call(called) for number, called in by_literal.items()}


def _call(terms: list[SoughtTerm]) -> Call:
    alone = tuple(one.term for one in terms if not one.others)
    with_others = tuple((frozenset(one.others), one.term) for one in terms if one.others)
    others = frozenset(other for one in terms for other in one.others)
    return Call(alone, with_others, others)


def _plain_terms(vocabularies: Iterable[Vocabulary]) -> Iterator[str]:
    for vocabulary in vocabularies:
        for technology in vocabulary.technologies.values():
            for term in (*technology.strong, *technology.weak):
                yield from expand(term)


def cut_term(term: str) -> list[tuple[int, str]]:
    """Cut a term where anything may stand; where a word must begin or end, a piece has a blank.

    Before each piece stands how many blanks there may be before it at most.

    >>> cut_term("CCTV ... AI-camera*"), cut_term("recogni*ing faces")
    ([(1, ' cctv '), (5, ' ai camera')], [(1, ' recogni'), (1, 'ing faces ')])
    """
    parts = _SEPARATOR.split(term)
    is_parted = WIDE.search(term) is None
    pieces, blanks = [], 0
    for number in range(0, len(parts), 2):
        blanks += _BLANKS_IN_GAP if number and parts[number - 1] == "..." else 1
        words = fold_term(parts[number]).decode()
        if not words.strip():
            blanks += len(parts[number])
            continue
        goes_on = parts[number - 1].startswith("*") if number else _PREFIXED.match(words, 1)
        if not is_parted or (goes_on and not parts[number].startswith((" ", "-"))):
            words = words[1:]
        if not is_parted or (number + 1 < len(parts) and parts[number + 1].startswith("*")):
            words = words[:-1]
        pieces.append((blanks, words))
        blanks = 0
    return pieces
