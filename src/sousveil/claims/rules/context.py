"""What the rules ask of a whole document again and again, worked out once."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.countries import CountryMention, Role
from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence
from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.vocabulary.terms import Hit

_AND = re.compile(r"\W*[,、،，/·&]\W*(?:\w{1,4}\W+){0,2}|\W*\w{1,4}\W*")
"""What stands between two members of a list: a comma, a word like 'and', or both."""
_LIST = 3
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
        return Counter(one.iso3 for one in self.marked.countries if one.may_act)

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
    def has_strong(self) -> bool:
        """Whether a strong term of any technology is in the document."""
        return any(
            not hit.label.endswith("?")
            for sentence in self.marked.sentences
            for hit in sentence.technologies
        )

    @cached_property
    def known_vendors(self) -> frozenset[str]:
        """The vendors of the register that are named."""
        return frozenset(
            vendor.vendor_id
            for sentence in self.marked.sentences
            for vendor in sentence.vendors
            if vendor.vendor_id is not None
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """The countries that are named as such, not only by a place or an agency in them."""
        return frozenset(
            one.iso3
            for one in self.marked.countries
            if one.kind in {"country", "demonym"} and one.may_act
        )

    @cached_property
    def first(self) -> str | None:
        """The country that is named first, other than as where a company is from."""
        return next((one.iso3 for one in self.marked.countries if one.may_act), None)

    @cached_property
    def listed(self) -> dict[int, frozenset[str]]:
        """The countries that stand in a list of several, by sentence: 'in Lusaka, Abuja and Accra'."""
        return {
            number: found
            for number, mentions in self.by_sentence.items()
            if (found := _listed(self.marked, mentions))
        }

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
        return Counter(hit.label for hit in self._hint_hits)

    @cached_property
    def hint_terms(self) -> Counter[str]:
        """How many different such words stand in the document."""
        return Counter(label for label, _ in {(hit.label, hit.term) for hit in self._hint_hits})

    @cached_property
    def hinted(self) -> dict[int, frozenset[str]]:
        """The countries that such words hint at, by sentence."""
        return {
            one.number: frozenset(
                hit.label
                for hit in self._hint_hits
                if one.sentence.start <= hit.start < one.sentence.end
            )
            for one in self.marked.sentences
        }

    @cached_property
    def _hint_hits(self) -> list[Hit]:
        return self.marked.vocabulary.hint_matcher.find(self.marked.folded)

    def tells_use(self, sentence: MarkedSentence, hit: Hit) -> bool:
        """Tell whether a sentence says outright that a technology is used or bought."""
        return (
            not hit.label.endswith("?")
            and (sentence.has(Cue.USE) or sentence.has(Cue.BUY))
            and not (sentence.has(Cue.HYPOTHETICAL) or sentence.has(Cue.NEGATION))
        )

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
            "document: a lone sentence": float(len(sentences) == 1),
            "document: number of countries": math.log1p(len(self.counts)),
            "document: more product talk than authorities": float(
                share[Cue.PRODUCT] > share[Cue.STATE_ACTOR]
            ),
        }


def _listed(marked: MarkedDocument, mentions: Sequence[CountryMention]) -> frozenset[str]:
    """Return the countries of a list in a sentence, none if there are fewer than three."""
    text, best = marked.document.text, frozenset[str]()
    ordered = sorted((one for one in mentions if one.may_act), key=lambda one: one.start)
    members: list[CountryMention] = []
    for one in ordered:
        if members and not _AND.fullmatch(text, members[-1].end, max(members[-1].end, one.start)):
            members = []
        members.append(one)
        found = frozenset(member.iso3 for member in members)
        if len(found) >= _LIST:
            best |= found
    return best


def has_executive(sentence: MarkedSentence) -> bool:
    """Tell whether an authority is named that is no regulator, court or parliament."""
    if not sentence.has(Cue.STATE_ACTOR):
        return False
    regulators = sentence.of(Cue.REGULATOR)
    return any(
        all(hit.end <= other.start or other.end <= hit.start for other in regulators)
        for hit in sentence.of(Cue.STATE_ACTOR)
    )
