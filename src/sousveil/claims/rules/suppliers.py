"""Which vendors a claim names: those that the sentences of the claim tie to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
    from sousveil.claims.vendors.mentions import VendorMention

NEEDED = 3.0
"""Points from which a vendor is tied to a claim."""
_MOST = 3


def tie_vendors(marked: MarkedDocument, sentences: Sequence[MarkedSentence]) -> list[VendorMention]:
    """Return the vendors tied to a claim, the surest first; ``sentences`` are the claim's own.

    A vendor gets points for standing in a sentence of the claim, near one, with words of
    supply, in the title, and for being the only one of the document.
    """
    points: dict[str, float] = {}
    mentions: dict[str, VendorMention] = {}
    own = {sentence.number for sentence in sentences}
    named = {vendor.name for sentence in marked.sentences for vendor in sentence.vendors}
    for sentence in marked.sentences:
        for vendor in sentence.vendors:
            mentions.setdefault(vendor.name, vendor)
            worth = _worth(sentence, vendor, own) + (0.8 if len(named) == 1 else 0.0)
            points[vendor.name] = max(points.get(vendor.name, 0.0), worth)
    tied = [name for name, worth in points.items() if worth >= NEEDED]
    tied.sort(key=lambda name: -points[name])
    return [mentions[name] for name in tied[:_MOST]]


def _worth(sentence: MarkedSentence, vendor: VendorMention, own: set[int]) -> float:
    distance = min((abs(sentence.number - number) for number in own), default=99)
    worth = 3.0 if distance == 0 else 2.0 if distance == 1 else 1.2 if distance <= 3 else 0.5
    if sentence.has(Cue.SUPPLY) or sentence.has(Cue.BUY):
        worth += 0.7
    if sentence.technologies:
        worth += 0.7
    if sentence.is_title:
        worth += 0.8
    if vendor.needs_context and not (sentence.has(Cue.ORIGIN_NOUN) or sentence.technologies):
        worth -= 2.0
    return worth
