"""Read the gazetteer: rows of names, the words that settle ambiguous ones, endings of languages.

A row is ``form, language, country_iso3, kind, canonical, weight, flags``. An empty language means
any language of the file's script; the country ``-`` marks a name that is no place ('Turkey
sandwich', 'Michael Jordan'), listed so that the place inside it is not found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from attrs import evolve, frozen

from sousveil.claims.text.folding import lower, strip_marks
from sousveil.data import list_bundled, read_bundled
from sousveil.errors import InvalidData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = "gazetteer"
ELSEWHERE = "-"
"""Stands where a country would: the name is that of no place."""
_COLUMNS = 7
_LONGEST_CUE = 16


class PlaceKind(StrEnum):
    """What a name names."""

    COUNTRY = "country"
    DEMONYM = "demonym"
    CITY = "city"
    SUBDIVISION = "subdivision"
    AGENCY = "agency"
    NONE = "none"


_LOCATED = frozenset({PlaceKind.CITY, PlaceKind.SUBDIVISION, PlaceKind.COUNTRY})


@frozen(kw_only=True)
class Candidate:
    """One country that a name can stand for; ``weight`` is the place's population, or a rank."""

    iso3: str
    kind: PlaceKind
    canonical: str
    weight: int


@frozen(kw_only=True)
class Context:
    """Words near a name that speak for one reading of it."""

    iso3: str
    words: tuple[str, ...]

    def is_near(self, around: str) -> bool:
        """Tell whether one of the words stands in the text around, folded and in lower case."""
        return any(word in around for word in self.words)


@frozen(kw_only=True)
class Cue:
    """Words right before and right after a name that say that a place is meant: 'in', 'police'."""

    before: re.Pattern[str]
    after: re.Pattern[str]

    def stands(self, folded: str, start: int, end: int) -> bool:
        """Tell whether a cue stands beside characters ``start`` to ``end`` of a folded text."""
        lead = lower(folded[max(0, start - _LONGEST_CUE) : start])
        return (
            self.before.search(lead) is not None
            or self.after.match(lower(folded[end : end + _LONGEST_CUE])) is not None
        )


@frozen(kw_only=True)
class Name:
    """A name with everything that it can stand for, the heaviest first."""

    form: str
    candidates: tuple[Candidate, ...]
    flags: frozenset[str] = frozenset()
    contexts: tuple[Context, ...] = ()

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is the name of no place."""
        return any(one.iso3 == ELSEWHERE for one in self.candidates)

    @property
    def is_located(self) -> bool:
        """Whether it names a city or a region, which stand after 'in'."""
        return any(one.kind in _LOCATED for one in self.candidates)

    def with_name(self, other: Name) -> Name:
        """Return this name with what another one, written alike, stands for."""
        merged = {(one.iso3, one.kind): one for one in (*other.candidates, *self.candidates)}
        ordered = sorted(merged.values(), key=lambda one: (-one.weight, one.iso3, one.kind))
        return evolve(
            self,
            candidates=tuple(ordered),
            flags=self.flags | other.flags,
            contexts=tuple(dict.fromkeys((*self.contexts, *other.contexts))),
        )


def read_names(languages: tuple[str, ...]) -> tuple[Name, ...]:
    """Return the names that texts in these languages use."""
    contexts = _read_contexts(languages)
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for file in _files_for(languages):
        for row in _rows(file):
            if not row[1] or row[1] in languages:
                rows[row[0]].append(row)
    return tuple(
        _name_of(form, listed, contexts.get(strip_marks(form), ())) for form, listed in rows.items()
    )


def read_endings(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the endings that names take in these languages, as regular expressions."""
    endings: dict[str, str] = _grammar()["endings"]
    return tuple(endings[language] for language in languages if language in endings)


def read_cues(languages: tuple[str, ...]) -> tuple[Cue, ...]:
    """Return the words that say that a doubtful name is a place, in these languages."""
    cues = _grammar()["cues"]
    return tuple(
        Cue(
            before=re.compile(rf"(?<!\w)(?:{cues[language]['before'] or '(?!)'})\s$"),
            after=re.compile(rf"\s?(?:{cues[language]['after'] or '(?!)'})"),
        )
        for language in languages
        if language in cues
    )


def read_authorities(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Return what follows a country's letter or sign where it stands for the country: 米 in 米当局."""
    known = _grammar()["authorities"]
    return re.compile("|".join(known[one] for one in languages if one in known) or "(?!)")


def read_titles(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Return what stands before the name of a person, in lower case: 'mr', 'friend'."""
    known = _grammar()["titles"]
    listed = "|".join(known[one] for one in languages if one in known)
    return re.compile(rf"(?<!\w)(?:{listed or '(?!)'})\.?\s$")


def list_place_languages() -> tuple[str, ...]:
    """Return the languages with names of their own."""
    return tuple(sorted(_grammar()["scripts"]))


def _name_of(form: str, rows: list[list[str]], contexts: tuple[Context, ...]) -> Name:
    best: dict[tuple[str, str], Candidate] = {}
    flags: set[str] = set()
    for _, _, iso3, kind, canonical, weight, listed in rows:
        one = Candidate(
            iso3=iso3, kind=_KINDS[kind], canonical=canonical or form, weight=int(weight)
        )
        known = best.get((iso3, kind))
        if known is None or known.weight < one.weight:
            best[iso3, kind] = one
        if listed:
            flags.update(listed.split("|"))
    ordered = sorted(best.values(), key=lambda one: (-one.weight, one.iso3, one.kind))
    return Name(form=form, candidates=tuple(ordered), flags=frozenset(flags), contexts=contexts)


_KINDS = {kind.value: kind for kind in PlaceKind}


def _files_for(languages: tuple[str, ...]) -> list[str]:
    """Return the files of names of any language, of these languages, and of their scripts."""
    scripts = _grammar()["scripts"]
    wanted = {"any", *languages, *(script for one in languages for script in scripts.get(one, ()))}
    return [
        name for name in list_bundled(FOLDER, ".tsv") if wanted.intersection(name.split(".")[1:])
    ]


def _rows(file: str) -> Iterator[list[str]]:
    lines = _lines(f"{FOLDER}/{file}.tsv")
    problems = []
    for number, line in lines:
        row = line.split("\t")
        if len(row) == _COLUMNS and row[3] in _KINDS:
            yield row
        else:
            problems.append(f"line {number}: not {_COLUMNS} columns, or an unknown kind: {line}")
    if problems:
        raise InvalidData(problems, where=file, next_step="run scripts/make_gazetteer.py again")


def _read_contexts(languages: tuple[str, ...]) -> dict[str, tuple[Context, ...]]:
    found: dict[str, list[Context]] = defaultdict(list)
    for _, line in _lines(f"{FOLDER}/contexts.tsv"):
        forms, language, iso3, words = line.split("\t")
        if language in languages:
            context = Context(iso3=iso3, words=_folded(words.split("|")))
            for form in forms.split(";"):
                found[strip_marks(form)].append(context)
    return {form: tuple(listed) for form, listed in found.items()}


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(lower(strip_marks(word)) for word in words)


def _lines(file: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a file that hold something, with their numbers."""
    text = read_bundled(file).decode()
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line.startswith("#"):
            yield number, line


@lru_cache(maxsize=1)
def _grammar() -> dict[str, dict[str, Any]]:
    grammar: dict[str, dict[str, Any]] = yaml.safe_load(read_bundled(f"{FOLDER}/grammar.yaml"))
    return grammar
