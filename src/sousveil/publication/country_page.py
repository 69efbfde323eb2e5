"""The page of a country: what every edition says of it, and on what that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.agreement_view import AgreementView, view_agreement
from sousveil.publication.claim_view import ClaimView, view_claim
from sousveil.publication.collection import EditionLabel, PublishedEdition
from sousveil.publication.conflict_view import ConflictView, view_conflicts
from sousveil.publication.covariate_view import CovariateView, view_covariates
from sousveil.publication.evidence_view import SourceView, view_sources
from sousveil.publication.financing_view import FinancingView, view_financing
from sousveil.publication.neighbours import Neighbours, find_neighbours
from sousveil.publication.site_paths import Link, country_path
from sousveil.publication.technology_rows import TechnologyRow, view_technologies
from sousveil.publication.timeline import Timeline, draw_timeline
from sousveil.publication.wording import name_region, say_code

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex, UnitRecord


@frozen(kw_only=True)
class SafeguardView:
    """What claims tell of the law or the oversight over a use; ``technology`` None is for all."""

    kind: str
    finding: str
    technology: str | None
    claims: int
    independent_sources: int


@frozen(kw_only=True)
class CountrySection:
    """What one edition says of a country."""

    edition: EditionLabel
    is_unit: bool
    vendors: tuple[Link, ...]
    suppliers: tuple[Link, ...]
    financing: tuple[FinancingView, ...]
    safeguards: tuple[SafeguardView, ...]
    claims: tuple[ClaimView, ...]
    sources: tuple[SourceView, ...]
    reasons: tuple[str, ...]
    agreement: tuple[AgreementView, ...]
    conflicts: tuple[ConflictView, ...]
    covariates: tuple[CovariateView, ...]


@frozen(kw_only=True)
class CountryPage:
    """A country with one section for each edition, the newest first."""

    path: str
    title: str
    description: str
    region: str
    identifiers: tuple[tuple[str, str], ...]
    technologies: tuple[TechnologyRow, ...]
    neighbours: Neighbours
    timeline: Timeline
    sections: tuple[CountrySection, ...]


def view_country(country_iso3: str, collection: Collection) -> CountryPage:
    """Gather what all editions say of a country."""
    unit, language = collection.units[country_iso3], collection.language
    name = collection.country(country_iso3).text
    dated = (
        (edition, claim)
        for edition in collection.editions
        for claim in edition.index.claims.get(country_iso3, ())
        if claim.verdict != "reject"
    )
    return CountryPage(
        path=country_path(country_iso3),
        title=name,
        description=language.say(
            "AI surveillance in {country}: technologies, vendors and evidence.", country=name
        ),
        region=name_region(unit.region_code, language),
        identifiers=_identifiers(unit, collection),
        technologies=view_technologies(country_iso3, collection),
        neighbours=find_neighbours(country_iso3, collection),
        timeline=draw_timeline(dated, collection, name),
        sections=tuple(
            _view_section(country_iso3, edition, collection) for edition in collection.newest_first
        ),
    )


def _identifiers(unit: UnitRecord, collection: Collection) -> tuple[tuple[str, str], ...]:
    none = collection.language.say("none")
    codes = (
        ("ISO 3166-1 alpha-3 (V-Dem)", unit.country_iso3),
        ("ISO 3166-1 alpha-2", unit.country_iso2),
        ("ISO 3166-1 numeric", unit.country_numeric),
        ("V-Dem country_id", unit.vdem_id),
        ("Correlates of War", unit.cow_code),
    )
    return tuple((name, none if code is None else str(code)) for name, code in codes)


def _view_section(
    country_iso3: str, edition: PublishedEdition, collection: Collection
) -> CountrySection:
    index, language = edition.index, collection.language
    claims = index.claims.get(country_iso3, ())
    return CountrySection(
        edition=edition.label,
        is_unit=country_iso3 in index.units,
        vendors=collection.vendors_by_name(index.vendor_ids(country_iso3)),
        suppliers=collection.countries(index.supplier_codes(country_iso3)),
        financing=tuple(
            view_financing(record, index, collection)
            for record in index.financing.get(country_iso3, ())
        ),
        safeguards=_view_safeguards(country_iso3, index, collection),
        claims=tuple(view_claim(claim, index, collection) for claim in claims),
        sources=view_sources(claims, index, language),
        reasons=tuple(dict.fromkeys(f"{c.decided_by}: {c.decision_reason}" for c in claims)),
        agreement=view_agreement(index, collection, only=frozenset(index.present(country_iso3))),
        conflicts=view_conflicts(country_iso3, index, collection),
        covariates=view_covariates(country_iso3, index, language),
    )


def _view_safeguards(
    country_iso3: str, index: EditionIndex, collection: Collection
) -> tuple[SafeguardView, ...]:
    language = collection.language
    return tuple(
        SafeguardView(
            kind=say_code(cell.kind, language),
            finding=say_code(cell.finding, language),
            technology=(
                collection.technology(cell.technology_code).text if cell.technology_code else None
            ),
            claims=cell.claim_count,
            independent_sources=cell.cluster_count,
        )
        for cell in index.safeguards.get(country_iso3, ())
    )
