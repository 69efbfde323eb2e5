"""Which vendors a claim names: described by named numbers, weighed like the pairs themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.scoring import load_weights
from sousveil.claims.vendors.mentions import VendorMention
from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.countries import CountryMention
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
    from sousveil.claims.rules.scoring import Weights

MOST = 3
"""Vendors of one claim; a text that names more of them lists a market, not a supply."""
_NEAR = 3
_BESIDE = 15
"""Characters between a vendor and a word that says what it is to another company."""


@frozen(kw_only=True)
class VendorPairing:
    """A vendor and a claim, with what speaks for and against their belonging together."""

    vendor: VendorMention
    features: Mapping[str, float]


def tie_vendors(
    marked: MarkedDocument,
    sentences: Sequence[MarkedSentence],
    country: str,
    weights: Weights | None = None,
) -> list[VendorMention]:
    """Return the vendors tied to a claim, the surest first; ``sentences`` are the claim's own."""
    weights = weights or load_weights("vendors")
    scored = [
        (weights.score(pairing.features), pairing.vendor)
        for pairing in pair_vendors(marked, sentences, country)
    ]
    tied = [(score, vendor) for score, vendor in scored if score >= weights.threshold]
    tied.sort(key=lambda pair: (-pair[0], pair[1].start))
    return [vendor for _, vendor in tied[:MOST]]


def pair_vendors(
    marked: MarkedDocument, sentences: Sequence[MarkedSentence], country: str
) -> list[VendorPairing]:
    """Describe every vendor of a document by how it stands to a claim: its sentences, its country."""
    mentions: dict[str, list[tuple[MarkedSentence, VendorMention]]] = {}
    for sentence in marked.sentences:
        for vendor in sentence.vendors:
            mentions.setdefault(vendor.name, []).append((sentence, vendor))
    own = {sentence.number for sentence in sentences}
    known = {name for name, found in mentions.items() if found[0][1].vendor_id is not None}
    return [
        VendorPairing(
            vendor=found[0][1],
            features={
                **_features(found, own, len(mentions), len(known)),
                **_country_features(marked, found, own, country),
            },
        )
        for found in mentions.values()
    ]


def _country_features(
    marked: MarkedDocument,
    found: Sequence[tuple[MarkedSentence, VendorMention]],
    own: set[int],
    country: str,
) -> dict[str, float]:
    """Say which countries stand beside a vendor: the claim's, or only others."""
    beside: dict[int, list[CountryMention]] = {sentence.number: [] for sentence, _ in found}
    for mention in marked.countries:
        if mention.may_act and mention.sentence in beside:
            beside[mention.sentence].append(mention)
    is_with = [any(one.iso3 == country for one in named) for named in beside.values()]
    others = [bool(named) for named in beside.values()]
    nearest = [
        min(beside[sentence.number], key=lambda one: _gap(one, vendor)).iso3 == country
        for sentence, vendor in found
        if beside[sentence.number]
    ]
    features = {
        "vendor: with its country": any(is_with),
        "vendor: only with other countries": any(others) and not any(is_with),
        "vendor: another country nearer": any(is_with) and not any(nearest),
        "vendor: far, with another country": min(
            abs(number - one) for number in beside for one in own
        )
        > 0
        and any(others)
        and not any(is_with),
        "vendor: beside an owner's or a rival's word": all(
            _is_beside(sentence, vendor, Cue.RIVAL) for sentence, vendor in found
        ),
        "vendor: with sanctions": all(sentence.has(Cue.SANCTION) for sentence, _ in found),
    }
    return {name: 1.0 for name, value in features.items() if value}


def _gap(mention: CountryMention, vendor: VendorMention) -> int:
    return max(mention.start - vendor.end, vendor.start - mention.end, 0)


def _is_beside(sentence: MarkedSentence, vendor: VendorMention, cue: Cue) -> bool:
    return any(
        max(hit.start - vendor.end, vendor.start - hit.end) <= _BESIDE for hit in sentence.of(cue)
    )


def _features(
    found: Sequence[tuple[MarkedSentence, VendorMention]], own: set[int], named: int, known: int
) -> dict[str, float]:
    distances = [min(abs(sentence.number - number) for number in own) for sentence, _ in found]
    nearest = min(distances)
    sentence, vendor = found[distances.index(nearest)]
    features = {
        "vendor: in a sentence of the claim": nearest == 0,
        "vendor: in the next sentence": nearest == 1,
        "vendor: near": 1 < nearest <= _NEAR,
        "vendor: far": nearest > _NEAR,
        "vendor: in the title": any(one.is_title for one, _ in found),
        "vendor: with words of supply": sentence.has(Cue.SUPPLY),
        "vendor: with words of purchase": sentence.has(Cue.BUY),
        "vendor: with a technology": any(one.technologies for one, _ in found),
        "vendor: with an authority": sentence.has(Cue.STATE_ACTOR),
        "vendor: with product talk": sentence.has(Cue.PRODUCT),
        "vendor: with a ban": sentence.has(Cue.BAN),
        "vendor: with opinion": sentence.has(Cue.OPINION),
        "vendor: the only one": named == 1,
        "vendor: the only one of the register": known == 1 and vendor.vendor_id is not None,
        "vendor: not in the register": vendor.vendor_id is None,
        "vendor: an ambiguous name": vendor.needs_context,
        "vendor: first in its sentence": sentence.vendors[0] is vendor,
    }
    numbers = {
        "vendor: named again": math.log(len(found)),
        "vendor: others named": math.log(named),
        "vendor: others in its sentence": math.log(len(sentence.vendors)),
    }
    return {name: float(value) for name, value in (features | numbers).items() if value}
