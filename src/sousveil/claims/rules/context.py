"""What the rules ask of a whole document again and again, worked out once."""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property

from attrs import frozen

from sousveil.claims.rules.countries import CountryMention, Role
from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
from sousveil.claims.vocabulary.vocabulary import Cue

NEAR = 2
"""Sentences before and after that still belong to what a sentence says."""


@frozen(kw_only=True, slots=False)
class Context:
    """What is asked of a document again and again."""

    marked: MarkedDocument

    @cached_property
    def by_sentence(self) -> dict[int, list[CountryMention]]:
        """Country mentions by the sentence they stand in."""
        found: dict[int, list[CountryMention]] = {}
        for mention in self.marked.countries:
            found.setdefault(mention.sentence, []).append(mention)
        return found

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each country is named, other than as where a company is from."""
        return Counter(one.iso3 for one in self.marked.countries if one.role is not Role.ORIGIN)

    @cached_property
    def origins(self) -> Counter[str]:
        """How often each country is named as where a company is from."""
        return Counter(one.iso3 for one in self.marked.countries if one.role is Role.ORIGIN)

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
            for one in self.marked.countries
            if one.kind in {"country", "demonym"} and one.role is not Role.ORIGIN
        )

    @cached_property
    def first(self) -> str | None:
        """The country that is named first, other than as where a company is from."""
        return next(
            (one.iso3 for one in self.marked.countries if one.role is not Role.ORIGIN), None
        )

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
            for cue in (
                Cue.STATE_ACTOR,
                Cue.PRIVATE_ACTOR,
                Cue.PRODUCT,
                Cue.OPINION,
                Cue.HYPOTHETICAL,
            )
        }
        title = {cue: any(s.has(cue) for s in self.marked.title) for cue in share}
        vendors = sum(bool(sentence.vendors) for sentence in sentences) / amount
        return {
            "document: share of sentences with an executive authority": sum(
                map(has_executive, sentences)
            )
            / amount,
            "document: share of sentences with an authority": share[Cue.STATE_ACTOR],
            "document: share of sentences with a private actor": share[Cue.PRIVATE_ACTOR],
            "document: share of sentences with product talk": share[Cue.PRODUCT],
            "document: share of sentences with opinion": share[Cue.OPINION],
            "document: share of sentences in doubt": share[Cue.HYPOTHETICAL],
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


def has_executive(sentence: MarkedSentence) -> bool:
    """Tell whether an authority is named that is no regulator, court or parliament."""
    regulators = sentence.of(Cue.REGULATOR)
    return any(
        all(hit.end <= other.start or other.end <= hit.start for other in regulators)
        for hit in sentence.of(Cue.STATE_ACTOR)
    )
