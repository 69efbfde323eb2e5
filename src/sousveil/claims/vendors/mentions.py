"""Find the vendors of the register in a text, under every spelling, in their own case."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind
from attrs import frozen

from sousveil.claims.text.folding import lower, strip_marks
from sousveil.claims.vocabulary.terms import begins_word
from sousveil.model.vendor import VendorRegister
from sousveil.store.registers import load_vendors

if TYPE_CHECKING:
    from sousveil.claims.vocabulary.terms import FoldedText
    from sousveil.model.vendor import Vendor

_LOOSE = 6
"""A name of so many letters is found in any case (HUAWEI, Hikvision's logo spelling)."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@frozen(kw_only=True)
class VendorMention:
    """A vendor at characters ``start`` to ``end``; ``vendor_id`` is None for one not registered.

    ``needs_context`` marks a spelling that is a common word too.
    """

    start: int
    end: int
    name: str
    vendor_id: str | None = None
    home_iso3: str | None = None
    needs_context: bool = False


@frozen(kw_only=True, slots=False)
class VendorIndex:
    """The register, ready to be looked for."""

    register: VendorRegister

    def find(self, folded: FoldedText) -> list[VendorMention]:
        """Return the vendors named in a text, in their order; the longest spelling wins."""
        mentions = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded.low):
            spelling, vendor = self._spellings[index]
            if self._is_written(folded, start, end, spelling):
                mentions.append(
                    VendorMention(
                        start=start,
                        end=end,
                        name=vendor.name,
                        vendor_id=vendor.vendor_id,
                        home_iso3=vendor.home_iso3,
                        needs_context=spelling in vendor.ambiguous,
                    )
                )
        return mentions

    @staticmethod
    def _is_written(folded: FoldedText, start: int, end: int, spelling: str) -> bool:
        if not begins_word(folded.text, start):
            return False
        if _WIDE.search(spelling):
            return True
        following = folded.text[end : end + 1]
        if following.isalnum() and not _WIDE.match(following):
            return False
        written = folded.text[start:end]
        if written == spelling:
            return True
        is_loose = (len(spelling) >= _LOOSE and " " not in spelling) or len(spelling) >= 2 * _LOOSE
        return is_loose and (written.isupper() or written[0].isupper() or spelling[0].islower())

    @cached_property
    def _spellings(self) -> tuple[tuple[str, Vendor], ...]:
        found: dict[str, tuple[str, Vendor]] = {}
        for vendor in self.register:
            for spelling in (vendor.name, *vendor.aliases, *vendor.misprints):
                found.setdefault(lower(strip_marks(spelling)), (spelling, vendor))
        return tuple(found.values())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        keys = [lower(strip_marks(spelling)) for spelling, _ in self._spellings]
        return AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest)


@lru_cache(maxsize=1)
def vendor_index() -> VendorIndex:
    """Return the index of the bundled register, made once."""
    return VendorIndex(register=load_vendors())
