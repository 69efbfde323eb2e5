"""What speaks for and against a claim, as named numbers: the rules, before they are weighed.

Each pair of a technology and a country of a document is described by the sentence that says
most for it, by its neighbours, and by the document as a whole. Nothing is weighed here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.claims.rules.countries import CountryMention, Role, find_countries
from sousveil.claims.rules.marking import MarkedDocument
from sousveil.claims.vocabulary.terms import Hit
from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.store.registers import load_vendors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.rules.marking import MarkedSentence

_SHORTLY = 30
"""Characters between a word that negates or doubts and what it speaks of."""
_SUBJECT = 40
"""Characters between a subject and its verb, at most."""
NEAR = 2
"""Sentences before and after that still belong to what a sentence says."""

_CUES = (
    Cue.STATE_ACTOR,
    Cue.REGULATOR,
    Cue.PRIVATE_ACTOR,
    Cue.PUBLIC_PLACE,
    Cue.USE,
    Cue.BUY,
    Cue.PLAN,
    Cue.PILOT,
    Cue.END,
    Cue.BAN,
    Cue.DENY,
    Cue.NEGATION,
    Cue.HYPOTHETICAL,
    Cue.OPINION,
    Cue.SUPPLY,
    Cue.PRODUCT,
    Cue.CROWD,
)


@frozen(kw_only=True)
class Pairing:
    """A technology and a country at one place of a document, with what speaks for and against."""

    technology_code: str
    country_iso3: str
    sentence: int
    hit: Hit
    features: Mapping[str, float] = field(repr=False)


@frozen(kw_only=True, slots=False)
class Context:
    """What is asked of a document again and again."""

    marked: MarkedDocument
    countries: tuple[CountryMention, ...]

    @cached_property
    def by_sentence(self) -> dict[int, list[CountryMention]]:
        """Country mentions by the sentence they stand in."""
        found: dict[int, list[CountryMention]] = {}
        for mention in self.countries:
            found.setdefault(mention.sentence, []).append(mention)
        return found

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each country is named, other than as where a company is from."""
        return Counter(one.iso3 for one in self.countries if one.role is not Role.ORIGIN)

    @cached_property
    def origins(self) -> Counter[str]:
        """How often each country is named as where a company is from."""
        return Counter(one.iso3 for one in self.countries if one.role is Role.ORIGIN)

    @cached_property
    def technologies(self) -> Counter[str]:
        """How often each technology is named."""
        return Counter(
            hit.label.rstrip("?")
            for sentence in self.marked.sentences
            for hit in sentence.technologies
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """The countries that are named as such, not only by a place or an agency in them."""
        return frozenset(
            one.iso3
            for one in self.countries
            if one.kind in {"country", "demonym"} and one.role is not Role.ORIGIN
        )

    @cached_property
    def first(self) -> str | None:
        """The country that is named first, other than as where a company is from."""
        return next((one.iso3 for one in self.countries if one.role is not Role.ORIGIN), None)

    @cached_property
    def homes(self) -> frozenset[str]:
        """The homes of the vendors that are named."""
        return frozenset(
            vendor.home_iso3
            for sentence in self.marked.sentences
            for vendor in sentence.vendors
            if vendor.home_iso3 is not None
        )

    @cached_property
    def hints(self) -> Counter[str]:
        """How often words stand in the document that only one country's institutions go by."""
        found = self.marked.vocabulary.hint_matcher.find(self.marked.folded)
        return Counter(hit.label for hit in found)

    @property
    def press(self) -> str | None:
        """The country that most of the press in the document's language is of, if it is one."""
        return self.marked.vocabulary.press_iso3

    @property
    def presses(self) -> frozenset[str]:
        """That country, as a set of one or none."""
        return frozenset({self.press} if self.press is not None else ())

    @cached_property
    def document_features(self) -> dict[str, float]:
        """What is the same for every pair of the document."""
        sentences = self.marked.sentences
        amount = max(1, len(sentences))
        share = {
            cue: sum(sentence.has(cue) for sentence in sentences) / amount
            for cue in (Cue.STATE_ACTOR, Cue.PRIVATE_ACTOR, Cue.PRODUCT, Cue.OPINION)
        }
        title = {cue: any(s.has(cue) for s in self.marked.title) for cue in share}
        vendors = sum(bool(sentence.vendors) for sentence in sentences) / amount
        return {
            "document: share of sentences with an executive authority": sum(
                map(_has_executive, sentences)
            )
            / amount,
            "document: share of sentences with an authority": share[Cue.STATE_ACTOR],
            "document: share of sentences with a private actor": share[Cue.PRIVATE_ACTOR],
            "document: share of sentences with product talk": share[Cue.PRODUCT],
            "document: share of sentences with opinion": share[Cue.OPINION],
            "document: more private actors than authorities": float(
                share[Cue.PRIVATE_ACTOR] > share[Cue.STATE_ACTOR]
            ),
            "document: share of sentences with a vendor": vendors,
            "title: vendor and no authority": float(
                any(s.vendors for s in self.marked.title) and not title[Cue.STATE_ACTOR]
            ),
            "title: authority": float(title[Cue.STATE_ACTOR]),
            "title: private actor": float(title[Cue.PRIVATE_ACTOR]),
            "title: product talk": float(title[Cue.PRODUCT]),
            "document: number of countries": math.log1p(len(self.counts)),
            "document: more product talk than authorities": float(
                share[Cue.PRODUCT] > share[Cue.STATE_ACTOR]
            ),
        }


def pair_up(marked: MarkedDocument) -> list[Pairing]:
    """Return every pair of technology and country, at each place where they could belong together."""
    context = Context(marked=marked, countries=find_countries(marked))
    return list(_pairings(context))


def _pairings(context: Context) -> Iterator[Pairing]:
    named = {*context.counts, *context.origins, *context.hints}
    countries = sorted(named or {*context.homes, *context.presses})
    for sentence in context.marked.sentences:
        around = _around(context, sentence)
        cue_features = _cue_features(sentence, around)
        for hit in sentence.technologies:
            code = hit.label.rstrip("?")
            technology = _technology_features(context, sentence, hit, code)
            for country in countries:
                features = {
                    **context.document_features,
                    **cue_features,
                    **technology,
                    **_country_features(context, sentence, hit, country),
                }
                yield Pairing(
                    technology_code=code,
                    country_iso3=country,
                    sentence=sentence.number,
                    hit=hit,
                    features={name: value for name, value in features.items() if value},
                )


def _around(context: Context, sentence: MarkedSentence) -> list[MarkedSentence]:
    low, high = max(0, sentence.number - NEAR), sentence.number + NEAR + 1
    return [one for one in context.marked.sentences[low:high] if one is not sentence]


def _cue_features(sentence: MarkedSentence, around: list[MarkedSentence]) -> dict[str, float]:
    features: dict[str, float] = {}
    for cue in _CUES:
        here = sentence.has(cue)
        features[f"sentence: {cue}"] = float(here)
        features[f"near: {cue}"] = float(not here and any(one.has(cue) for one in around))
    executive = any(_has_executive(one) for one in (sentence, *around))
    is_private = any(one.has(Cue.PRIVATE_ACTOR) for one in (sentence, *around))
    features["around: an executive authority"] = float(executive)
    features["around: a regulator and a private actor"] = float(
        is_private and not executive and any(one.has(Cue.REGULATOR) for one in (sentence, *around))
    )
    features["sentence: agency"] = float(any(_is_agency(place) for place in sentence.places))
    features["sentence: authority acts"] = float(
        sentence.has(Cue.STATE_ACTOR)
        and any(sentence.has(cue) for cue in (Cue.USE, Cue.BUY, Cue.PILOT, Cue.PLAN))
    )
    features["sentence: private actor alone"] = float(
        sentence.has(Cue.PRIVATE_ACTOR) and not sentence.has(Cue.STATE_ACTOR)
    )
    features["sentence: only doubt"] = float(
        sentence.has(Cue.HYPOTHETICAL) and not sentence.has(Cue.USE) and not sentence.has(Cue.BUY)
    )
    features["sentence: vendor"] = float(bool(sentence.vendors))
    features["sentence: a vendor ends it"] = float(_vendor_ends(sentence))
    features["sentence: a vendor is banned"] = float(
        bool(sentence.vendors) and (sentence.has(Cue.BAN) or sentence.has(Cue.END))
    )
    features["sentence: product talk of a vendor"] = float(
        sentence.has(Cue.PRODUCT) and bool(sentence.vendors)
    )
    features["near: product talk of a vendor"] = float(
        any(one.has(Cue.PRODUCT) and bool(one.vendors) for one in around)
    )
    features["sentence: heading"] = float(sentence.sentence.is_heading)
    features["sentence: title"] = float(sentence.is_title)
    return features


def _has_executive(sentence: MarkedSentence) -> bool:
    """Tell whether an authority is named that is no regulator, court or parliament."""
    regulators = sentence.of(Cue.REGULATOR)
    return any(
        all(hit.end <= other.start or other.end <= hit.start for other in regulators)
        for hit in sentence.of(Cue.STATE_ACTOR)
    )


def _vendor_ends(sentence: MarkedSentence) -> bool:
    """Tell whether a vendor is what ends, bans or denies something: no state's doing."""
    ends = sentence.of(Cue.END, Cue.BAN, Cue.DENY)
    return any(
        0 <= hit.start - vendor.end <= _SUBJECT for hit in ends for vendor in sentence.vendors
    )


def _is_agency(place: object) -> bool:
    candidates = getattr(place, "candidates", ())
    return any(candidate.kind == "agency" for candidate in candidates)


def _technology_features(
    context: Context, sentence: MarkedSentence, hit: Hit, code: str
) -> dict[str, float]:
    total = context.technologies.total()
    in_title = any(
        one.label.rstrip("?") == code
        for title in context.marked.title
        for one in title.technologies
    )
    return {
        f"technology: {code}": 1.0,
        "technology: weak term": float(hit.label.endswith("?")),
        "technology: negated": float(_precedes(sentence, hit, Cue.NEGATION)),
        "technology: negated after": float(_follows(sentence, hit, Cue.NEGATION)),
        "technology: doubted": float(_precedes(sentence, hit, Cue.HYPOTHETICAL)),
        "technology: in an opinion": float(_precedes(sentence, hit, Cue.OPINION)),
        "technology: share of all named": context.technologies[code] / total,
        "technology: named again": math.log(context.technologies[code]),
        "technology: in the title": float(in_title),
        "technology: early": 1.0 / (1 + sentence.number),
        "technology: another in the sentence": float(
            any(one.label.rstrip("?") != code for one in sentence.technologies)
        ),
    }


def _precedes(sentence: MarkedSentence, hit: Hit, cue: Cue) -> bool:
    """Tell whether a cue stands shortly before a technology."""
    return any(0 <= hit.start - one.end <= _SHORTLY for one in sentence.of(cue))


def _follows(sentence: MarkedSentence, hit: Hit, cue: Cue) -> bool:
    """Tell whether a cue stands shortly after a technology."""
    return any(0 <= one.start - hit.end <= _SHORTLY for one in sentence.of(cue))


def _country_features(
    context: Context, sentence: MarkedSentence, hit: Hit, country: str
) -> dict[str, float]:
    here = context.by_sentence.get(sentence.number, [])
    near = [
        mention
        for number in range(sentence.number - NEAR, sentence.number + NEAR + 1)
        if number != sentence.number
        for mention in context.by_sentence.get(number, [])
    ]
    title = [m for one in context.marked.title for m in context.by_sentence.get(one.number, [])]
    mine = [mention for mention in here if mention.iso3 == country]
    usable = [mention for mention in here if mention.role is not Role.ORIGIN]
    nearest = min(usable, key=lambda m: _distance(m, hit), default=None)
    total = context.counts.total()
    is_authority = any(m.role is Role.AUTHORITY for m in mine)
    is_plain = not is_authority and any(m.role is Role.PLAIN for m in mine)
    is_here = is_authority or is_plain
    near_roles = {m.role for m in near if m.iso3 == country}
    return {
        "country: its authority in the sentence": float(is_authority),
        "country: in the sentence": float(is_plain),
        "country: nearest in the sentence": float(nearest is not None and nearest.iso3 == country),
        "country: only as a company's home in the sentence": float(bool(mine) and not is_here),
        "country: only as a company's home": float(
            not context.counts[country] and context.origins[country] > 0
        ),
        "country: its authority near": float(not is_here and Role.AUTHORITY in near_roles),
        "country: near": float(
            not is_here and Role.PLAIN in near_roles and Role.AUTHORITY not in near_roles
        ),
        "country: in the title": float(
            any(m.iso3 == country and m.role is not Role.ORIGIN for m in title)
        ),
        "country: another in the title": float(
            any(m.iso3 != country and m.role is not Role.ORIGIN for m in title)
            and not any(m.iso3 == country for m in title)
        ),
        "country: share of all named": context.counts[country] / total if total else 0.0,
        "country: the only one": float(set(context.counts) == {country}),
        "country: the most named": float(
            bool(total) and context.counts[country] == max(context.counts.values())
        ),
        "country: home of a vendor named": float(country in context.homes),
        "country: another in the sentence instead": float(
            not is_here and any(m.iso3 != country for m in usable)
        ),
        "country: another's authority in the sentence": float(
            not is_authority and any(m.iso3 != country and m.role is Role.AUTHORITY for m in usable)
        ),
        "country: only its places or agencies named, another by its name": float(
            country not in context.named and bool(context.named)
        ),
        "country: none named, where the language is at home": float(
            not context.counts and not context.origins and country == context.press
        ),
        "country: hinted at": math.log1p(context.hints[country]),
        "country: not named, hinted at": float(
            not context.counts[country] and context.hints[country] > 0
        ),
        "country: none named, hinted at most": float(
            not context.counts
            and context.hints[country] > 0
            and context.hints[country] == max(context.hints.values())
        ),
        "country: home of many vendors, another named": (
            vendor_homes()[country] if len(context.counts) > 1 else 0.0
        ),
        "country: none named, a vendor's home": float(
            not context.counts and not context.origins and country in context.homes
        ),
        "country: named first": float(context.first == country),
        "country: named as an aside only": float(
            not is_here and not near_roles and context.counts[country] == 1
        ),
    }


@lru_cache(maxsize=1)
def vendor_homes() -> Counter[str]:
    """Return the share of the register's vendors that are at home in each country."""
    homes = Counter(vendor.home_iso3 for vendor in load_vendors() if vendor.home_iso3 is not None)
    return Counter({home: count / homes.total() for home, count in homes.items()})


def _distance(mention: CountryMention, hit: Hit) -> int:
    return max(mention.start - hit.end, hit.start - mention.end, 0)
