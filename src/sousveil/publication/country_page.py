"""The page of a country: what every edition says of it, and on what that rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import PublishedEdition
from sousveil.publication.evidence_view import ClaimView, SourceView, view_claim, view_sources
from sousveil.publication.site_paths import Link, country_path
from sousveil.publication.wording import (
    name_region,
    say_amount,
    say_blank,
    say_code,
    say_number,
)

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex, FinancingRecord, UnitRecord


@frozen(kw_only=True)
class CellView:
    """A technology in a country: present, or blank in words that say why."""

    technology: str
    blank: str | None


@frozen(kw_only=True)
class FinancingView:
    """How a supply is paid for."""

    kind: str
    supplier: Link | None
    lender: str
    amount: str | None


@frozen(kw_only=True)
class CovariateView:
    """A fact about the country from elsewhere, with what one needs to read it."""

    name: str
    meaning: str
    value: str
    unit: str | None
    year: int | None
    scale: str | None
    direction: str | None
    source: str


@frozen(kw_only=True)
class CountrySection:
    """What one edition says of a country."""

    edition: PublishedEdition
    is_unit: bool
    cells: tuple[CellView, ...]
    vendors: tuple[Link, ...]
    suppliers: tuple[Link, ...]
    financing: tuple[FinancingView, ...]
    claims: tuple[ClaimView, ...]
    sources: tuple[SourceView, ...]
    reasons: tuple[str, ...]
    covariates: tuple[CovariateView, ...]


@frozen(kw_only=True)
class CountryPage:
    """A country with one section for each edition, the newest first."""

    path: str
    title: str
    description: str
    region: str
    identifiers: tuple[tuple[str, str], ...]
    sections: tuple[CountrySection, ...]


def view_country(country_iso3: str, collection: Collection) -> CountryPage:
    """Gather what all editions say of a country."""
    unit = collection.units[country_iso3]
    return CountryPage(
        path=country_path(country_iso3),
        title=unit.country_name,
        description=f"AI surveillance in {unit.country_name}: technologies, vendors and evidence.",
        region=name_region(unit.region_code),
        identifiers=_identifiers(unit),
        sections=tuple(
            _view_section(country_iso3, edition, collection) for edition in collection.newest_first
        ),
    )


def _identifiers(unit: UnitRecord) -> tuple[tuple[str, str], ...]:
    codes = (
        ("ISO 3166-1 alpha-3 (or V-Dem)", unit.country_iso3),
        ("ISO 3166-1 alpha-2", unit.country_iso2),
        ("ISO 3166-1 numeric", unit.country_numeric),
        ("V-Dem country_id", unit.vdem_id),
        ("Correlates of War", unit.cow_code),
    )
    return tuple((name, "none" if code is None else str(code)) for name, code in codes)


def _view_section(
    country_iso3: str, edition: PublishedEdition, collection: Collection
) -> CountrySection:
    index = edition.index
    claims = index.claims.get(country_iso3, ())
    return CountrySection(
        edition=edition,
        is_unit=country_iso3 in index.units,
        cells=tuple(
            CellView(
                technology=index.technology_names[cell.technology_code],
                blank=(
                    say_blank(cell.blank_reason, country_iso3, index.runs)
                    if cell.blank_reason
                    else None
                ),
            )
            for cell in index.cells.get(country_iso3, ())
        ),
        vendors=collection.vendors_by_name(index.vendor_ids(country_iso3)),
        suppliers=collection.countries(index.supplier_codes(country_iso3)),
        financing=tuple(
            _view_financing(record, collection) for record in index.financing.get(country_iso3, ())
        ),
        claims=tuple(view_claim(claim, index, collection) for claim in claims),
        sources=view_sources(claims, index),
        reasons=tuple(dict.fromkeys(f"{c.decided_by}: {c.decision_reason}" for c in claims)),
        covariates=_view_covariates(country_iso3, index),
    )


def _view_financing(record: FinancingRecord, collection: Collection) -> FinancingView:
    lender = collection.country(record.lender_iso3).text if record.lender_iso3 else None
    amount = None if record.amount is None else say_amount(record.amount, record.currency)
    return FinancingView(
        kind=say_code(record.financing_kind),
        supplier=collection.country(record.supplier_iso3) if record.supplier_iso3 else None,
        lender=", ".join(filter(None, (record.lender, lender))) or "not said",
        amount=amount,
    )


def _view_covariates(country_iso3: str, index: EditionIndex) -> tuple[CovariateView, ...]:
    row = index.covariates.get(country_iso3)
    if row is None:
        return ()
    return tuple(
        CovariateView(
            name=column.name,
            meaning=column.meaning,
            value=say_number(row[column.name]),
            unit=column.unit,
            year=column.year,
            scale=column.scale,
            direction=column.direction,
            source=column.source,
        )
        for column in index.edition.covariate_dictionary.columns
    )
