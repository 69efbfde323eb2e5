"""Every repair of a cell is a named rule that says what stood there and what was made of it."""

from __future__ import annotations

import pytest

from sousveil.claims.table_repairs import (
    CellPlace,
    find_iso3,
    repair_country,
    repair_vendor,
    slug,
    undo_damage,
)
from sousveil.model.country import Country, CountryRegister
from sousveil.model.edition import Severity
from sousveil.model.published_table import Damage
from sousveil.model.vendor import Vendor, VendorRegister

PLACE = CellPlace(sheet="S", row=7, column="C")
DAMAGE = (
    Damage(original="ed", replacement="Electoral Democracy"),
    Damage(original="ca", replacement="Closed Autocracy"),
)
COUNTRIES = CountryRegister(
    countries=(
        Country(country_iso3="SWE", name="Sweden", region_code="EUR"),
        Country(country_iso3="MMR", name="Myanmar", region_code="EAP", aliases=("Burma/Myanmar",)),
        Country(country_iso3="ZAF", name="South Africa", region_code="AF"),
    )
)
VENDORS = VendorRegister(
    version="1",
    notes="",
    vendors=(Vendor(vendor_id="nec", name="NEC", aliases=("日本電気",), misprints=("NCE",)),),
)


@pytest.mark.parametrize(
    ("text", "iso3", "rule", "made"),
    [
        ("Sweden", "SWE", None, None),
        (" Sweden ", "SWE", None, None),
        ("SwElectoral Democracyen", "SWE", "undo_search_and_replace", "Sweden"),
        ("South AfriClosed Autocracy", "ZAF", "undo_search_and_replace", "South Africa"),
        ("Burma/Myanmar", "MMR", "country_alias", "Myanmar"),
        ("SWE", "SWE", "country_alias", "Sweden"),
        ("sweden", "SWE", "country_alias", "Sweden"),
    ],
)
def test_a_country_is_found_and_the_repair_is_named(
    text: str, iso3: str, rule: str | None, made: str | None
) -> None:
    country, issues = repair_country(text, PLACE, COUNTRIES, DAMAGE)
    assert country is not None
    assert country.country_iso3 == find_iso3(text, COUNTRIES, DAMAGE) == iso3
    assert [(i.rule, i.severity, i.found, i.made) for i in issues] == (
        [(rule, Severity.REPAIRED, text, made)] if rule else []
    )
    assert all((i.sheet, i.row, i.column) == ("S", 7, "C") for i in issues)


@pytest.mark.parametrize("text", ["", "Atlantis", "SwElectoral Democracy"])
def test_a_country_in_no_register_is_not_guessed(text: str) -> None:
    assert repair_country(text, PLACE, COUNTRIES, DAMAGE) == (None, [])
    assert find_iso3(text, COUNTRIES, DAMAGE) == ""


def test_without_damage_nothing_is_undone() -> None:
    assert repair_country("SwElectoral Democracyen", PLACE, COUNTRIES, ()) == (None, [])
    assert undo_damage("Sweden", DAMAGE) == "Sweden"


def test_all_damage_in_a_cell_is_undone() -> None:
    assert undo_damage("AfriClosed AutocracyElectoral Democracy", DAMAGE) == "Africaed"


@pytest.mark.parametrize(
    ("text", "vendor_id", "rule", "severity", "made"),
    [
        ("NEC", "nec", None, None, None),
        ("日本電気", "nec", "vendor_alias", Severity.REPAIRED, "NEC"),
        ("NCE", "nec", "vendor_misprint", Severity.REPAIRED, "NEC"),
        ("Nec", "new-nec", "unregistered_vendor", Severity.KEPT, "new-nec"),
        ("Acme & Söhne", "new-acme-söhne", "unregistered_vendor", Severity.KEPT, "new-acme-söhne"),
    ],
)
def test_a_vendor_is_found_or_kept_and_the_rule_is_named(
    text: str, vendor_id: str, rule: str | None, severity: Severity | None, made: str | None
) -> None:
    found, issues = repair_vendor(text, PLACE, VENDORS)
    assert found == vendor_id
    assert [(i.rule, i.severity, i.found, i.made) for i in issues] == (
        [(rule, severity, text, made)] if rule else []
    )
    assert all((i.sheet, i.row, i.column) == ("S", 7, "C") for i in issues)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Foo & Bar, Inc.", "foo-bar-inc"),
        ("  __Foo__  ", "foo"),
        ("华为技术", "华为技术"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
        ("STRASSE straße", "strasse-strasse"),
        ("!?", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_an_id_is_made_of_letters_of_any_script(text: str, made: str) -> None:
    assert slug(text) == made
