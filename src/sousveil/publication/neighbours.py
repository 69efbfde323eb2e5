"""The neighbours of a country: those of its region, and those of its regime type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.codebook import RegimeType
from sousveil.publication.languages import N_
from sousveil.publication.site_paths import Link

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex

REGIME_TYPES = {
    RegimeType.CLOSED_AUTOCRACY: N_("closed autocracy"),
    RegimeType.ELECTORAL_AUTOCRACY: N_("electoral autocracy"),
    RegimeType.ELECTORAL_DEMOCRACY: N_("electoral democracy"),
    RegimeType.LIBERAL_DEMOCRACY: N_("liberal democracy"),
}
_REGIME_SERIES = "vdem_row"


@frozen(kw_only=True)
class Neighbour:
    """Another country, and how many technologies the newest edition documents there."""

    country: Link
    present: int


@frozen(kw_only=True)
class Neighbours:
    """The countries to compare one with, by name; ``regime`` is None where no source gives it."""

    edition: str
    total: int
    regime: str | None
    in_region: tuple[Neighbour, ...]
    in_regime: tuple[Neighbour, ...]


def find_neighbours(country_iso3: str, collection: Collection) -> Neighbours:
    """Find the countries of the same region and of the same regime type, in the newest edition."""
    index = collection.newest.index
    region = collection.units[country_iso3].region_code
    regimes = read_regimes(index)
    regime = regimes.get(country_iso3)
    near = [code for code, unit in index.units.items() if unit.region_code == region]
    alike = [code for code in index.units if regime is not None and regimes.get(code) is regime]
    return Neighbours(
        edition=index.codebook_id,
        total=len(index.coded_technologies),
        regime=collection.language.say(REGIME_TYPES[regime]) if regime else None,
        in_region=_view(near, country_iso3, collection),
        in_regime=_view(alike, country_iso3, collection),
    )


def read_regimes(index: EditionIndex) -> dict[str, RegimeType]:
    """Return the regime type of each country that an edition's covariates give one for."""
    series = {column.series: column for column in index.edition.covariate_dictionary.columns}
    column = series.get(_REGIME_SERIES)
    if column is None:
        return {}
    known = {kind.value: kind for kind in RegimeType}
    values = {code: str(row[column.name]) for code, row in index.covariates.items()}
    return {code: known[value] for code, value in values.items() if value in known}


def _view(codes: list[str], but: str, collection: Collection) -> tuple[Neighbour, ...]:
    index = collection.newest.index
    present = {collection.country(code): len(index.present(code)) for code in codes if code != but}
    links = collection.countries(code for code in codes if code != but)
    return tuple(Neighbour(country=link, present=present[link]) for link in links)
