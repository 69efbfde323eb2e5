"""Whose country a place mention stands for, and in which role it stands there.

'China's Huawei' names the maker's home, 'Ugandan police' an authority: the role decides
whether a country can be the one whose authorities use a technology.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.places.index import PlaceMention
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence

_BREAK = re.compile(r"[.;:!?()\n。；：！？、，]|, | - | -- |(?<=[\u3040-\u9fff\uac00-\ud7af]),")
_OF = re.compile(
    r"^\s*[(,]?\s*(?:of|from|in|de|del|da|do|di|d'|aus|von|dari|asal|из|от|من)?\s*(?:la|the|der|den|ال|ل)?\s*[(]?$",
    re.IGNORECASE,
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LOCAL = frozenset({"city", "subdivision"})
"""Right after a kind of company ('şirketi Nairobi'de'), these say where it acts, not its home."""
_CURRENCY = re.compile(r"\s?[$€£¥]")
"""The 'US' of 'US$' names no country."""
_WORDS_TO_VENDOR = 4
_WORDS_TO_NOUN = 2
_WORDS_TO_ACTOR = 3
_WORDS_TO_OWNER = 1
_TO_NEIGHBOUR = 6
"""Characters between the word of a border and the country beyond it: ' with ', ' the '."""
_WIDE_PER_WORD = 2


class Role(StrEnum):
    """How a country stands in a sentence; one that is BEYOND a border is named to say where that is."""

    AUTHORITY = "authority"
    PLAIN = "plain"
    ORIGIN = "origin"
    BEYOND = "beyond"


_ACTING = frozenset({Role.AUTHORITY, Role.PLAIN})


@frozen(kw_only=True)
class CountryMention:
    """A country named at characters ``start`` to ``end``, by itself or by a place or agency in it."""

    iso3: str
    start: int
    end: int
    sentence: int
    role: Role
    kind: str
    canonical: str

    @property
    def may_act(self) -> bool:
        """Whether it can be the country whose authorities act."""
        return self.role in _ACTING


def find_countries(marked: MarkedDocument) -> tuple[CountryMention, ...]:
    """Resolve every place mention to one country; ambiguous ones by the rest of the document."""
    known = _clear_countries(marked)
    return tuple(_resolve(marked, known))


def _clear_countries(marked: MarkedDocument) -> Counter[str]:
    """Count the countries that are named without doubt."""
    known: Counter[str] = Counter()
    for sentence in marked.sentences:
        for place in sentence.places:
            countries = {candidate.iso3 for candidate in place.candidates}
            if len(countries) == 1 and not place.needs_context:
                known.update(countries)
    return known


def _resolve(marked: MarkedDocument, known: Counter[str]) -> Iterator[CountryMention]:
    for sentence in marked.sentences:
        for place in sentence.places:
            candidate = max(
                place.candidates,
                key=lambda one: (min(known[one.iso3], 3), math.log10(one.weight + 10)),
                default=None,
            )
            if candidate is None or (place.needs_context and not known[candidate.iso3]):
                continue
            if _CURRENCY.match(marked.document.text, place.end):
                continue
            if candidate.kind == "agency" and _is_of_another(
                marked, sentence, place, candidate.iso3
            ):
                continue
            yield CountryMention(
                iso3=candidate.iso3,
                start=place.start,
                end=place.end,
                sentence=sentence.number,
                role=_role_of(marked, sentence, place, candidate.kind),
                kind=candidate.kind,
                canonical=candidate.canonical,
            )


def _is_of_another(
    marked: MarkedDocument, sentence: MarkedSentence, place: PlaceMention, iso3: str
) -> bool:
    """Tell whether a country or place beside an agency's name says that it is another's agency."""
    for other in sentence.places:
        if other is place or any(
            one.iso3 == iso3 or one.kind == "agency" for one in other.candidates
        ):
            continue
        gap = _words_between(marked, place.start, place.end, other.start, other.end)
        if gap is not None and gap <= _WORDS_TO_OWNER:
            return True
    return False


def _role_of(
    marked: MarkedDocument, sentence: MarkedSentence, place: PlaceMention, kind: str
) -> Role:
    if kind == "agency":
        return Role.AUTHORITY
    if _is_beyond(sentence, place):
        return Role.BEYOND
    to_actor = _nearest_actor(marked, sentence, place)
    to_origin = _nearest_origin(marked, sentence, place, kind)
    if to_origin is not None and (to_actor is None or to_origin <= to_actor):
        return Role.ORIGIN
    return Role.AUTHORITY if to_actor is not None else Role.PLAIN


def _is_beyond(sentence: MarkedSentence, place: PlaceMention) -> bool:
    """Tell whether a place is named only to say which border, or whose neighbour, is meant."""
    return any(
        0 <= place.start - hit.end <= _TO_NEIGHBOUR or 0 <= hit.start - place.end <= 1
        for hit in sentence.of(Cue.NEIGHBOUR)
    )


def _nearest_actor(
    marked: MarkedDocument, sentence: MarkedSentence, place: PlaceMention
) -> int | None:
    """Return the words between a place and the nearest authority, None if none is near."""
    distances = [
        gap
        for hit in sentence.of(Cue.STATE_ACTOR)
        if (gap := _words_between(marked, place.start, place.end, hit.start, hit.end)) is not None
        and gap <= _WORDS_TO_ACTOR
    ]
    return min(distances, default=None)


def _nearest_origin(
    marked: MarkedDocument, sentence: MarkedSentence, place: PlaceMention, kind: str
) -> int | None:
    """Return the words between a place and the vendor or kind of company that it is the home of."""
    vendors = [
        gap
        for vendor in sentence.vendors
        if (gap := _origin_gap(marked, place, vendor.start, vendor.end)) is not None
        and gap <= _WORDS_TO_VENDOR
        and (vendor.home_iso3 is None or kind != "demonym" or _is_home(place, vendor.home_iso3))
        and (kind == "demonym" or _is_home(place, vendor.home_iso3))
    ]
    nouns = [
        gap
        for hit in sentence.of(Cue.ORIGIN_NOUN)
        if (gap := _origin_gap(marked, place, hit.start, hit.end)) is not None
        and gap <= _WORDS_TO_NOUN
        and not (kind in _LOCAL and marked.folded.low[hit.end : place.start].isspace())
    ]
    return min([*vendors, *nouns], default=None)


def _is_home(place: PlaceMention, iso3: str | None) -> bool:
    return iso3 is not None and any(candidate.iso3 == iso3 for candidate in place.candidates)


def _origin_gap(marked: MarkedDocument, place: PlaceMention, start: int, end: int) -> int | None:
    """Return the words between, if the place says where what stands there is from."""
    gap = _words_between(marked, place.start, place.end, start, end)
    if gap is None or start >= place.end:
        return gap
    between = marked.folded.low[end : place.start]
    return 0 if _OF.match(between) or not between.strip() else None


def _words_between(
    marked: MarkedDocument, start: int, end: int, left: int, right: int
) -> int | None:
    """Return how many words lie between two spans, None if a clause ends between them."""
    between = marked.folded.low[end:left] if end <= left else marked.folded.low[right:start]
    if end > left and right > start:
        return 0
    if _BREAK.search(between):
        return None
    wide = len(_WIDE.findall(between))
    return len(_WIDE.sub(" ", between).replace("'s", " ").split()) + wide // _WIDE_PER_WORD
