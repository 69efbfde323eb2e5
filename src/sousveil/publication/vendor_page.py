"""The page of a vendor and the list of vendors: who is named where, and on what that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.claim_view import ReplyView, view_reply
from sousveil.publication.collection import EditionLabel
from sousveil.publication.edition_index import VendorRecord
from sousveil.publication.evidence_view import claim_link, say_place, source_link
from sousveil.publication.financing_view import FinancingView, view_financing
from sousveil.publication.languages import sort_key
from sousveil.publication.site_paths import Link, vendor_path
from sousveil.publication.timeline import Timeline, draw_timeline
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex


@frozen(kw_only=True)
class VendorClaim:
    """A claim that names the vendor: where it is shown, in which source and where it stands."""

    claim: Link
    technology: str | None
    status: str
    quote: str
    source: Link
    place: str
    replies: tuple[ReplyView, ...]


@frozen(kw_only=True)
class VendorCountry:
    """A country that the vendor is named for."""

    country: Link
    claims: tuple[VendorClaim, ...]


@frozen(kw_only=True)
class VendorSection:
    """What one edition says of a vendor."""

    edition: EditionLabel
    countries: tuple[VendorCountry, ...]
    technologies: tuple[Link, ...]
    financing: tuple[FinancingView, ...]


@frozen(kw_only=True)
class VendorPage:
    """A vendor with one section for each edition, the newest first."""

    path: str
    title: str
    description: str
    vendor: VendorRecord
    home: Link | None
    relatives: tuple[Link, ...]
    timeline: Timeline
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
    editions: tuple[EditionLabel, ...]
    rows: tuple[VendorRow, ...]


def view_vendor(vendor_id: str, collection: Collection) -> VendorPage:
    """Gather what all editions say of a vendor."""
    vendor = collection.vendors[vendor_id]
    dated = (
        (edition, claim)
        for edition in collection.editions
        for claim in edition.index.claims_of_vendor.get(vendor_id, ())
    )
    return VendorPage(
        path=vendor_path(vendor_id),
        title=vendor.vendor_name,
        description=collection.language.say(
            "Countries that {vendor} is documented to supply.", vendor=vendor.vendor_name
        ),
        vendor=vendor,
        home=collection.country(vendor.home_iso3) if vendor.home_iso3 else None,
        relatives=find_relatives(vendor, collection),
        timeline=draw_timeline(dated, collection, vendor.vendor_name),
        sections=tuple(
            _view_section(vendor_id, edition, collection) for edition in collection.newest_first
        ),
    )


def list_vendors(collection: Collection) -> VendorList:
    """List every vendor of any edition, by name."""
    language = collection.language
    return VendorList(
        path="vendors/index.html",
        title=language.say("Vendors"),
        description=language.say(
            "Every company and public body that the index names as a supplier."
        ),
        editions=tuple(edition.label for edition in collection.editions),
        rows=tuple(
            _view_row(vendor, collection)
            for vendor in sorted(
                collection.vendors.values(), key=lambda v: (sort_key(v.vendor_name), v.vendor_id)
            )
        ),
    )


def find_relatives(vendor: VendorRecord, collection: Collection) -> tuple[Link, ...]:
    """Return the vendors that the register gives the same parent, and those of which it is one."""
    return collection.vendors_by_name(
        other.vendor_id
        for other in collection.vendors.values()
        if other.vendor_id != vendor.vendor_id
        and other.parent is not None
        and other.parent in (vendor.parent, vendor.vendor_name)
    )


def _view_section(
    vendor_id: str, edition: PublishedEdition, collection: Collection
) -> VendorSection:
    index = edition.index
    claims = index.claims_of_vendor.get(vendor_id, ())
    ids = {claim.claim_id for claim in claims}
    return VendorSection(
        edition=edition.label,
        countries=_view_countries(vendor_id, index, collection),
        technologies=tuple(
            collection.technology(code)
            for code in index.technology_names
            if any(claim.technology_code == code for claim in claims)
        ),
        financing=tuple(
            view_financing(record, index, collection)
            for code in index.countries_of_vendor.get(vendor_id, ())
            for record in index.financing.get(code, ())
            if record.claim_id in ids
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
    claims: dict[str, list[ClaimRecord]] = {
        code: [] for code in index.countries_of_vendor.get(vendor_id, ())
    }
    for claim in index.claims_of_vendor.get(vendor_id, ()):
        claims.setdefault(claim.country_iso3, []).append(claim)
    views = (
        VendorCountry(
            country=collection.country(code),
            claims=tuple(view for claim in named for view in _view_claim(claim, index, collection)),
        )
        for code, named in claims.items()
    )
    return tuple(sorted(views, key=lambda view: sort_key(view.country.text)))


def _view_claim(
    claim: ClaimRecord, index: EditionIndex, collection: Collection
) -> tuple[VendorClaim, ...]:
    language = collection.language
    code = claim.technology_code
    return tuple(
        VendorClaim(
            claim=claim_link(claim, index.codebook_id),
            technology=collection.technology(code).text if code else None,
            status=say_code(claim.status, language),
            quote=evidence.quote,
            source=source_link(evidence.source_id, claim.country_iso3, index.codebook_id),
            place=say_place(evidence.locator, language),
            replies=tuple(
                view_reply(reply, claim, index, language)
                for reply in index.replies.get(claim.claim_id, ())
            ),
        )
        for evidence in index.evidence.get(claim.claim_id, ())
    )
