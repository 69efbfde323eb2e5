"""Explain: what matched in a text, what each pair scored by which rules, which became claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import Candidate
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.claims.rules.features import Pairing, pair_up
from sousveil.claims.rules.marking import MarkedDocument, mark_document
from sousveil.claims.rules.records import read_record
from sousveil.claims.rules.scoring import Weights, load_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.candidate import TextDocument

_MOST_RULES = 12


@frozen(kw_only=True)
class Match:
    """Something of the vocabulary, the gazetteer or the register, found in the text."""

    sentence: int
    what: str
    written: str
    term: str
    start: int


@frozen(kw_only=True)
class PairExplained:
    """A pair of technology and country: its best place, its score, what weighed for and against."""

    technology_code: str
    country_iso3: str
    sentence: int
    score: float
    is_claim: bool
    rules: tuple[tuple[str, float], ...]


@frozen(kw_only=True)
class Explanation:
    """All that the rules made of a text; a structured record is read by its fields, without pairs."""

    language: str
    threshold: float
    bias: float
    matches: tuple[Match, ...]
    pairs: tuple[PairExplained, ...]
    claims: tuple[Candidate, ...]


def explain(document: TextDocument, weights: Weights | None = None) -> Explanation:
    """Say what matched, which rule made each claim, and why other pairs are none."""
    weights = weights or load_weights()
    marked = mark_document(document)
    record = read_record(document)
    claims = RulesExtractor(weights).extract_marked(marked) if record is None else record
    best: dict[tuple[str, str], tuple[float, Pairing]] = {}
    for pairing in pair_up(marked) if record is None else []:
        score = weights.score(pairing.features)
        key = (pairing.technology_code, pairing.country_iso3)
        if key not in best or score > best[key][0]:
            best[key] = (score, pairing)
    pairs = sorted(best.values(), key=lambda pair: -pair[0])
    return Explanation(
        language=marked.language,
        threshold=weights.threshold,
        bias=weights.bias,
        matches=tuple(sorted(_matches(marked), key=lambda match: (match.start, match.what))),
        pairs=tuple(_explained(score, pairing, weights) for score, pairing in pairs),
        claims=tuple(claims),
    )


def _explained(score: float, pairing: Pairing, weights: Weights) -> PairExplained:
    return PairExplained(
        technology_code=pairing.technology_code,
        country_iso3=pairing.country_iso3,
        sentence=pairing.sentence,
        score=score,
        is_claim=score >= weights.threshold,
        rules=tuple(weights.contributions(pairing.features)[:_MOST_RULES]),
    )


def _matches(marked: MarkedDocument) -> Iterator[Match]:
    for sentence in marked.sentences:
        for hit in sentence.technologies:
            kind = "weak technology" if hit.label.endswith("?") else "technology"
            what = f"{kind} {hit.label.rstrip('?')}"
            yield _match(marked, sentence.number, what, hit.start, hit.end, hit.term)
        for hit in sentence.cues:
            yield _match(marked, sentence.number, hit.label, hit.start, hit.end, hit.term)
        for vendor in sentence.vendors:
            home = f"home {vendor.home_iso3}" if vendor.home_iso3 else "home unknown"
            yield _match(
                marked,
                sentence.number,
                "vendor",
                vendor.start,
                vendor.end,
                f"{vendor.name}, {home}",
            )
    for mention in marked.countries:
        what = f"{mention.kind} of {mention.iso3} as {mention.role}"
        yield _match(marked, mention.sentence, what, mention.start, mention.end, mention.canonical)


def _match(
    marked: MarkedDocument, sentence: int, what: str, start: int, end: int, term: str
) -> Match:
    written = marked.document.text[start:end]
    return Match(sentence=sentence, what=what, written=written, term=term, start=start)
