"""The page of an edition: map, key figures, table of countries, manifest, issues, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.edition import FileEntry, Issue, Manifest
from sousveil.publication.agreement_view import AgreementView, view_agreement
from sousveil.publication.collection import EditionLabel
from sousveil.publication.downloads import Downloads
from sousveil.publication.evidence_view import SourceView, view_source
from sousveil.publication.finding_page import VerdictCount, count_verdicts
from sousveil.publication.languages import sort_key
from sousveil.publication.site_paths import Link
from sousveil.publication.terms import cite_edition
from sousveil.publication.wording import BLANK_TERMS, Term, name_region
from sousveil.publication.world_map import WorldMap, draw_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.model.edition import BlankReason
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import EditionIndex, UnitRecord


@frozen(kw_only=True)
class TechnologyCount:
    """How many countries use a technology."""

    technology: Link
    countries: int


@frozen(kw_only=True)
class KeyFigures:
    """The first numbers that one asks of an edition."""

    units: int
    users: int
    technologies: tuple[TechnologyCount, ...]
    vendors: int
    supplier_homes: int


@frozen(kw_only=True)
class EditionRow:
    """A country in the table of an edition; a mark is None where the technology is present."""

    country: Link
    code: str
    region: str
    marks: tuple[Term | None, ...]
    present: int
    vendors: tuple[Link, ...]
    suppliers: tuple[Link, ...]


@frozen(kw_only=True)
class EditionPage:
    """All that a page shows of one edition."""

    path: str
    title: str
    description: str
    edition: EditionLabel
    notes: str
    citation: str
    figures: KeyFigures
    map: WorldMap
    technologies: tuple[Link, ...]
    blank_terms: tuple[Term, ...]
    rows: tuple[EditionRow, ...]
    verdicts: tuple[VerdictCount, ...]
    agreement: tuple[AgreementView, ...]
    sources: tuple[SourceView, ...]
    issues: tuple[Issue, ...]
    manifest: Manifest
    files: tuple[FileEntry, ...]
    downloads: Downloads


def view_edition(
    codebook_id: str, downloads: Mapping[str, Downloads], collection: Collection
) -> EditionPage:
    """Gather what the site shows of an edition."""
    edition = collection.edition(codebook_id)
    index, language = edition.index, collection.language
    codebook = index.edition.codebook
    return EditionPage(
        path=edition.link.path or "",
        title=codebook.title,
        description=language.say(
            "{edition}: map, countries, manifest and downloads.", edition=codebook.title
        ),
        edition=edition.label,
        notes=codebook.notes,
        citation=cite_edition(index.edition),
        figures=count_key_figures(edition, collection),
        map=draw_map(index, collection),
        technologies=_technologies(index, collection),
        blank_terms=_blank_terms(index),
        rows=view_countries(edition, collection),
        verdicts=count_verdicts(edition),
        agreement=view_agreement(index, collection),
        sources=tuple(view_source(source_id, index, language) for source_id in index.sources),
        issues=index.issues,
        manifest=index.edition.manifest,
        files=index.edition.manifest.files,
        downloads=downloads[codebook_id],
    )


def count_key_figures(edition: PublishedEdition, collection: Collection) -> KeyFigures:
    """Count countries, technologies and suppliers of an edition."""
    index = edition.index
    present = [code for unit in index.units for code in index.present(unit)]
    return KeyFigures(
        units=len(index.units),
        users=sum(unit.has_ai_surveillance for unit in index.units.values()),
        technologies=tuple(
            TechnologyCount(
                technology=collection.technology(t.technology_code),
                countries=present.count(t.technology_code),
            )
            for t in index.coded_technologies
        ),
        vendors=len(index.countries_of_vendor),
        supplier_homes=len({home for unit in index.units for home in index.homes(unit)}),
    )


def view_countries(edition: PublishedEdition, collection: Collection) -> tuple[EditionRow, ...]:
    """Return the table of an edition, countries by name."""
    rows = (_view_row(unit, edition.index, collection) for unit in edition.index.units.values())
    return tuple(sorted(rows, key=lambda row: sort_key(row.country.text)))


def _technologies(index: EditionIndex, collection: Collection) -> tuple[Link, ...]:
    return tuple(collection.technology(t.technology_code) for t in index.coded_technologies)


def _blank_terms(index: EditionIndex) -> tuple[Term, ...]:
    reasons: set[BlankReason | None] = {
        cell.blank_reason for cells in index.cells.values() for cell in cells
    }
    return tuple(term for reason, term in BLANK_TERMS.items() if reason in reasons)


def _view_row(unit: UnitRecord, index: EditionIndex, collection: Collection) -> EditionRow:
    code = unit.country_iso3
    return EditionRow(
        country=collection.country(code),
        code=code,
        region=name_region(unit.region_code, collection.language),
        marks=tuple(
            BLANK_TERMS[cell.blank_reason] if cell.blank_reason else None
            for cell in index.cells.get(code, ())
        ),
        present=len(index.present(code)),
        vendors=collection.vendors_by_name(index.vendor_ids(code)),
        suppliers=collection.countries(index.supplier_codes(code)),
    )
