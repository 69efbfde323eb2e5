"""What speaks for one country and against another as the one that a technology is used in."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from sousveil.claims.rules.context import NEAR
from sousveil.claims.rules.countries import Role
from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.store.registers import load_vendors

if TYPE_CHECKING:
    from sousveil.claims.rules.context import Context
    from sousveil.claims.rules.countries import CountryMention
    from sousveil.claims.rules.marking import MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit

_SEVERAL = 2


def country_features(
    context: Context, sentence: MarkedSentence, hit: Hit, country: str
) -> dict[str, float]:
    """Describe how a country stands to a technology: in its sentence, near it, in the document."""
    here = context.by_sentence.get(sentence.number, [])
    near = [
        mention
        for number in range(sentence.number - NEAR, sentence.number + NEAR + 1)
        if number != sentence.number
        for mention in context.by_sentence.get(number, [])
    ]
    title = [m for one in context.marked.title for m in context.by_sentence.get(one.number, [])]
    mine = [mention for mention in here if mention.iso3 == country]
    usable = [mention for mention in here if mention.may_act]
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
        "country: one of a list in the sentence": float(
            country in context.listed.get(sentence.number, ())
        ),
        "country: alone where a use is told": float(
            is_here and len({m.iso3 for m in usable}) == 1 and context.tells_use(sentence, hit)
        ),
        "country: its authority in a sentence of sanctions": float(
            is_authority and sentence.has(Cue.SANCTION)
        ),
        "country: its authority near": float(not is_here and Role.AUTHORITY in near_roles),
        "country: near": float(
            not is_here and Role.PLAIN in near_roles and Role.AUTHORITY not in near_roles
        ),
        "country: in the title": float(any(m.iso3 == country and m.may_act for m in title)),
        "country: another in the title": float(
            any(m.iso3 != country and m.may_act for m in title)
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
        "country: none named, hinted at in the sentence": float(
            not context.counts and country in context.hinted.get(sentence.number, ())
        ),
        "country: none named, hinted at by several words": float(
            not context.counts and context.hint_terms[country] >= _SEVERAL
        ),
        "country: home of many vendors, another named": (
            vendor_homes()[country] if len(context.counts) > 1 else 0.0
        ),
        "country: none named, a vendor's home": float(
            not context.counts and not context.origins and country in context.homes
        ),
        "country: named first": float(context.first == country),
        "country: named as an aside only": float(
            not is_here
            and not near_roles
            and context.counts[country] == 1
            and len(context.counts) > 1
        ),
    }


@lru_cache(maxsize=1)
def vendor_homes() -> Counter[str]:
    """Return the share of the register's vendors that are at home in each country."""
    homes = Counter(vendor.home_iso3 for vendor in load_vendors() if vendor.home_iso3 is not None)
    return Counter({home: count / homes.total() for home, count in homes.items()})


def _distance(mention: CountryMention, hit: Hit) -> int:
    return max(mention.start - hit.end, hit.start - mention.end, 0)
