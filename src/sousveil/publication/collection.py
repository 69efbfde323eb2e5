"""The editions that one site publishes together, and the names and links that they share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.opening import Edition
from sousveil.errors import BadInput
from sousveil.model.finding import ReplicationResult
from sousveil.publication.edition_index import EditionIndex, UnitRecord, VendorRecord, index_edition
from sousveil.publication.site_paths import Link, country_path, edition_path, vendor_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@frozen(kw_only=True)
class EditionPublication:
    """What is published of one edition: the edition and its replication table."""

    edition: Edition
    replication: tuple[ReplicationResult, ...] = ()


@frozen(kw_only=True)
class PublishedEdition:
    """An edition in memory with its replication table."""

    index: EditionIndex
    replication: tuple[ReplicationResult, ...]

    @property
    def title(self) -> str:
        """The title that the codebook gives the index."""
        return self.index.edition.codebook.title

    @property
    def link(self) -> Link:
        """The edition's page, under the codebook's id."""
        return Link(self.index.codebook_id, edition_path(self.index.codebook_id))


@frozen(kw_only=True, slots=False)
class Collection:
    """Editions from the oldest to the newest; names are taken from the newest that has them."""

    editions: tuple[PublishedEdition, ...]

    @property
    def newest(self) -> PublishedEdition:
        """The last edition."""
        return self.editions[-1]

    @property
    def newest_first(self) -> tuple[PublishedEdition, ...]:
        """The editions in the order in which pages show them."""
        return self.editions[::-1]

    @cached_property
    def units(self) -> dict[str, UnitRecord]:
        """Every unit of any edition, by code."""
        found: dict[str, UnitRecord] = {}
        for edition in self.editions:
            found |= edition.index.units
        return dict(sorted(found.items()))

    @cached_property
    def vendors(self) -> dict[str, VendorRecord]:
        """Every vendor of any edition, by id."""
        found: dict[str, VendorRecord] = {}
        for edition in self.editions:
            found |= edition.index.vendors
        return dict(sorted(found.items()))

    def country(self, country_iso3: str) -> Link:
        """Return the link to a country; one that is no unit is its code alone."""
        unit = self.units.get(country_iso3)
        return Link(unit.country_name, country_path(country_iso3)) if unit else Link(country_iso3)

    def vendor(self, vendor_id: str) -> Link:
        """Return the link to a vendor; one that no edition lists is its id alone."""
        vendor = self.vendors.get(vendor_id)
        return Link(vendor.vendor_name, vendor_path(vendor_id)) if vendor else Link(vendor_id)

    def countries(self, codes: Sequence[str]) -> tuple[Link, ...]:
        """Return the links to some countries, by name."""
        return _by_text(self.country(code) for code in codes)

    def vendors_by_name(self, vendor_ids: Sequence[str]) -> tuple[Link, ...]:
        """Return the links to some vendors, by name."""
        return _by_text(self.vendor(vendor_id) for vendor_id in vendor_ids)


def collect_editions(publications: Sequence[EditionPublication]) -> Collection:
    """Read editions into memory, the oldest first.

    Raises:
        BadInput: there is none, or two of one codebook, whose pages would be the same files.
    """
    ids = [publication.edition.manifest.codebook_id for publication in publications]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled or not ids:
        raise BadInput(
            f"more than one edition of {', '.join(doubled)}"
            if doubled
            else "no edition to publish",
            next_step="give one edition of each codebook, the oldest first",
        )
    return Collection(
        editions=tuple(
            PublishedEdition(index=index_edition(p.edition), replication=p.replication)
            for p in publications
        )
    )


def _by_text(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: (link.text.casefold(), link.path or "")))
