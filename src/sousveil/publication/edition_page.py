"""The page of an edition: map, key figures, table of countries, manifest, issues, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.edition import FileEntry, Issue, Manifest
from sousveil.publication.collection import PublishedEdition
from sousveil.publication.downloads import Downloads
from sousveil.publication.edition_index import TechnologyRecord
from sousveil.publication.evidence_view import SourceView, view_source
from sousveil.publication.finding_page import VerdictCount, count_verdicts
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import BLANK_TERMS, Term, name_region
from sousveil.publication.world_map import WorldMap, draw_map

if TYPE_CHECKING:
    from sousveil.model.edition import BlankReason
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex, UnitRecord


@frozen(kw_only=True)
class TechnologyCount:
    """How many countries use a technology."""

    technology: TechnologyRecord
    countries: int


@frozen(kw_only=True)
class KeyFigures:
    """The first numbers that one asks of an edition."""

    units: int
    users: int
    technologies: tuple[TechnologyCount, ...]
    vendors: int
    supplier_countries: int


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
    """All that a page shows of one edition; the overview shows a part of the same."""

    path: str
    title: str
    description: str
    edition: PublishedEdition
    notes: str
    citation: str | None
    figures: KeyFigures
    map: WorldMap
    technologies: tuple[TechnologyRecord, ...]
    blank_terms: tuple[Term, ...]
    rows: tuple[EditionRow, ...]
    verdicts: tuple[VerdictCount, ...]
    sources: tuple[SourceView, ...]
    issues: tuple[Issue, ...]
    manifest: Manifest
    files: tuple[FileEntry, ...]
    downloads: Downloads


def view_edition(
    edition: PublishedEdition, collection: Collection, downloads: Downloads
) -> EditionPage:
    """Gather what the site shows of an edition."""
    index = edition.index
    codebook = index.edition.codebook
    return EditionPage(
        path=edition.link.path or "",
        title=codebook.title,
        description=f"{codebook.title}: map, countries, manifest and downloads.",
        edition=edition,
        notes=codebook.notes,
        citation=codebook.citation,
        figures=count_key_figures(index),
        map=draw_map(index, collection),
        technologies=index.coded_technologies,
        blank_terms=_blank_terms(index),
        rows=tuple(_view_row(unit, index, collection) for unit in _by_name(index)),
        verdicts=count_verdicts(edition),
        sources=tuple(view_source(source, index.codebook_id) for source in index.sources.values()),
        issues=index.issues,
        manifest=index.edition.manifest,
        files=index.edition.manifest.files,
        downloads=downloads,
    )


def count_key_figures(index: EditionIndex) -> KeyFigures:
    """Count countries, technologies and suppliers of an edition."""
    present = [code for unit in index.units for code in index.present(unit)]
    return KeyFigures(
        units=len(index.units),
        users=sum(unit.has_ai_surveillance for unit in index.units.values()),
        technologies=tuple(
            TechnologyCount(technology=t, countries=present.count(t.technology_code))
            for t in index.coded_technologies
        ),
        vendors=len(index.countries_of_vendor),
        supplier_countries=len(
            {code for unit in index.units for code in index.supplier_codes(unit)}
        ),
    )


def _by_name(index: EditionIndex) -> list[UnitRecord]:
    return sorted(index.units.values(), key=lambda unit: unit.country_name.casefold())


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
        region=name_region(unit.region_code),
        marks=tuple(
            BLANK_TERMS[cell.blank_reason] if cell.blank_reason else None
            for cell in index.cells.get(code, ())
        ),
        present=len(index.present(code)),
        vendors=collection.vendors_by_name(index.vendor_ids(code)),
        suppliers=collection.countries(index.supplier_codes(code)),
    )
