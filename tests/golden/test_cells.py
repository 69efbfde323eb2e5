"""Every cell, link and covariate of both editions against the tables, read without the importer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition

Rows = dict[int, dict[str, str]]

TECHNOLOGIES_2019 = ("smart_city", "facial_recognition", "smart_policing")
TECHNOLOGIES_2022 = {
    "Safe City System": "smart_city",
    "Facial Recognition System": "facial_recognition",
    "Smart Policing": "smart_policing",
    "Social Media Surveillance": "social_media_surveillance",
}
NEW_UNITS_2022 = {"PSG", "SML", "ZZB"}


def cells_of(edition: Edition) -> set[tuple[str, str]]:
    return {
        (row["country_iso3"], row["technology_code"])
        for row in edition.rows("cells")
        if row["is_present"]
    }


def vendor_links_of(edition: Edition) -> set[tuple[str, str]]:
    links = [row for row in edition.rows("supply") if row["vendor_id"] is not None]
    assert all(row["supplier_iso3"] is None and row["technology_code"] is None for row in links)
    assert all(row["claim_count"] == 1 for row in links)
    return {(row["country_iso3"], row["vendor_id"]) for row in links}


def home_links_of(edition: Edition) -> set[tuple[str, str]]:
    return {
        (row["country_iso3"], row["supplier_iso3"])
        for row in edition.rows("supply")
        if row["supplier_iso3"] is not None
    }


def expected_covariates(edition: Edition) -> dict[str, dict[str, Any]]:
    return {row["country_iso3"]: row for row in edition.rows("covariates")}


def test_the_edition_of_2019_has_exactly_the_ticked_cells(
    edition_2019: Edition, printed_2019: Rows
) -> None:
    ticked = {
        (row["iso3"], technology)
        for row in printed_2019.values()
        for technology in TECHNOLOGIES_2019
        if row[technology] == "1"
    }
    assert cells_of(edition_2019) == ticked
    assert len(ticked) == 56 + 64 + 53


def test_the_edition_of_2022_has_exactly_the_ticked_cells(
    edition_2022: Edition, printed_2022: Rows, iso3_of: Callable[[str], str]
) -> None:
    ticked = {
        (iso3_of(row["Country"]), technology)
        for row in printed_2022.values()
        for title, technology in TECHNOLOGIES_2022.items()
        if row.get(title) in {"x", "1"}
    }
    assert cells_of(edition_2022) == ticked
    assert len(ticked) == 64 + 78 + 69 + 38


def test_each_edition_has_a_cell_for_every_pair_of_unit_and_technology(
    edition_2019: Edition, edition_2022: Edition, covariates_2018: dict[str, dict[str, str]]
) -> None:
    units = set(covariates_2018)
    assert len(units) == 176
    for edition, expected_units, technologies in (
        (edition_2019, units, TECHNOLOGIES_2019),
        (edition_2022, units | NEW_UNITS_2022, tuple(TECHNOLOGIES_2022.values())),
    ):
        pairs = [(row["country_iso3"], row["technology_code"]) for row in edition.rows("cells")]
        assert len(pairs) == len(expected_units) * len(technologies)
        assert set(pairs) == {(u, t) for u in expected_units for t in technologies}


def test_the_units_of_2022_are_those_of_the_second_sheet(
    edition_2022: Edition, sheets: list[list[tuple[Any, ...]]], iso3_of: Callable[[str], str]
) -> None:
    names = [row[0] for row in sheets[1][1:]]
    units = [row["country_iso3"] for row in edition_2022.rows("units")]
    assert len(names) == len(units) == 179
    assert {iso3_of(name) for name in names} == set(units)


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_every_blank_says_that_it_was_not_ticked_and_no_tick_has_a_reason(
    year: str, edition_2019: Edition, edition_2022: Edition
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    reasons = {(row["is_present"], row["blank_reason"]) for row in edition.rows("cells")}
    assert reasons == {(True, None), (False, "not_ticked_in_published_table")}
    counts = {
        (row["is_present"], row["claim_count"], row["source_count"])
        for row in edition.rows("cells")
    }
    assert counts == {(True, 1, 1), (False, 0, 0)}


def test_the_edition_of_2019_links_exactly_the_vendors_named(
    edition_2019: Edition, printed_2019: Rows, vendor_of: Callable[[str], str]
) -> None:
    named = {
        (row["iso3"], vendor_of(name.strip()))
        for row in printed_2019.values()
        for name in row.get("key_companies", "").split(";")
        if name.strip() not in {"", "Mult"}
    }
    assert vendor_links_of(edition_2019) == named
    assert len(named) == sum(
        len([n for n in row.get("key_companies", "").split(";") if n.strip() not in {"", "Mult"}])
        for row in printed_2019.values()
    ) - len(["Infinova, named twice in Turkey"])


def test_turkey_is_linked_to_infinova_once_although_the_table_names_it_twice(
    edition_2019: Edition, printed_2019: Rows
) -> None:
    names = next(r["key_companies"] for r in printed_2019.values() if r["iso3"] == "TUR")
    assert names.count("Infinova") == 2
    links = [
        row["claim_count"]
        for row in edition_2019.rows("supply")
        if (row["country_iso3"], row["vendor_id"]) == ("TUR", "infinova")
    ]
    assert links == [1]


def test_the_edition_of_2022_links_exactly_the_vendors_in_its_five_columns(
    edition_2022: Edition,
    printed_2022: Rows,
    iso3_of: Callable[[str], str],
    vendor_of: Callable[[str], str],
) -> None:
    named = {
        (iso3_of(row["Country"]), vendor_of(row[title].strip()))
        for row in printed_2022.values()
        for title in (f"Company {number}" for number in range(1, 6))
        if title in row and row[title].strip() != "Mult"
    }
    assert vendor_links_of(edition_2022) == named


def test_the_edition_of_2019_has_exactly_the_suppliers_countries_ticked_and_the_lenders(
    edition_2019: Edition, printed_2019: Rows
) -> None:
    columns = {"china_tech": "CHN", "us_tech": "USA", "japan_tech": "JPN"}
    ticked = {
        (row["iso3"], supplier)
        for row in printed_2019.values()
        for column, supplier in columns.items()
        if row[column] == "1"
    }
    assert home_links_of(edition_2019) == ticked
    assert len(ticked) == 63 + 32 + 17


def test_the_edition_of_2022_has_exactly_the_suppliers_countries_ticked_or_listed(
    edition_2022: Edition, printed_2022: Rows, iso3_of: Callable[[str], str]
) -> None:
    expected = set()
    for row in printed_2022.values():
        country = iso3_of(row["Country"])
        expected |= {(country, "CHN")} if row.get("China Tech") in {"x", "1"} else set()
        expected |= {(country, "USA")} if row.get("US Tech") in {"x", "1"} else set()
        listed = [name.strip() for name in row.get("Other Countries", "").split(",")]
        expected |= {(country, iso3_of(name)) for name in listed if name}
    assert home_links_of(edition_2022) == expected


def test_the_covariates_of_2019_are_those_printed_and_those_of_2018(
    edition_2019: Edition, printed_2019: Rows, covariates_2018: dict[str, dict[str, str]]
) -> None:
    printed = {row["iso3"]: row for row in printed_2019.values()}
    found = expected_covariates(edition_2019)
    assert set(found) == set(covariates_2018)
    for iso3, row in found.items():
        table, facts = printed.get(iso3, {}), covariates_2018[iso3]
        bri = table.get("bri")
        assert row["regime_score_published"] == _number(table.get("regime_score"))
        assert row["regime_type_published"] == table.get("regime_type")
        assert row["fotn_status_published"] == table.get("fotn_2018_status")
        assert row["fotn_score_published"] == _number(table.get("fotn_2018_score"))
        assert row["military_expenditure_musd_published"] == _number(
            table.get("military_expenditure_2018_musd")
        )
        assert row["military_rank_published"] == _number(table.get("military_rank_2018"))
        assert row["is_bri_published"] == (None if bri is None else bri == "1")
        assert row["china_odi_rank_published"] == _number(table.get("china_odi_rank"))
        for column in ("vdem_polyarchy_2018", "eiu_democracy_2018", "freedom_house_2019"):
            assert row[column] == _number(facts[column])
        for column in ("fotn_2018", "military_expenditure_2018_usd", "population_2018"):
            assert row[column] == _number(facts[column])
        assert row["gdp_2018_usd"] == _number(facts["gdp_2018_usd"])
        for column in ("vdem_version", "vdem_row_2018", "bri_mou_date"):
            assert row[column] == (facts[column] or None)
        assert row["is_fotn_member_2018"] == (facts["fotn_2018_member"] == "1")


def test_the_covariates_of_2022_are_those_printed_in_both_sheets(
    edition_2022: Edition,
    printed_2022: Rows,
    sheets: list[list[tuple[Any, ...]]],
    iso3_of: Callable[[str], str],
) -> None:
    printed = {iso3_of(row["Country"]): row for row in printed_2022.values()}
    titles, *body = sheets[1]
    second = {iso3_of(row[0]): dict(zip(titles, row, strict=True)) for row in body}
    found = expected_covariates(edition_2022)
    assert set(found) == set(second)
    for iso3, row in found.items():
        table, facts = printed.get(iso3, {}), second[iso3]
        for column, title in {
            "vdem_polyarchy_published": "V-Dem Electoral Democracy Index 2021",
            "digital_repression_published": "Feldstein Digital Repression Index 2021",
            "fotn_score_published": "Freedom on the Net 2021 Score",
            "military_expenditure_musd_published": "Military Expenditures (USD) 2018",
            "military_rank_published": "Military Expenditures Ranking (2018)",
            "china_odi_rank_published": "China ODI Rank (EIU)",
        }.items():
            assert row[column] == _number(table.get(title)), (iso3, column)
        assert row["regime_type_published"] == table.get("V-Dem Regime Type 2021")
        assert row["fotn_status_published"] == table.get("Freedom on the Net 2021 Status")
        is_member = table.get("Member of Belt & Road Initiative") == "x"
        assert row["is_bri_published"] == (is_member if table else None)
        assert row["vdem_polyarchy_2021"] == facts["v2x_polyarchy"]
        assert row["vdem_libdem_2021"] == facts["v2x_libdem"]
        assert row["vdem_row_2021"] == facts["v2x_regime"]
        assert row["digital_repression_2021"] == facts["Digital Repression Index 2021"]
        assert row["is_aigs_flagged"] == (facts["AIGS?"] is not None)


def test_the_rank_of_military_expenditure_counts_the_states_that_spend_more(
    edition_2019: Edition, covariates_2018: dict[str, dict[str, str]]
) -> None:
    spent = {
        iso3: int(row["military_expenditure_2018_usd"])
        for iso3, row in covariates_2018.items()
        if row["military_expenditure_2018_usd"]
    }
    for row in edition_2019.rows("covariates"):
        own = spent.get(row["country_iso3"])
        rank = None if own is None else 1 + sum(other > own for other in spent.values())
        assert row["military_rank_2018"] == rank


def _number(text: str | None) -> float | None:
    return float(text) if text else None
