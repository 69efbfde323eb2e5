"""Find the vendors of the register in a text, under every spelling, in their own case.

A spelling that has other meanings is a mention only where its surroundings speak for the vendor.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick
from attrs import frozen

from sousveil.claims.text.folding import lower, strip_marks
from sousveil.claims.vendors.surroundings import Support, weigh_surroundings
from sousveil.claims.vocabulary.terms import begins_word, longest
from sousveil.model.vendor import Vendor, VendorRegister
from sousveil.store.registers import load_vendors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.vocabulary.terms import FoldedText


_LOOSE = 6
"""A name of so many letters is found in any case (HUAWEI, Hikvision's logo spelling)."""
_SHOUTED = 4
"""A name of so many letters is found in capitals too, as headlines write it (REKOR)."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC = re.compile("[\u0400-\u04ff]{4}")
_CASE_ENDING = re.compile(r"(?:а|у|ом|е|ой|ы|и|я|ю|ем|ами?|ах)(?!\w)")
_PLURAL = re.compile(r"s(?!\w)")
_ADDRESS_BEFORE = re.compile(r"[\w.]@[\w.]*$|https?://\S*$|www\.$|\w[/.]$")
_ADDRESS_AFTER = re.compile(r"\.(?:com|cn|net|org|io|ru|gov|co)\b|@\w")
_FORM = re.compile(
    r"(?:,? (?:Digital|Technolog(?:y|ies)|Group|Holdings?|Corporation|Corp\b\.?|Inc\b\.?|Co\b\.?"
    r"|Company|Ltd\b\.?|Limited|LLC|plc|GmbH|AG|S\.A\.|S\.p\.A\.|Pvt\b\.?|Private|International))+"
)
_CHINESE_SEAT = re.compile(
    r"\b(?:Hangzhou|Zhejiang|Shenzhen|Beijing|Shanghai|Guangzhou|Xiamen|Tianjin|Suzhou) $"
)


@frozen(kw_only=True)
class VendorMention:
    """A vendor at characters ``start`` to ``end``; ``vendor_id`` is None for one not registered.

    ``needs_context`` marks a spelling with other meanings that no company's words stand beside.
    """

    start: int
    end: int
    name: str
    vendor_id: str | None = None
    home_iso3: str | None = None
    needs_context: bool = False


@frozen(kw_only=True)
class _Match:
    start: int
    end: int
    spelling: str
    vendor: Vendor

    @property
    def is_ambiguous(self) -> bool:
        return self.spelling in self.vendor.ambiguous


@frozen(kw_only=True, slots=False)
class VendorIndex:
    """The register, ready to be looked for."""

    register: VendorRegister

    def find(self, folded: FoldedText) -> list[VendorMention]:
        """Return the vendors named in a text, in their order; the longest spelling wins."""
        matches = longest(self._matches(folded))
        sure = {match.vendor.vendor_id for match in matches if not match.is_ambiguous}
        mentions = []
        for match in matches:
            support = Support.STRONG
            if match.is_ambiguous and match.vendor.vendor_id not in sure:
                support = weigh_surroundings(folded, match.start, match.end)
            if support is not Support.NONE:
                mentions.append(_mention(folded.text, match, support))
        return mentions

    def _matches(self, folded: FoldedText) -> Iterator[_Match]:
        for index, start, end in self._automaton.find_matches_as_indexes(
            folded.low, overlapping=True
        ):
            spelling, vendor = self._spellings[index]
            match = _Match(start=start, end=end, spelling=spelling, vendor=vendor)
            if _is_word(folded, match) and _is_written(folded.text[start:end], match):
                yield match

    @cached_property
    def _spellings(self) -> tuple[tuple[str, Vendor], ...]:
        found: dict[str, tuple[str, Vendor]] = {}
        for vendor in self.register:
            for spelling in (vendor.name, *vendor.aliases, *vendor.misprints):
                found.setdefault(lower(strip_marks(spelling)), (spelling, vendor))
        return tuple(found.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick([lower(strip_marks(spelling)) for spelling, _ in self._spellings])


@lru_cache(maxsize=1)
def vendor_index() -> VendorIndex:
    """Return the index of the bundled register, made once."""
    return VendorIndex(register=load_vendors())


def _mention(text: str, match: _Match, support: Support) -> VendorMention:
    """Return the mention, with the seat and the legal form that belong to the name."""
    form = _FORM.match(text, match.end)
    seat = _CHINESE_SEAT.search(text, max(0, match.start - 12), match.start)
    is_chinese = match.vendor.home_iso3 == "CHN"
    return VendorMention(
        start=seat.start() if seat is not None and is_chinese else match.start,
        end=form.end() if form is not None else match.end,
        name=match.vendor.name,
        vendor_id=match.vendor.vendor_id,
        home_iso3=match.vendor.home_iso3,
        needs_context=support is Support.WEAK,
    )


def _is_word(folded: FoldedText, match: _Match) -> bool:
    """Tell whether a match is a whole word, or one with a plural's or a case's ending."""
    text, spelling = folded.text, match.spelling
    if not begins_word(text, match.start):
        return False
    if _WIDE.search(spelling):
        return True
    before = text[max(0, match.start - 60) : match.start]
    if _ADDRESS_BEFORE.search(before) or _ADDRESS_AFTER.match(text, match.end):
        return False
    following = text[match.end : match.end + 1]
    if not following.isalnum() or _WIDE.match(following):
        return True
    if match.is_ambiguous or len(spelling) < _SHOUTED:
        return False
    endings = _CASE_ENDING if _CYRILLIC.search(spelling) else _PLURAL
    return endings.match(folded.low, match.end) is not None


def _is_written(written: str, match: _Match) -> bool:
    """Tell whether the case of the letters is that of the name."""
    spelling = match.spelling
    if written == spelling or _WIDE.search(spelling):
        return True
    if strip_marks(written) == strip_marks(spelling):
        return True
    is_one_word = " " not in spelling
    if match.is_ambiguous and len(spelling) < _LOOSE:
        return False
    if written.isupper() and len(spelling) >= _SHOUTED:
        return True
    if is_one_word and len(spelling) >= _LOOSE:
        return not match.is_ambiguous or written[0].isupper()
    return len(spelling) >= 2 * _LOOSE and (written[0].isupper() or spelling[0].islower())
