"""The bundled registers, codebooks and layouts agree with one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.data import list_bundled, read_bundled
from sousveil.errors import InvalidData, NotFound
from sousveil.store.registers import (
    list_codebooks,
    list_tables,
    load_codebook,
    load_countries,
    load_layout,
    load_vendors,
    read_codebook_text,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_every_country_has_one_code_and_every_name_one_country() -> None:
    countries = load_countries()
    codes = [country.country_iso3 for country in countries]
    assert len(codes) == len(set(codes)) > 150
    owners: dict[str, str] = {}
    for country in countries:
        for name in (country.name, *country.aliases):
            assert owners.setdefault(name.casefold(), country.country_iso3) == country.country_iso3


def test_official_codes_are_iso_and_the_others_are_said_to_be_none() -> None:
    by_iso3 = load_countries().by_iso3
    unofficial = {iso3 for iso3, country in by_iso3.items() if not country.is_iso_official}
    assert "XKX" in unofficial
    assert by_iso3["KEN"].is_iso_official
    for country in by_iso3.values():
        assert len(country.country_iso3) == 3
        if country.is_iso_official:
            assert len(country.country_iso2 or "") == 2
            assert len(country.country_numeric or "") == 3


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Kenya", "KEN"),
        ("Burma/Myanmar", "MMR"),
        ("Hong Kong", "HKG"),
        ("Côte d'Ivoire", "CIV"),
        ("usa", "USA"),
    ],
)
def test_countries_are_found_as_the_tables_write_them(name: str, iso3: str) -> None:
    country = load_countries().find(name)
    assert country is not None
    assert country.country_iso3 == iso3


def test_countries_keep_the_identifiers_that_users_join_on() -> None:
    kenya = load_countries().by_iso3["KEN"]
    assert (kenya.country_iso2, kenya.country_numeric) == ("KE", "404")
    assert (kenya.vdem_id, kenya.cow_code, kenya.region_code) == (40, 501, "AF")


def test_the_vendor_register_knows_huawei_by_its_names() -> None:
    match = load_vendors().find("华为")
    assert match is not None
    assert (match.vendor.vendor_id, match.vendor.home_iso3) == ("huawei", "CHN")


def test_vendors_are_at_home_in_known_countries() -> None:
    homes = {vendor.home_iso3 for vendor in load_vendors()} - {None}
    assert homes <= set(load_countries().by_iso3)


def test_every_spelling_belongs_to_one_vendor_in_any_case() -> None:
    register = load_vendors()
    assert register.problems() == []
    owners: dict[str, str] = {}
    for vendor in register:
        for text in (vendor.name, *vendor.aliases, *vendor.misprints):
            assert owners.setdefault(text.casefold(), vendor.vendor_id) == vendor.vendor_id


def test_what_is_ambiguous_is_a_spelling_of_its_vendor() -> None:
    for vendor in load_vendors():
        assert set(vendor.ambiguous) <= {vendor.name, *vendor.aliases, *vendor.misprints}


def test_vendor_ids_are_sorted_and_made_of_plain_letters() -> None:
    ids = [vendor.vendor_id for vendor in load_vendors()]
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)


@pytest.mark.parametrize(
    ("spelling", "vendor_id"),
    [
        ("Rekognition", "amazon"),
        ("Gotham", "palantir"),
        ("ShotSpotter", "soundthinking"),
        ("Geolitica", "predpol"),
        ("Face++", "megvii"),
        ("FindFace", "ntechlab"),
        ("Oosto", "anyvision"),
        ("Flock Group", "flock-safety"),
    ],
)
def test_products_and_former_names_stand_for_their_vendor(spelling: str, vendor_id: str) -> None:
    match = load_vendors().find(spelling)
    assert match is not None
    assert match.vendor.vendor_id == vendor_id


@pytest.mark.parametrize("spelling", ["Amazon", "Google", "Orange", "Oracle", "Axon", "Flock"])
def test_common_words_are_marked_as_ambiguous(spelling: str) -> None:
    match = load_vendors().find(spelling)
    assert match is not None
    assert spelling in match.vendor.ambiguous


@pytest.mark.parametrize("name", list_codebooks())
def test_every_bundled_codebook_is_whole(name: str) -> None:
    codebook = load_codebook(name)
    assert codebook.codebook_id == name
    assert codebook.covariates in list_bundled("covariates", ".yaml")
    assert set(codebook.units) <= set(load_countries().by_iso3)


@pytest.mark.parametrize("table_id", list_tables())
def test_every_layout_names_technologies_of_its_codebook(table_id: str) -> None:
    layout = load_layout(table_id)
    codebook = load_codebook(table_id)
    known = {technology.technology_code for technology in codebook.technologies}
    assert layout.table_id == layout.source.source_id == table_id
    assert set(layout.technologies.values()) <= known
    assert set(layout.suppliers.values()) <= set(load_countries().by_iso3)
    assert len(layout.columns) == len(set(layout.columns))
    assert not set(layout.yes) & set(layout.no)


def test_an_unknown_table_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        load_layout("aigs-1999")
    assert caught.value.next_step == "use one of aigs-2019, aigs-2022"


def test_a_codebook_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    text, where = read_codebook_text("sousveil")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("codebook_id: sousveil", "codebook_id: mine"), encoding="utf-8")
    assert where == "codebook sousveil"
    assert load_codebook(str(path)) == evolve(load_codebook("sousveil"), codebook_id="mine")


def test_units_in_no_register_are_all_named(tmp_path: Path) -> None:
    text, _where = read_codebook_text("aigs-2019")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("units: [", "units: [ATL, LEM,"), encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        load_codebook(str(path))
    assert caught.value.problems == tuple(
        f"units: {iso3} is in no country register" for iso3 in ("ATL", "LEM")
    )
    assert caught.value.where == str(path)


def test_a_bundled_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no such bundled file"):
        read_bundled("codebooks/none.yaml")
