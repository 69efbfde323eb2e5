"""How a supply is paid for, where a claim's own sentences speak of a loan or a gift.

The price of a contract is no financing: an amount nearer to words of prices than to those of
the loan is left out. Amounts are never converted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.amounts import read_amounts
from sousveil.claims.rules.currencies import load_currencies
from sousveil.claims.rules.date_words import fold
from sousveil.claims.rules.lenders import load_lenders
from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.model.claim import Financing, FinancingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.claims.rules.amounts import Amount
    from sousveil.claims.rules.lenders import LenderMention
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit

_NOT_BY_ITSELF = (
    *("financ", "aid", "lend", "lent", "finanz", "pembiayaan", "pendanaan", "didanai", "finansman"),
    *("融资", "cooper", "ayuda", "ajuda", "aide", "bantuan", "援助", "مساعد", "coopér"),
    *("credit", "AFD", "BID", "BNDES", "Agence française", "Banco Interamericano"),
)
"""Beginnings of terms that tell of money without telling that it is lent or given."""
_SOFT = re.compile(
    r"soft|concession|concesional|preferen[tc]ial|bland|bonificad|préférentiel|zinsgünstig|vergünstigt"
    r"|льготн|优惠|優惠|低利|低息|저리|양허|ميسر|(?:pinjaman|kredit|utang|bunga) lunak|imtiyazl"
    r"|düşük faizli|円借款|有償資金",
    re.IGNORECASE,
)
_AROUND = 20
_JOINED = 2
"""Characters between a word of prices and one of loans that make them one: 'loan contract'."""


@frozen(kw_only=True)
class _Money:
    """The words of a sentence that tell that money is lent or given; places within the sentence."""

    kind: FinancingKind
    places: tuple[tuple[int, int], ...]


def find_financing(
    marked: MarkedDocument, sentences: Sequence[MarkedSentence], country_iso3: str
) -> Financing | None:
    """Return the financing that the first of a claim's sentences tells that speaks of one."""
    for sentence in sentences:
        cues = sentence.of(Cue.LOAN, Cue.GRANT)
        if not cues:
            continue
        others = [
            one.iso3
            for one in marked.countries
            if one.sentence == sentence.number and one.iso3 != country_iso3
        ]
        text = marked.text_of(sentence.sentence.start, sentence.sentence.end)
        lenders = load_lenders().find(text, frozenset(others))
        money = _find_money(text, cues, lenders, sentence.sentence.start)
        if money is None:
            continue
        lender = _nearest_lender(lenders, money.places)
        amount = _amount_of(text, marked.vocabulary.language, country_iso3, money.places)
        home = others[0] if len(set(others)) == 1 else None
        return Financing(
            kind=money.kind,
            lender_iso3=home if lender is None else lender.lender.home,
            lender=None if lender is None else lender.lender.lender,
            amount=None if amount is None else amount.value,
            currency=None if amount is None else amount.currency,
        )
    return None


def _find_money(
    text: str, cues: Sequence[Hit], lenders: Sequence[LenderMention], offset: int
) -> _Money | None:
    """Tell loans from gifts; a lender's name tells of neither, but what it gives if it finances."""
    names = [(one.start, one.end) for one in lenders]
    plain = [hit for hit in cues if not _is_within(hit, names, offset)]
    told = [hit for hit in plain if not hit.term.startswith(_NOT_BY_ITSELF)]
    if not told:
        gives = [one.lender.gives for one in lenders if one.lender.gives is not None]
        if not gives:
            return None
        return _Money(kind=gives[0], places=tuple((h.start - offset, h.end - offset) for h in cues))
    loans = [hit for hit in told if hit.label == Cue.LOAN.value]
    places = tuple((hit.start - offset, hit.end - offset) for hit in loans or told)
    if not loans:
        return _Money(kind=FinancingKind.GRANT, places=places)
    written = " ".join(text[max(0, a - _AROUND) : b + _AROUND] for a, b in places)
    is_soft = _SOFT.search(written) is not None
    kind = FinancingKind.SOFT_LOAN if is_soft else FinancingKind.LOAN
    return _Money(kind=kind, places=places)


def _is_within(hit: Hit, names: Iterable[tuple[int, int]], offset: int) -> bool:
    return any(start < hit.end - offset and hit.start - offset < end for start, end in names)


def _nearest_lender(
    lenders: Sequence[LenderMention], places: Sequence[tuple[int, int]]
) -> LenderMention | None:
    return min(lenders, key=lambda one: _distance(one.start, one.end, places), default=None)


def _amount_of(
    text: str, language: str, country_iso3: str, money: Sequence[tuple[int, int]]
) -> Amount | None:
    """Return the amount nearest to the words of the loan, if it is not that of a price."""
    prices = [
        one.span()
        for one in load_currencies().price_words[language].finditer(fold(text))
        if _distance(*one.span(), money) > _JOINED
    ]
    amounts = [
        one
        for one in read_amounts(text, language, country_iso3)
        if _distance(one.start, one.end, money) <= _distance(one.start, one.end, prices)
    ]
    return min(amounts, key=lambda one: _distance(one.start, one.end, money), default=None)


def _distance(start: int, end: int, places: Sequence[tuple[int, int]]) -> float:
    return min((max(other[0] - end, start - other[1], 0) for other in places), default=float("inf"))
