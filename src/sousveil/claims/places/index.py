"""Find the places that a text names, and the countries that each can stand for.

A mention's characters are characters of the text as given: folding never changes its length.
Case is kept ('того' is not Togo, 'seul' not Seoul); the longest name wins.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation
from attrs import evolve, field, frozen

from sousveil.claims.places.boundaries import begins_name, end_of_name, ending_pattern
from sousveil.claims.places.people import is_person
from sousveil.claims.places.reading import (
    ELSEWHERE,
    Candidate,
    Cue,
    Name,
    read_authorities,
    read_cues,
    read_endings,
    read_names,
    read_titles,
)
from sousveil.claims.places.writing import writings_of
from sousveil.claims.text.folding import lower, strip_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

AMBIGUOUS = "ambiguous"
NEEDS_CONTEXT = "needs_context"
GIVEN_NAME = "given_name"
"""Flag of a name that people have too: 'Austin Smith' and 'Ms Austin' are no city."""
BEFORE_AUTHORITY = "before_authority"
"""Flag of a letter that stands for a country only right before an authority: 米当局, 美 경찰."""
DOMINANCE = 5
"""A name is its largest place's alone if that is so many times the size of the next country's."""
CONTEXT_CHARACTERS = 160
_JOINS = (", ", " (", "، ", "，")
_LONGEST_JOIN = 2
_NOTHING = re.compile("(?!)")
_HAN = re.compile("[\u3400-\u9fff]")
_SIGNS = frozenset("米英仏独豪露伊韓加印中日美北獨佛")


@frozen(kw_only=True)
class PlaceMention:
    """A place named at characters ``start`` to ``end``; the most likely candidate comes first.

    ``flags`` are of the name: ``ambiguous`` between countries, ``needs_context`` where it is a
    common word or a person's name too and should count only if something else agrees.
    """

    start: int
    end: int
    surface: str
    candidates: tuple[Candidate, ...]
    flags: frozenset[str] = frozenset()

    @property
    def needs_context(self) -> bool:
        """Whether the name alone proves no place."""
        return NEEDS_CONTEXT in self.flags

    @property
    def is_ambiguous(self) -> bool:
        """Whether the name alone does not tell the country."""
        return AMBIGUOUS in self.flags

    @property
    def countries(self) -> frozenset[str]:
        """The countries that the name can stand for."""
        return frozenset(candidate.iso3 for candidate in self.candidates)


@lru_cache(maxsize=16)
def load_places(languages: tuple[str, ...]) -> PlaceIndex:
    """Return the index of all names that texts in these languages use, made once per process."""
    return PlaceIndex(
        names=read_names(languages),
        endings=read_endings(languages),
        cues=read_cues(languages),
        authorities=read_authorities(languages),
        titles=read_titles(languages),
    )


@frozen(kw_only=True, slots=False, eq=False)
class PlaceIndex:
    """Names ready to be looked for; thread-safe, since nothing changes once it is made."""

    names: tuple[Name, ...] = field(repr=False)
    endings: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    authorities: re.Pattern[str] = _NOTHING
    titles: re.Pattern[str] = _NOTHING

    def find(self, text: str) -> list[PlaceMention]:
        """Return the places named in a text, in their order, none overlapping another."""
        folded = strip_marks(text)
        found = [
            mention
            for start, end, name in self._longest(folded)
            if (mention := self._settle(name, text, folded, (start, end))) is not None
        ]
        return _with_regions(found, text)

    def _longest(self, folded: str) -> Iterator[tuple[int, int, Name]]:
        last = 0
        for start, minus_end, _, index in sorted(self._spans(folded)):
            if start >= last:
                last = -minus_end
                yield start, last, self._by_writing[1][index]

    def _spans(self, folded: str) -> Iterator[tuple[int, int, int, int]]:
        """Give (start, -end, length of the ending, name): sorted, the best reading is first."""
        matches = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        for index, start, end in matches:
            if begins_name(folded, start):
                whole = end_of_name(folded, start, end, self._ending_pattern)
                if whole is not None:
                    yield start, -whole, whole - end, index

    def _settle(
        self, name: Name, text: str, folded: str, span: tuple[int, int]
    ) -> PlaceMention | None:
        """Read a name by the words around it; None if it is no place here."""
        start, end = span
        if name.is_elsewhere or not self._may_stand(name, folded, start, end):
            return None
        candidates, flags = name.candidates, name.flags - {GIVEN_NAME, BEFORE_AUTHORITY}
        is_cued = name.is_located and any(cue.stands(folded, start, end) for cue in self.cues)
        if is_cued or _is_marked(name, text, start):
            flags -= {NEEDS_CONTEXT}
        if name.contexts:
            read = _read_around(name, folded, start, end)
            if read is None:
                return None
            candidates, is_settled = read
            flags -= {NEEDS_CONTEXT} if is_settled else set()
        if GIVEN_NAME in name.flags and not is_cued and is_person(folded, start, end, self.titles):
            flags |= {NEEDS_CONTEXT}
        return PlaceMention(
            start=start, end=end, surface=text[start:end], candidates=candidates, flags=flags
        )

    def _may_stand(self, name: Name, folded: str, start: int, end: int) -> bool:
        """Tell whether a sign for a country stands before an authority, and in no other word."""
        if BEFORE_AUTHORITY not in name.flags:
            return True
        before = folded[start - 1 : start]
        is_inside = _HAN.match(before) is not None and before not in _SIGNS
        return not is_inside and self.authorities.match(folded, end) is not None

    @cached_property
    def _by_writing(self) -> tuple[tuple[str, ...], tuple[Name, ...]]:
        by_writing: dict[str, Name] = {}
        for name in self.names:
            for writing in _writings(name):
                known = by_writing.get(writing)
                by_writing[writing] = name if known is None else known.with_name(name)
        return tuple(by_writing), tuple(by_writing.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._by_writing[0], implementation=Implementation.ContiguousNFA)

    @cached_property
    def _ending_pattern(self) -> re.Pattern[str]:
        return ending_pattern("|".join(self.endings))


def _writings(name: Name) -> tuple[str, ...]:
    """Return how a name is written; one that is no place, only as it stands (china is not China)."""
    if name.is_elsewhere:
        return (strip_marks(name.form),)
    return writings_of(name.form)


def _read_around(
    name: Name, folded: str, start: int, end: int
) -> tuple[tuple[Candidate, ...], bool] | None:
    """Return the candidates that words near a name speak for, and whether any does.

    None if they say that it is no place here.
    """
    around = lower(folded[max(0, start - CONTEXT_CHARACTERS) : end + CONTEXT_CHARACTERS])
    readings = {context.iso3 for context in name.contexts if context.is_near(around)}
    if readings == {ELSEWHERE}:
        return None
    kept = tuple(one for one in name.candidates if one.iso3 in readings)
    return kept or name.candidates, bool(kept)


def _is_marked(name: Name, text: str, start: int) -> bool:
    """Tell whether a name has marks and is written with them: Pará is no 'para'."""
    return name.form != strip_marks(name.form) and text.startswith(name.form, start)


def _with_regions(mentions: list[PlaceMention], text: str) -> list[PlaceMention]:
    """Read 'London, Ontario' by what follows the comma, then drop what is much smaller."""
    settled: list[PlaceMention] = []
    if not mentions:
        return settled
    for mention, after in zip(mentions, [*mentions[1:], None], strict=True):
        between = text[mention.end : after.start] if after is not None else None
        if after is not None and (between in _JOINS or after.surface.startswith(", ")):
            kept = tuple(one for one in mention.candidates if one.iso3 in after.countries)
            if kept and between is not None and len(between) <= _LONGEST_JOIN:
                flags = mention.flags - {NEEDS_CONTEXT}
                settled.append(_dominated(evolve(mention, candidates=kept, flags=flags)))
                continue
        settled.append(_dominated(mention))
    return settled


def _dominated(mention: PlaceMention) -> PlaceMention:
    """Drop countries whose place of the name is much smaller than the largest.

    A name that is flagged ambiguous in the data keeps all its readings.
    """
    candidates = mention.candidates
    if AMBIGUOUS not in mention.flags:
        largest = candidates[0].weight
        candidates = tuple(one for one in candidates if one.weight * DOMINANCE > largest)
    flags = mention.flags - {AMBIGUOUS}
    if len({one.iso3 for one in candidates}) > 1:
        flags |= {AMBIGUOUS}
    return evolve(mention, candidates=candidates, flags=flags)
