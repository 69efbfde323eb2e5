"""What a claim says besides: where, by which agency, since when, and how it is paid.

Only what stands in the claim's own sentences is taken; nothing is guessed from afar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.countries import Role
from sousveil.claims.rules.event_dates import find_event_date
from sousveil.claims.rules.financing import find_financing
from sousveil.model.claim import Financing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.countries import CountryMention
    from sousveil.claims.rules.features import Pairing
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
    from sousveil.claims.vocabulary.terms import Hit
    from sousveil.model.claim import ClaimStatus

_PLACES = frozenset({"city", "subdivision"})


@frozen(kw_only=True)
class Details:
    """What the sentences of a claim say of where, by whom, when and with whose money."""

    place: str | None = None
    agency: str | None = None
    event_date: str | None = None
    financing: Financing | None = None


def find_details(
    marked: MarkedDocument,
    sentences: Sequence[MarkedSentence],
    pairing: Pairing,
    status: ClaimStatus,
) -> Details:
    """Return place and agency of the sentence quoted, date and financing of any of the claim's."""
    here = [
        one
        for one in marked.countries
        if one.sentence == pairing.sentence
        and one.iso3 == pairing.country_iso3
        and one.role is not Role.ORIGIN
    ]
    return Details(
        place=_nearest([one for one in here if one.kind in _PLACES], pairing.hit),
        agency=_nearest([one for one in here if one.kind == "agency"], pairing.hit),
        event_date=find_event_date(marked, sentences, status),
        financing=find_financing(marked, sentences, pairing.country_iso3),
    )


def _nearest(mentions: Sequence[CountryMention], hit: Hit) -> str | None:
    nearest = min(
        mentions, key=lambda one: max(one.start - hit.end, hit.start - one.end, 0), default=None
    )
    return None if nearest is None else nearest.canonical
