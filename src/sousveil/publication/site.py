"""The static site: every page a function of frozen editions and computed findings.

It opens from disk without a server, a network or JavaScript; the same editions give the
same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import list_bundled, read_bundled
from sousveil.editions.folder import whole_folder
from sousveil.publication.collection import collect_editions
from sousveil.publication.country_list import list_countries
from sousveil.publication.country_page import view_country
from sousveil.publication.downloads import list_downloads
from sousveil.publication.edition_page import view_edition
from sousveil.publication.finding_page import list_findings, view_finding
from sousveil.publication.package import write_data_package
from sousveil.publication.rendering import Renderer
from sousveil.publication.site_paths import downloads_path
from sousveil.publication.terms import LICENCE, NOT_SHOWN, cite_edition
from sousveil.publication.vendor_page import list_vendors, view_vendor
from sousveil.publication.wording import BLANK_TERMS, VERDICT_TERMS, say_code, say_size

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sousveil.publication.collection import Collection, EditionPublication, PublishedEdition
    from sousveil.publication.downloads import Downloads

MARKER = ".sousveil-site"


@frozen(kw_only=True)
class SiteSummary:
    """What was written: HTML pages, and the size of everything in bytes."""

    pages: int
    size_bytes: int


def write_site(publications: Sequence[EditionPublication], target: Path) -> SiteSummary:
    """Write the site of some editions, the oldest first, with their data packages.

    Raises:
        BadInput: no edition, or two of one codebook.
        CannotWrite: the target is something else than a site, or the disk does not take it.
    """
    collection = collect_editions(publications)
    with whole_folder(target, marker=MARKER) as folder:
        (folder / MARKER).write_text("a site made by sousveil\n", encoding="utf-8")
        _write_assets(folder)
        downloads = [_write_downloads(edition, folder) for edition in collection.editions]
        _write_pages(collection, downloads, folder)
        files = [path for path in folder.rglob("*") if path.is_file()]
        return SiteSummary(
            pages=sum(path.suffix == ".html" for path in files),
            size_bytes=sum(path.stat().st_size for path in files),
        )


def _write_assets(folder: Path) -> None:
    (folder / "assets").mkdir()
    for suffix in (".css", ".svg"):
        for name in list_bundled("assets", suffix):
            (folder / "assets" / f"{name}{suffix}").write_bytes(
                read_bundled(f"assets/{name}{suffix}")
            )


def _write_downloads(edition: PublishedEdition, folder: Path) -> Downloads:
    frozen_edition = edition.index.edition
    place = folder / downloads_path(edition.index.codebook_id)
    return list_downloads(frozen_edition, write_data_package(frozen_edition, place))


def _write_pages(collection: Collection, downloads: Sequence[Downloads], folder: Path) -> None:
    renderer = Renderer(
        folder,
        collection=collection,
        licence=LICENCE,
        not_shown=NOT_SHOWN,
        cite_edition=cite_edition,
        say_code=say_code,
        say_size=say_size,
    )
    editions = [
        view_edition(edition, collection, files)
        for edition, files in zip(collection.editions, downloads, strict=True)
    ]
    renderer.write_page("index.html", "overview", editions=editions[::-1])
    for edition in editions:
        renderer.write_page(edition.path, "edition", page=edition)
    countries = list_countries(collection)
    renderer.write_page(countries.path, "countries", page=countries)
    for country_iso3 in collection.units:
        country = view_country(country_iso3, collection)
        renderer.write_page(country.path, "country", page=country)
    vendors = list_vendors(collection)
    renderer.write_page(vendors.path, "vendors", page=vendors)
    for vendor_id in collection.vendors:
        vendor = view_vendor(vendor_id, collection)
        renderer.write_page(vendor.path, "vendor", page=vendor)
    _write_findings(collection, renderer)
    renderer.write_page(
        "about.html",
        "about",
        blank_terms=tuple(BLANK_TERMS.values()),
        verdict_terms=tuple(VERDICT_TERMS.values()),
    )


def _write_findings(collection: Collection, renderer: Renderer) -> None:
    findings = list_findings(collection)
    renderer.write_page(findings.path, "findings", page=findings)
    for edition in collection.editions:
        for result in edition.replication:
            finding = view_finding(result, edition)
            renderer.write_page(finding.path, "finding", page=finding)
