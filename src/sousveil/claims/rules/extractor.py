"""The rules extractor: marks a document, weighs every pair, and proposes claims with their quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import MAX_QUOTE, Candidate
from sousveil.claims.rules.details import find_details
from sousveil.claims.rules.features import Pairing, pair_up
from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence, mark_document
from sousveil.claims.rules.records import read_record
from sousveil.claims.rules.scoring import Weights, load_weights
from sousveil.claims.rules.status import tell_status
from sousveil.claims.rules.suppliers import tie_vendors
from sousveil.data import hash_bundled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.claims.candidate import TextDocument
    from sousveil.claims.vendors.mentions import VendorMention

NAME = "rules"
VERSION = "2"
DATA = ("vocabularies", "gazetteer", "rules", "vendors.yaml", "details")
_TOLD = 6
"""Reasons given with a claim; ``claim explain`` tells all."""


@frozen(kw_only=True)
class Proposal:
    """A pair that is likely enough, with the places that speak for it, the best first."""

    pairings: tuple[tuple[float, Pairing], ...]

    @property
    def score(self) -> float:
        """The chance of the best place."""
        return self.pairings[0][0]

    @property
    def best(self) -> Pairing:
        """The place that speaks most for it."""
        return self.pairings[0][1]


class RulesExtractor:
    """Vocabularies, a gazetteer and published weights: no model, no network."""

    name = NAME

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or load_weights()

    @property
    def version(self) -> str:
        """The version of the rules and of the data they read: other terms give other claims."""
        return f"{VERSION}+{hash_bundled(*DATA)}"

    def extract(self, document: TextDocument) -> list[Candidate]:
        """Return the claims proposed, the surest first."""
        record = read_record(document)
        if record is not None:
            return record
        return self.extract_marked(mark_document(document))

    def extract_marked(self, marked: MarkedDocument) -> list[Candidate]:
        """Return the claims proposed of a text that is no structured record, the surest first."""
        found = [
            candidate
            for proposal in self._propose(marked)
            for candidate in self._candidates(marked, proposal)
        ]
        return sorted(found, key=lambda one: (-one.confidence, one.start, one.vendor or ""))

    def _propose(self, marked: MarkedDocument) -> Iterable[Proposal]:
        """Return the pairs that are likely enough."""
        return propose(marked, self._weights)

    def _candidates(self, marked: MarkedDocument, proposal: Proposal) -> Iterator[Candidate]:
        best = proposal.best
        numbers = list(dict.fromkeys(pairing.sentence for _, pairing in proposal.pairings))
        sentences = [marked.sentences[number] for number in numbers]
        start, end = marked.span_given(*quote_of(marked, sentences[0], best), MAX_QUOTE)
        status = tell_status(sentences, marked.title, best.technology_code)
        reasons = tuple(
            f"{weight:+.1f} {name}"
            for name, weight in self._weights.contributions(best.features)[:_TOLD]
        )
        details = find_details(marked, sentences, best, status)
        vendors: list[VendorMention | None] = [*tie_vendors(marked, sentences, best.country_iso3)]
        for vendor in vendors or [None]:
            yield Candidate(
                country_iso3=best.country_iso3,
                technology_code=best.technology_code,
                vendor_id=vendor.vendor_id if vendor is not None else None,
                vendor=vendor.name if vendor is not None else None,
                status=status,
                place=details.place,
                agency=details.agency,
                financing=details.financing,
                event_date=details.event_date,
                quote=marked.composed.given[start:end],
                start=start,
                end=end,
                confidence=proposal.score,
                reasons=reasons,
            )


def propose(marked: MarkedDocument, weights: Weights) -> list[Proposal]:
    """Return the pairs of a document that reach the threshold."""
    places: dict[tuple[str, str], list[tuple[float, Pairing]]] = {}
    for pairing in pair_up(marked):
        score = weights.score(pairing.features)
        if score >= weights.threshold:
            key = (pairing.technology_code, pairing.country_iso3)
            places.setdefault(key, []).append((score, pairing))
    return [
        Proposal(pairings=tuple(sorted(found, key=lambda one: (-one[0], one[1].sentence))))
        for found in places.values()
    ]


def quote_of(marked: MarkedDocument, sentence: MarkedSentence, pairing: Pairing) -> tuple[int, int]:
    """Return the place of the quote: the sentence, or as much of it around the technology as fits."""
    start, end = sentence.sentence.start, sentence.sentence.end
    if end - start <= MAX_QUOTE:
        return start, end
    text = marked.document.text
    middle = (pairing.hit.start + pairing.hit.end) // 2
    left = max(start, min(middle - MAX_QUOTE // 2, end - MAX_QUOTE))
    right = min(end, left + MAX_QUOTE)
    if left > start:
        space = text.find(" ", left, pairing.hit.start)
        left = space + 1 if space >= 0 else left
    if right < end:
        space = text.rfind(" ", pairing.hit.end, right)
        right = space if space > 0 else right
    return left, right
