"""Vendors: who supplies, under every name that they are written with."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator


class Spelling(StrEnum):
    """How a text names a vendor."""

    NAME = "name"
    ALIAS = "alias"
    MISPRINT = "misprint"


@frozen(kw_only=True)
class Vendor:
    """A company or public body that supplies technology.

    ``home_iso3`` is where it is headquartered, None where that is not established.
    ``misprints`` are errors of a published table, kept so that they are repaired by name.
    ``ambiguous`` lists spellings that are common words too, and need context in free text.
    """

    vendor_id: str
    name: str
    home_iso3: str | None = None
    parent_id: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    misprints: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    note: str | None = None


@frozen(kw_only=True)
class VendorMatch:
    """A vendor found by a spelling, and what kind of spelling that was."""

    vendor: Vendor
    spelling: Spelling


@frozen(kw_only=True, slots=False)
class VendorRegister:
    """All known vendors; a spelling belongs to one vendor only."""

    version: str
    notes: str
    vendors: tuple[Vendor, ...]

    def __iter__(self) -> Iterator[Vendor]:
        return iter(self.vendors)

    @cached_property
    def by_id(self) -> dict[str, Vendor]:
        """Vendors by their id."""
        return {vendor.vendor_id: vendor for vendor in self.vendors}

    @cached_property
    def _matches(self) -> dict[str, VendorMatch]:
        matches: dict[str, VendorMatch] = {}
        for vendor in self.vendors:
            spellings = (
                (Spelling.MISPRINT, vendor.misprints),
                (Spelling.ALIAS, vendor.aliases),
                (Spelling.NAME, (vendor.name,)),
            )
            for spelling, texts in spellings:
                for text in texts:
                    matches[text] = VendorMatch(vendor=vendor, spelling=spelling)
        return matches

    def find(self, text: str) -> VendorMatch | None:
        """Return the vendor that is written so, to the letter, or None."""
        return self._matches.get(text.strip())

    def problems(self) -> list[str]:
        """Say what is wrong with the register: doubled ids or spellings, unknown parents."""
        found: list[str] = []
        owners: dict[str, str] = {}
        seen: set[str] = set()
        for vendor in self.vendors:
            if vendor.vendor_id in seen:
                found.append(f"{vendor.vendor_id}: the id stands twice")
            seen.add(vendor.vendor_id)
            for text in (vendor.name, *vendor.aliases, *vendor.misprints):
                owner = owners.setdefault(text, vendor.vendor_id)
                if owner != vendor.vendor_id:
                    found.append(f"{vendor.vendor_id}: {text!r} already belongs to {owner}")
        found.extend(
            f"{vendor.vendor_id}: parent_id {vendor.parent_id!r} is not in the register"
            for vendor in self.vendors
            if vendor.parent_id is not None and vendor.parent_id not in seen
        )
        return found
