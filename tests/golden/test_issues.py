"""Every known oddity of both tables is in the issues: where it stood, what it was, what was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition

Rows = dict[int, dict[str, str]]
Issue = tuple[int, str, str | None, str | None]

MISPRINTS_2019: set[Issue] = {
    (9, "key_companies", "IBMN", "IBM"),
    (60, "key_companies", "IBMN", "IBM"),
    (65, "key_companies", "HAVESLAN", "HAVELSAN"),
}
MISPRINTS_2022: set[Issue] = {
    (2, "Company 1", "iOmnicient", "iOmniscient"),
    (5, "Company 1", "iOmnicient", "iOmniscient"),
    (12, "Company 2", "Hikvsion", "Hikvision"),
    (42, "Company 1", "HAVESLAN", "HAVELSAN"),
    (78, "Company 1", "Briefcam (US)", "BriefCam"),
}
DAMAGE_2022: set[Issue] = {
    (
        97,
        "Country",
        "UnitElectoral Democracy States of AmeriClosed Autocracy",
        "United States of America",
    ),
    (91, "Other Countries", "SwElectoral Democracyen", "Sweden"),
    (91, "Other Countries", "South KorElectoral Autocracy", "South Korea"),
}


def issues_of(edition: Edition, rule: str, severity: str) -> list[Issue]:
    rows = [row for row in edition.rows("issues") if row["rule"] == rule]
    assert {row["severity"] for row in rows} <= {severity}
    year = edition.manifest.codebook_id.removeprefix("aigs-")
    assert {row["sheet"] for row in rows} <= {f"AIGS {year}"}
    return [(row["row"], row["column"], row["found"], row["made"]) for row in rows]


def test_every_misprint_of_a_vendor_is_reported_with_its_repair(
    edition_2019: Edition, edition_2022: Edition
) -> None:
    found = issues_of(edition_2019, "vendor_misprint", "repaired")
    assert (set(found), len(found)) == (MISPRINTS_2019, len(MISPRINTS_2019))
    found = issues_of(edition_2022, "vendor_misprint", "repaired")
    assert (set(found), len(found)) == (MISPRINTS_2022, len(MISPRINTS_2022))


def test_every_word_damaged_by_search_and_replace_is_reported_with_its_repair(
    edition_2019: Edition, edition_2022: Edition
) -> None:
    assert set(issues_of(edition_2022, "undo_search_and_replace", "repaired")) == DAMAGE_2022
    assert issues_of(edition_2019, "undo_search_and_replace", "repaired") == []


def test_the_damaged_cells_of_2022_are_all_cells_of_names_with_a_regime_type_inside(
    printed_2022: Rows,
) -> None:
    accidents = ("Electoral Democracy", "Electoral Autocracy", "Closed Autocracy")
    damaged = {
        (number, column)
        for number, row in printed_2022.items()
        for column, text in row.items()
        if any(accident in text for accident in accidents)
    }
    assert damaged == {(row, column) for row, column, _found, _made in DAMAGE_2022}


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_every_mult_is_reported_and_left_out(
    year: str,
    edition_2019: Edition,
    edition_2022: Edition,
    printed_2019: Rows,
    printed_2022: Rows,
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    printed = {"2019": printed_2019, "2022": printed_2022}[year]
    expected = {
        (number, column, "Mult", None)
        for number, row in printed.items()
        for column, text in row.items()
        if "Mult" in [part.strip() for part in text.split(";")]
    }
    assert set(issues_of(edition, "placeholder_vendor", "left_out")) == expected
    assert len(expected) == {"2019": 2, "2022": 4}[year]
    assert all(row["vendor_id"] != "new-mult" for row in edition.rows("supply"))


def test_every_cell_right_of_the_titles_is_reported_and_makes_no_claim(
    edition_2022: Edition, printed_2022: Rows
) -> None:
    untitled = {"X", "Y", "Z"} | {f"A{letter}" for letter in "ABCDEFGHIJKLM"}
    stray = {
        (number, column, text, None)
        for number, row in printed_2022.items()
        for column, text in row.items()
        if column in untitled
    }
    assert set(issues_of(edition_2022, "outside_titled_columns", "left_out")) == stray
    assert len(stray) == 17
    columns = {row["locator"].partition("column=")[2] for row in edition_2022.rows("evidence")}
    assert not columns & untitled


def test_every_vendor_with_another_spelling_is_reported_with_its_name(
    edition_2019: Edition, edition_2022: Edition
) -> None:
    spellings = {
        (found, made)
        for edition in (edition_2019, edition_2022)
        for _row, _column, found, made in issues_of(edition, "vendor_alias", "repaired")
    }
    assert spellings == {
        ("BAE", "BAE Systems"),
        ("Axis", "Axis Communications"),
        ("Elbit", "Elbit Systems"),
        ("Guardia", "Guardia Systems"),
        ("Idemia", "IDEMIA"),
        ("Briefcam", "BriefCam"),
        ("Dassault", "Dassault Systèmes"),
        ("Gorilla", "Gorilla Technology"),
        ("Lilin", "Merit LILIN"),
        ("LSS", "LSS Technologies"),
        ("Axxonsoft", "AxxonSoft"),
        ("NTechLab", "NtechLab"),
        ("Cognitec Systems", "Cognitec"),
        ("Atos IT Solutions and Services", "Atos"),
        ("Secunet", "secunet"),
    }


def test_every_country_with_another_name_is_reported_with_the_name_used(
    edition_2019: Edition, edition_2022: Edition
) -> None:
    assert issues_of(edition_2019, "country_alias", "repaired") == [
        (70, "country", "United States", "United States of America")
    ]
    names = {issue[2:] for issue in issues_of(edition_2022, "country_alias", "repaired")}
    assert names == {("UK", "United Kingdom"), ("HK", "Hong Kong")}


def test_turkeys_second_infinova_is_reported(edition_2019: Edition, edition_2022: Edition) -> None:
    assert issues_of(edition_2019, "vendor_named_twice", "left_out") == [
        (65, "key_companies", "Infinova", None)
    ]
    assert issues_of(edition_2022, "vendor_named_twice", "left_out") == []


def test_every_country_code_given_to_a_row_of_2022_is_reported(
    edition_2019: Edition,
    edition_2022: Edition,
    printed_2022: Rows,
    iso3_of: Callable[[str], str],
) -> None:
    given = {
        (number, "Country", None, iso3_of(row["Country"])) for number, row in printed_2022.items()
    }
    assert set(issues_of(edition_2022, "iso3_from_name", "repaired")) == given
    assert issues_of(edition_2019, "iso3_from_name", "repaired") == []


def test_no_other_rule_was_needed(edition_2019: Edition, edition_2022: Edition) -> None:
    rules = {
        row["rule"] for edition in (edition_2019, edition_2022) for row in edition.rows("issues")
    }
    assert rules == {
        "country_alias",
        "iso3_from_name",
        "outside_titled_columns",
        "placeholder_vendor",
        "undo_search_and_replace",
        "vendor_alias",
        "vendor_misprint",
        "vendor_named_twice",
    }
