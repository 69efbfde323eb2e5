"""What speaks for and against a claim, as named numbers: the rules, before they are weighed.

Each pair of a technology and a country of a document is described by the sentence that says
most for it, by its neighbours, and by the document as a whole. Nothing is weighed here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.claims.rules.context import NEAR, Context, has_executive
from sousveil.claims.rules.country_features import country_features
from sousveil.claims.vocabulary.terms import Hit
from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence

_SHORTLY = 30
"""Characters between a word that negates or doubts and what it speaks of."""
_SUBJECT = 40
"""Characters between a subject and its verb, at most."""

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
    Cue.SANCTION,
    Cue.SALES_END,
)
_CUE_FEATURES = tuple((cue, f"sentence: {cue}", f"near: {cue}") for cue in _CUES)


@frozen(kw_only=True)
class Pairing:
    """A technology and a country at one place of a document, with what speaks for and against."""

    technology_code: str
    country_iso3: str
    sentence: int
    hit: Hit
    features: Mapping[str, float] = field(repr=False)


def pair_up(marked: MarkedDocument) -> list[Pairing]:
    """Return every pair of technology and country, at each place where they could belong together."""
    context = Context(marked=marked)
    return list(_pairings(context))


def _pairings(context: Context) -> Iterator[Pairing]:
    speaking = [one for one in context.marked.sentences if one.technologies]
    if not speaking:
        return
    named = {*context.counts, *context.origins, *context.hints}
    countries = sorted(named or {*context.homes, *context.presses})
    for sentence in speaking:
        around = _around(context, sentence)
        cue_features = _cue_features(sentence, around)
        for hit in sentence.technologies:
            code = hit.label.rstrip("?")
            technology = _technology_features(context, sentence, hit, code)
            shared = _told({**context.document_features, **cue_features, **technology})
            for country in countries:
                own = _told(country_features(context, sentence, hit, country))
                yield Pairing(
                    technology_code=code,
                    country_iso3=country,
                    sentence=sentence.number,
                    hit=hit,
                    features={**shared, **own},
                )


def _told(features: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in features.items() if value}


def _around(context: Context, sentence: MarkedSentence) -> list[MarkedSentence]:
    low, high = max(0, sentence.number - NEAR), sentence.number + NEAR + 1
    return [one for one in context.marked.sentences[low:high] if one is not sentence]


def _cue_features(sentence: MarkedSentence, around: list[MarkedSentence]) -> dict[str, float]:
    features: dict[str, float] = {}
    near = frozenset[str]().union(*(one.labels for one in around))
    for cue, name_here, name_near in _CUE_FEATURES:
        here = sentence.has(cue)
        features[name_here] = float(here)
        features[name_near] = float(not here and cue in near)
    executive = any(has_executive(one) for one in (sentence, *around))
    is_private = sentence.has(Cue.PRIVATE_ACTOR) or Cue.PRIVATE_ACTOR in near
    features["around: an executive authority"] = float(executive)
    features["around: a regulator and a private actor"] = float(
        is_private and not executive and (sentence.has(Cue.REGULATOR) or Cue.REGULATOR in near)
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
        **_backing(context, sentence, hit),
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


def _backing(context: Context, sentence: MarkedSentence, hit: Hit) -> dict[str, float]:
    """Say what stands behind a weak term: a vendor of the register, an authority that acts."""
    if not hit.label.endswith("?"):
        return {"technology: strong term, a use told": float(context.tells_use(sentence, hit))}
    is_backed = any(vendor.vendor_id is not None for vendor in sentence.vendors)
    return {
        "technology: weak term, a known vendor beside it": float(is_backed),
        "technology: weak term, a known vendor elsewhere": float(
            not is_backed and bool(context.known_vendors)
        ),
        "technology: weak term, an authority acts": float(
            sentence.has(Cue.STATE_ACTOR) and (sentence.has(Cue.USE) or sentence.has(Cue.BUY))
        ),
        "technology: weak term, no strong one of any": float(not context.has_strong),
    }


def _precedes(sentence: MarkedSentence, hit: Hit, cue: Cue) -> bool:
    """Tell whether a cue stands shortly before a technology."""
    return any(0 <= hit.start - one.end <= _SHORTLY for one in sentence.of(cue))


def _follows(sentence: MarkedSentence, hit: Hit, cue: Cue) -> bool:
    """Tell whether a cue stands shortly after a technology."""
    return any(0 <= one.start - hit.end <= _SHORTLY for one in sentence.of(cue))
