"""Countries and vendors are found under every name that they have, and no name has two owners."""

from __future__ import annotations

import pytest

from sousveil.model.country import Country, CountryRegister
from sousveil.model.vendor import Spelling, Vendor, VendorRegister

COUNTRIES = CountryRegister(
    countries=(
        Country(
            country_iso3="CIV", name="Côte d'Ivoire", region_code="AF", aliases=("Ivory Coast",)
        ),
        Country(country_iso3="MMR", name="Myanmar", region_code="EAP"),
    )
)
HUAWEI = Vendor(vendor_id="huawei", name="Huawei", aliases=("华为",), misprints=("Hauwei",))
HIKVISION = Vendor(vendor_id="hikvision", name="Hikvision")


def register(*vendors: Vendor) -> VendorRegister:
    return VendorRegister(version="1", notes="", vendors=vendors)


@pytest.mark.parametrize(
    "text", ["Côte d'Ivoire", "CÔTE D'IVOIRE", " ivory coast ", "CIV", "civ", " Civ"]
)
def test_a_country_is_found_by_name_alias_or_code_in_any_case(text: str) -> None:
    found = COUNTRIES.find(text)
    assert found is not None
    assert found.country_iso3 == "CIV"


@pytest.mark.parametrize("text", ["", " ", "Cote d'Ivoire", "Ivory", "CI"])
def test_a_name_that_no_country_has_finds_none(text: str) -> None:
    assert COUNTRIES.find(text) is None


def test_countries_are_listed_in_order_and_by_code() -> None:
    assert [country.country_iso3 for country in COUNTRIES] == ["CIV", "MMR"]
    assert COUNTRIES.by_iso3["MMR"].name == "Myanmar"


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("Huawei", Spelling.NAME),
        (" 华为 ", Spelling.ALIAS),
        ("Hauwei", Spelling.MISPRINT),
    ],
)
def test_a_vendor_is_found_by_any_spelling_and_that_is_said(text: str, spelling: Spelling) -> None:
    match = register(HIKVISION, HUAWEI).find(text)
    assert match is not None
    assert (match.vendor, match.spelling) == (HUAWEI, spelling)


@pytest.mark.parametrize("text", ["huawei", "Huawei Technologies", ""])
def test_a_vendor_is_found_to_the_letter_only(text: str) -> None:
    assert register(HUAWEI).find(text) is None


def test_a_name_is_a_name_even_where_it_is_listed_as_an_alias_too() -> None:
    vendor = Vendor(vendor_id="ibm", name="IBM", aliases=("IBM", "I.B.M."))
    match = register(vendor).find("IBM")
    assert match is not None
    assert match.spelling is Spelling.NAME
    assert register(vendor).problems() == []


def test_a_register_names_all_its_contradictions() -> None:
    broken = register(
        HUAWEI,
        Vendor(vendor_id="huawei", name="Huawei 2"),
        Vendor(vendor_id="zte", name="华为"),
        Vendor(vendor_id="megvii", name="Megvii", misprints=("Hauwei",), parent_id="nobody"),
    )
    assert broken.problems() == [
        "huawei: the id stands twice",
        "zte: '华为' already belongs to huawei",
        "megvii: 'Hauwei' already belongs to huawei",
        "megvii: parent_id 'nobody' is not in the register",
    ]


def test_a_parent_may_stand_after_its_child() -> None:
    child = Vendor(vendor_id="child", name="Child", parent_id="parent")
    assert register(child, Vendor(vendor_id="parent", name="Parent")).problems() == []
