"""What a claim says besides: the place and the agency that its sentence names, and how it is paid.

Only what stands in the claim's own sentences is taken; nothing is guessed from afar. Amounts
are taken where they are in US dollars, since no rate of exchange is known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.countries import Role
from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.model.claim import US_DOLLAR, Financing, FinancingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.countries import CountryMention
    from sousveil.claims.rules.features import Pairing
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit

_PLACES = frozenset({"city", "subdivision"})
_NOT_BY_ITSELF = ("financ", "aid", "lend", "lent")
"""Words that tell of money without telling that it is lent or given."""
_SOFT = re.compile(
    r"soft|concession|preferential|bland|bonificad|préférentiel|zinsgünstig|льготн|优惠|優惠|低利|저리|ميسر|lunak",
    re.IGNORECASE,
)
_SCALES = (
    (
        re.compile(
            r"billion|bn\b|mil millones|bilh|milliard|mrd|млрд|миллиард|مليار|miliar|milyar", re.I
        ),
        1e9,
    ),
    (re.compile(r"million|\bm\b|mn\b|millon|milh|mio|млн|миллион|مليون|juta|milyon", re.I), 1e6),
    (re.compile("亿|億|억"), 1e8),
    (re.compile("万|萬|만"), 1e4),
)
_NUMBER = r"(?P<number>\d{1,3}(?:[.,  ]\d{3})+|\d+(?:[.,]\d+)?)"
_SCALE = r"\s?(?P<scale>[^\W\d_]+(?: millones)?)?"
_AMOUNTS = (
    re.compile(rf"(?:US\$|USD|U\.S\. ?\$|(?<![A-Z])\$)\s?{_NUMBER}{_SCALE}"),
    re.compile(
        rf"{_NUMBER}\s?(?P<scale>[^\W\d_]+?)?\s?(?:de |d'|)"
        r"(?:US[- ]?dollars?|dollars?|d[óo]lares|Dollar|долл\w*|美元|ドル|달러|دولار|dolar)",
        re.IGNORECASE,
    ),
)


@frozen(kw_only=True)
class Details:
    """What the sentences of a claim say of where, by whom and with whose money."""

    place: str | None = None
    agency: str | None = None
    financing: Financing | None = None


def find_details(
    marked: MarkedDocument, sentences: Sequence[MarkedSentence], pairing: Pairing
) -> Details:
    """Return place and agency of the sentence quoted, and the financing of any of the claim's."""
    numbers = {sentence.number for sentence in sentences}
    mentions = [one for one in marked.countries if one.sentence in numbers]
    here = [
        one
        for one in mentions
        if one.sentence == pairing.sentence
        and one.iso3 == pairing.country_iso3
        and one.role is not Role.ORIGIN
    ]
    return Details(
        place=_nearest([one for one in here if one.kind in _PLACES], pairing.hit),
        agency=_nearest([one for one in here if one.kind == "agency"], pairing.hit),
        financing=_find_financing(marked, sentences, mentions, pairing.country_iso3),
    )


def _nearest(mentions: Sequence[CountryMention], hit: Hit) -> str | None:
    nearest = min(
        mentions, key=lambda one: max(one.start - hit.end, hit.start - one.end, 0), default=None
    )
    return None if nearest is None else nearest.canonical


def _find_financing(
    marked: MarkedDocument,
    sentences: Sequence[MarkedSentence],
    mentions: Sequence[CountryMention],
    country_iso3: str,
) -> Financing | None:
    for sentence in sentences:
        money = [
            hit
            for hit in sentence.of(Cue.LOAN, Cue.GRANT)
            if not hit.term.startswith(_NOT_BY_ITSELF)
        ]
        if not money:
            continue
        lenders = [
            one.iso3
            for one in mentions
            if one.sentence == sentence.number and one.iso3 != country_iso3
        ]
        span = sentence.sentence
        amount = read_amount(marked.document.text[span.start : span.end])
        return Financing(
            kind=_kind(marked, money),
            lender_iso3=lenders[0] if len(set(lenders)) == 1 else None,
            amount=amount,
            currency=None if amount is None else US_DOLLAR,
        )
    return None


def _kind(marked: MarkedDocument, money: Sequence[Hit]) -> FinancingKind:
    loans = [hit for hit in money if hit.label == Cue.LOAN.value]
    if not loans:
        return FinancingKind.GRANT
    written = " ".join(marked.document.text[max(0, hit.start - 20) : hit.end + 20] for hit in loans)
    return FinancingKind.SOFT_LOAN if _SOFT.search(written) else FinancingKind.LOAN


def read_amount(text: str) -> float | None:
    """Return the first amount of US dollars that a text names, None without one.

    >>> read_amount("a soft loan of US$126 million from China")
    126000000.0
    >>> read_amount("一笔1.5亿美元的贷款")
    150000000.0
    """
    for pattern in _AMOUNTS:
        found = pattern.search(text)
        if found is not None:
            scale = found["scale"] or ""
            factor = next((value for name, value in _SCALES if name.search(scale)), 1.0)
            return round(_number(found["number"]) * factor, 2)
    return None


def _number(written: str) -> float:
    """Read a number whose points and commas part thousands where three digits follow each."""
    if re.fullmatch(r"\d{1,3}(?:[.,  ]\d{3})+", written):
        return float(re.sub(r"[.,  ]", "", written))
    return float(written.replace(",", "."))
