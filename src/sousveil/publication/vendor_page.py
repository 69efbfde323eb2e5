"""The page of a vendor and the list of vendors: who is named where, and on what that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import PublishedEdition
from sousveil.publication.edition_index import VendorRecord
from sousveil.publication.evidence_view import claim_link, say_place
from sousveil.publication.site_paths import Link, vendor_path

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex


@frozen(kw_only=True)
class VendorClaim:
    """A claim that names the vendor: where it is shown, where it stands in the source."""

    claim: Link
    quote: str
    place: str


@frozen(kw_only=True)
class VendorCountry:
    """A country that the vendor is named for."""

    country: Link
    claims: tuple[VendorClaim, ...]


@frozen(kw_only=True)
class VendorSection:
    """What one edition says of a vendor."""

    edition: PublishedEdition
    countries: tuple[VendorCountry, ...]


@frozen(kw_only=True)
class VendorPage:
    """A vendor with one section for each edition, the newest first."""

    path: str
    title: str
    description: str
    vendor: VendorRecord
    home: Link | None
    sections: tuple[VendorSection, ...]


@frozen(kw_only=True)
class VendorRow:
    """A vendor in the list, with the number of countries in each edition."""

    vendor: Link
    home: Link | None
    counts: tuple[int, ...]


@frozen(kw_only=True)
class VendorList:
    """All vendors of all editions."""

    path: str
    title: str
    description: str
    editions: tuple[PublishedEdition, ...]
    rows: tuple[VendorRow, ...]


def view_vendor(vendor_id: str, collection: Collection) -> VendorPage:
    """Gather what all editions say of a vendor."""
    vendor = collection.vendors[vendor_id]
    return VendorPage(
        path=vendor_path(vendor_id),
        title=vendor.vendor_name,
        description=f"Countries that {vendor.vendor_name} is documented to supply.",
        vendor=vendor,
        home=collection.country(vendor.home_iso3) if vendor.home_iso3 else None,
        sections=tuple(
            VendorSection(
                edition=edition, countries=_view_countries(vendor_id, edition.index, collection)
            )
            for edition in collection.newest_first
        ),
    )


def list_vendors(collection: Collection) -> VendorList:
    """List every vendor of any edition, by name."""
    return VendorList(
        path="vendors/index.html",
        title="Vendors",
        description="Every company and public body that the index names as a supplier.",
        editions=collection.editions,
        rows=tuple(
            _view_row(vendor, collection)
            for vendor in sorted(
                collection.vendors.values(), key=lambda v: (v.vendor_name.casefold(), v.vendor_id)
            )
        ),
    )


def _view_row(vendor: VendorRecord, collection: Collection) -> VendorRow:
    return VendorRow(
        vendor=collection.vendor(vendor.vendor_id),
        home=collection.country(vendor.home_iso3) if vendor.home_iso3 else None,
        counts=tuple(
            len(edition.index.countries_of_vendor.get(vendor.vendor_id, ()))
            for edition in collection.editions
        ),
    )


def _view_countries(
    vendor_id: str, index: EditionIndex, collection: Collection
) -> tuple[VendorCountry, ...]:
    views = (
        VendorCountry(country=collection.country(code), claims=_view_claims(vendor_id, code, index))
        for code in index.countries_of_vendor.get(vendor_id, ())
    )
    return tuple(sorted(views, key=lambda view: view.country.text.casefold()))


def _view_claims(vendor_id: str, country_iso3: str, index: EditionIndex) -> tuple[VendorClaim, ...]:
    return tuple(
        VendorClaim(
            claim=claim_link(claim, index.codebook_id),
            quote=evidence.quote,
            place=say_place(evidence.locator),
        )
        for claim in index.claims.get(country_iso3, ())
        if claim.vendor_id == vendor_id and claim.verdict != "reject" and not claim.safeguard_kind
        for evidence in index.evidence.get(claim.claim_id, ())
    )
