"""Compare two countries or two vendors of the reader's choice: the list to choose from, and the data.

The page lists all with links to their pages; a script puts two of them side by side from
the same data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import EditionLabel
from sousveil.publication.comparison_page import pair_editions
from sousveil.publication.languages import sort_key
from sousveil.publication.map_layers import dump_for_script
from sousveil.publication.neighbours import REGIME_TYPES, read_regimes
from sousveil.publication.site_paths import Link, comparison_path
from sousveil.publication.technology_rows import say_cell

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition

COUNTRIES = "compare/countries.html"
VENDORS = "compare/vendors.html"
COUNTRY_DATA = "compare/countries.js"
VENDOR_DATA = "compare/vendors.js"


@frozen(kw_only=True)
class ChoosingPage:
    """What one can choose two of, by name, and the script that holds what is compared."""

    path: str
    title: str
    description: str
    data: str
    choices: tuple[tuple[str, Link], ...]
    rows: tuple[str, ...]


@frozen(kw_only=True)
class ComparisonList:
    """The ways to compare: two editions, two countries, two vendors."""

    path: str
    title: str
    description: str
    pairs: tuple[tuple[EditionLabel, EditionLabel, str], ...]


def list_comparisons(collection: Collection) -> ComparisonList:
    """List the comparisons of editions, and the pages to choose countries and vendors on."""
    language = collection.language
    labels = {label.codebook_id: label for label in collection.labels}
    return ComparisonList(
        path="compare/index.html",
        title=language.say("Compare"),
        description=language.say("Two editions, two countries or two vendors side by side."),
        pairs=tuple(
            (labels[before], labels[after], comparison_path(before, after))
            for before, after in pair_editions(collection)
        ),
    )


def choose_countries(collection: Collection) -> ChoosingPage:
    """Return the page on which two countries are chosen."""
    language = collection.language
    links = {collection.country(code): code for code in collection.units}
    return ChoosingPage(
        path=COUNTRIES,
        title=language.say("Compare two countries"),
        description=language.say("Technologies, vendors and regime of two countries, by edition."),
        data=COUNTRY_DATA,
        choices=tuple((links[link], link) for link in collection.countries(collection.units)),
        rows=_country_rows(collection),
    )


def choose_vendors(collection: Collection) -> ChoosingPage:
    """Return the page on which two vendors are chosen."""
    language = collection.language
    links = {vendor_id: collection.vendor(vendor_id) for vendor_id in collection.vendors}
    order = sorted(links, key=lambda vendor_id: (sort_key(links[vendor_id].text), vendor_id))
    return ChoosingPage(
        path=VENDORS,
        title=language.say("Compare two vendors"),
        description=language.say("The countries that two vendors supply, by edition."),
        data=VENDOR_DATA,
        choices=tuple((vendor_id, links[vendor_id]) for vendor_id in order),
        rows=_vendor_rows(collection),
    )


def write_country_data(collection: Collection) -> str:
    """Return the script with what two countries are compared by: texts in the order of the rows."""
    regimes = {e.index.codebook_id: read_regimes(e.index) for e in collection.newest_first}
    data = {}
    for code in collection.units:
        said = (
            say_cell(code, technology, edition, collection)
            for technology in collection.technologies
            for edition in collection.newest_first
        )
        cells = [
            blank or (", ".join(statuses) or collection.language.say("yes"))
            for blank, statuses in said
        ]
        supply = [
            text for e in collection.newest_first for text in _say_supply(code, e, collection)
        ]
        types = [regimes[e.index.codebook_id].get(code) for e in collection.newest_first]
        regime = next(filter(None, types), None)
        data[code] = [
            *cells,
            *supply,
            collection.language.say(REGIME_TYPES[regime])
            if regime
            else collection.language.say("no value"),
        ]
    return f"globalThis.sousveilCompared = {dump_for_script(data)};\n"


def write_vendor_data(collection: Collection) -> str:
    """Return the script with what two vendors are compared by: texts in the order of the rows."""
    language = collection.language
    data = {}
    for vendor_id, vendor in collection.vendors.items():
        texts = [
            collection.country(vendor.home_iso3).text
            if vendor.home_iso3
            else language.say("not established"),
            vendor.parent or "",
        ]
        for edition in collection.newest_first:
            codes = edition.index.countries_of_vendor.get(vendor_id, ())
            names = [link.text for link in collection.countries(codes)]
            texts += [language.number(len(codes)), ", ".join(names)]
        data[vendor_id] = texts
    return f"globalThis.sousveilCompared = {dump_for_script(data)};\n"


def _country_rows(collection: Collection) -> tuple[str, ...]:
    language = collection.language
    ids = [edition.index.codebook_id for edition in collection.newest_first]
    return (
        *(
            f"{collection.technology(code).text}, {codebook_id}"
            for code in collection.technologies
            for codebook_id in ids
        ),
        *(
            f"{name}, {codebook_id}"
            for codebook_id in ids
            for name in (language.say("Vendors named"), language.say("Suppliers’ countries"))
        ),
        language.say("Regime type"),
    )


def _vendor_rows(collection: Collection) -> tuple[str, ...]:
    language = collection.language
    return (
        language.say("Home country"),
        language.say("Parent"),
        *(
            f"{name}, {edition.index.codebook_id}"
            for edition in collection.newest_first
            for name in (language.say("Number of countries"), language.say("Countries"))
        ),
    )


def _say_supply(
    country_iso3: str, edition: PublishedEdition, collection: Collection
) -> tuple[str, str]:
    index = edition.index
    vendors = collection.vendors_by_name(index.vendor_ids(country_iso3))
    suppliers = collection.countries(index.supplier_codes(country_iso3))
    none = collection.language.say("none named")
    return (
        ", ".join(link.text for link in vendors) or none,
        ", ".join(link.text for link in suppliers) or none,
    )
