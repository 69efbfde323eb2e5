"""The vocabulary of a language: what names a technology, an actor, a status, a doubt."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, lru_cache

from attrs import field, frozen

from sousveil.claims.vocabulary.terms import TermMatcher, term_problems
from sousveil.data import list_bundled, read_bundled
from sousveil.errors import NotFound
from sousveil.model.structuring import structure


class Cue(StrEnum):
    """What a term of the vocabulary tells about the sentence that it stands in."""

    STATE_ACTOR = "state_actor"
    REGULATOR = "regulator"
    PRIVATE_ACTOR = "private_actor"
    PUBLIC_PLACE = "public_place"
    USE = "use"
    BUY = "buy"
    PLAN = "plan"
    PILOT = "pilot"
    END = "end"
    BAN = "ban"
    DENY = "deny"
    NEGATION = "negation"
    HYPOTHETICAL = "hypothetical"
    OPINION = "opinion"
    ORIGIN_NOUN = "origin_noun"
    SUPPLY = "supply"
    PRODUCT = "product"
    CROWD = "crowd"
    LOAN = "loan"
    GRANT = "grant"
    SANCTION = "sanction"
    NEIGHBOUR = "neighbour"
    SALES_END = "sales_end"
    RIVAL = "rival"


class RecordRole(StrEnum):
    """What a field of a structured record (an incident register, a notice) says."""

    HEADLINE = "headline"
    DEPLOYER = "deployer"
    DEVELOPER = "developer"
    TECHNOLOGY = "technology"
    SYSTEM = "system"
    PURPOSE = "purpose"
    JURISDICTION = "jurisdiction"
    SECTOR = "sector"
    STATUS = "status"


@frozen(kw_only=True)
class TechnologyTerms:
    """What names a technology: ``strong`` terms by themselves, ``weak`` ones where a state acts."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@frozen(kw_only=True, slots=False)
class Vocabulary:
    """All terms of one language; ``excluded`` are phrases that hide a term inside them.

    ``press_iso3`` is the country that most of the press in the language is of, None where it is
    not one: a text that names no country is then likely to speak of that one. ``hints`` are, by
    country, words that only its institutions go by ('sheriff', 'préfet'), for such texts too.
    """

    language: str
    version: str
    notes: str = ""
    press_iso3: str | None = None
    technologies: dict[str, TechnologyTerms]
    excluded: tuple[str, ...] = ()
    hints: dict[str, tuple[str, ...]] = field(factory=dict)
    cues: dict[Cue, tuple[str, ...]]
    record_fields: dict[RecordRole, tuple[str, ...]] = field(factory=dict)

    def problems(self) -> list[str]:
        """Say what is wrong with the terms, each by its section."""
        sections = [
            *(
                (f"technologies.{code}", (*t.strong, *t.weak))
                for code, t in self.technologies.items()
            ),
            *((f"cues.{cue}", terms) for cue, terms in self.cues.items()),
            ("excluded", self.excluded),
            *((f"hints.{iso3}", terms) for iso3, terms in self.hints.items()),
        ]
        return [
            f"{section}: {problem}"
            for section, terms in sections
            for term in terms
            for problem in term_problems(term)
        ]

    @cached_property
    def technology_matcher(self) -> TermMatcher:
        """Finds technologies; labels are ``code`` and ``code?`` for weak terms, ``-`` for excluded."""
        return TermMatcher(
            terms=(
                *((code, term) for code, t in self.technologies.items() for term in t.strong),
                *((f"{code}?", term) for code, t in self.technologies.items() for term in t.weak),
                *(("-", term) for term in self.excluded),
            )
        )

    @cached_property
    def hint_matcher(self) -> TermMatcher:
        """Finds hints; labels are countries."""
        return TermMatcher(
            terms=tuple((iso3, term) for iso3, terms in self.hints.items() for term in terms)
        )

    @cached_property
    def cue_matcher(self) -> TermMatcher:
        """Finds cues; labels are their names."""
        return TermMatcher(
            terms=tuple((cue.value, term) for cue, terms in self.cues.items() for term in terms)
        )


@lru_cache(maxsize=64)
def load_vocabulary(language: str) -> Vocabulary:
    """Return the bundled vocabulary of a language (ISO 639-1).

    Raises:
        NotFound: there is none.
        InvalidData: a term in it is malformed; all are listed.
    """
    if language not in list_languages():
        raise NotFound(
            "no vocabulary for this language",
            where=language,
            next_step=f"use one of {', '.join(list_languages())}, or add a file to data/vocabularies",
        )
    file = f"vocabularies/{language}.yaml"
    return structure(read_bundled(file).decode(), Vocabulary, where=file, is_bundled=True)


@lru_cache(maxsize=1)
def list_languages() -> tuple[str, ...]:
    """Return the languages that have a vocabulary, as ISO 639-1 codes."""
    return list_bundled("vocabularies", ".yaml")
