"""The list of countries, by region, with what each edition counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import EditionLabel
from sousveil.publication.languages import sort_key
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import NOT_A_UNIT, Term, name_region
from sousveil.publication.world_map import explain_blank

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition


@frozen(kw_only=True)
class Count:
    """How many technologies an edition counts in a country, or why it counts none."""

    present: int
    total: int
    blank: Term | None


@frozen(kw_only=True)
class CountryRow:
    """A country and its counts, one for each edition."""

    country: Link
    code: str
    counts: tuple[Count, ...]


@frozen(kw_only=True)
class Region:
    """A region and its countries by name."""

    name: str
    anchor: str
    rows: tuple[CountryRow, ...]


@frozen(kw_only=True)
class CountryList:
    """All countries of all editions, by region."""

    path: str
    title: str
    description: str
    editions: tuple[EditionLabel, ...]
    regions: tuple[Region, ...]


def list_countries(collection: Collection) -> CountryList:
    """List every unit of any edition under its region."""
    language = collection.language
    names = {
        unit.region_code: name_region(unit.region_code, language)
        for unit in collection.units.values()
    }
    codes = sorted(names, key=lambda code: sort_key(names[code]))
    return CountryList(
        path="countries/index.html",
        title=language.say("Countries"),
        description=language.say("Every country of the index, by region."),
        editions=tuple(edition.label for edition in collection.editions),
        regions=tuple(
            Region(name=names[code], anchor=f"region-{number}", rows=_rows(code, collection))
            for number, code in enumerate(codes, start=1)
        ),
    )


def _rows(region_code: str, collection: Collection) -> tuple[CountryRow, ...]:
    units = [u for u in collection.units.values() if u.region_code == region_code]
    rows = (
        CountryRow(
            country=collection.country(unit.country_iso3),
            code=unit.country_iso3,
            counts=tuple(_count(unit.country_iso3, edition) for edition in collection.editions),
        )
        for unit in units
    )
    return tuple(sorted(rows, key=lambda row: sort_key(row.country.text)))


def _count(country_iso3: str, edition: PublishedEdition) -> Count:
    index = edition.index
    present = len(index.present(country_iso3))
    if country_iso3 not in index.units:
        blank: Term | None = NOT_A_UNIT
    else:
        blank = None if present else explain_blank(index, country_iso3)
    return Count(present=present, total=len(index.coded_technologies), blank=blank)
