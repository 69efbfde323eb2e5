"""Every claim of both editions cites a cell of its table, and the quote stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from sousveil.data import read_bundled
from sousveil.model.identifiers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition

Rows = dict[int, dict[str, str]]
YEARS = ("2019", "2022")


def cited_cells(edition: Edition) -> list[tuple[str, int, str, str, str]]:
    """Give (claim, row, column, quote, sheet) of all evidence, locators taken apart by hand."""
    cells = []
    for row in edition.rows("evidence"):
        match = re.fullmatch(r"sheet=([^;]*);row=(\d+);column=([^;]*)", row["locator"])
        assert match is not None, row
        sheet, number, column = match.groups()
        cells.append((row["claim_id"], int(number), unquote(column), row["quote"], unquote(sheet)))
    return cells


@pytest.mark.parametrize("year", YEARS)
def test_every_quote_stands_in_the_cell_that_its_locator_names(
    year: str,
    edition_2019: Edition,
    edition_2022: Edition,
    printed_2019: Rows,
    printed_2022: Rows,
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    printed = {"2019": printed_2019, "2022": printed_2022}[year]
    in_table = [cell for cell in cited_cells(edition) if cell[4] == f"AIGS {year}"]
    assert in_table
    for _claim, row, column, quote, _sheet in in_table:
        assert quote in printed[row][column]


@pytest.mark.parametrize("year", YEARS)
def test_a_claim_is_about_the_country_of_the_row_and_the_column_that_it_cites(
    year: str,
    edition_2019: Edition,
    edition_2022: Edition,
    printed_2019: Rows,
    printed_2022: Rows,
    iso3_of: Callable[[str], str],
    vendor_of: Callable[[str], str],
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    countries = {
        "2019": {number: row["iso3"] for number, row in printed_2019.items()},
        "2022": {number: iso3_of(row["Country"]) for number, row in printed_2022.items()},
    }[year]
    claims = {row["claim_id"]: row for row in edition.rows("claims")}
    cited = [cell for cell in cited_cells(edition) if cell[4] == f"AIGS {year}"]
    for claim_id, number, column, quote, _sheet in cited:
        claim = claims[claim_id]
        assert claim["country_iso3"] == countries[number]
        if claim["vendor_id"] is not None:
            assert column == "key_companies" or column.startswith("Company ")
            assert claim["vendor_id"] == vendor_of(quote)
        elif column == "Other Countries":
            assert claim["supplier_iso3"] == iso3_of(quote)
        else:
            assert quote in {"1", "x"}


@pytest.mark.parametrize("year", YEARS)
def test_every_claim_has_evidence_and_was_accepted_by_the_decision_of_the_import(
    year: str, edition_2019: Edition, edition_2022: Edition
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    claims = list(edition.rows("claims"))
    evidence = list(edition.rows("evidence"))
    assert [row["claim_id"] for row in claims] == [row["claim_id"] for row in evidence]
    assert {(row["verdict"], row["decided_by"]) for row in claims} == {
        ("accept", f"import:aigs-{year}")
    }
    assert {row["source_id"] for row in evidence} == {f"aigs-{year}"}


def test_the_evidence_names_the_bundled_file_by_its_hash(
    edition_2019: Edition, edition_2022: Edition
) -> None:
    for edition, files in (
        (edition_2019, ("aigs-2019.csv", "aigs-2019-financing.csv")),
        (edition_2022, ("aigs-2022.csv",)),
    ):
        hashes = {sha256_of(read_bundled(f"tables/{name}")) for name in files}
        assert {row["snapshot_sha256"] for row in edition.rows("evidence")} == hashes


def test_the_soft_loans_cite_the_table_of_the_text(edition_2019: Edition) -> None:
    claims = {row["claim_id"]: row for row in edition_2019.rows("financing")}
    cited = {cell[0]: cell for cell in cited_cells(edition_2019) if cell[4] == "AIGS 2019 text"}
    assert set(cited) == set(claims)
    assert {row["country_iso3"] for row in claims.values()} == {"KEN", "LAO", "MNG", "UGA", "UZB"}
    assert {
        (row["supplier_iso3"], row["lender_iso3"], row["financing_kind"]) for row in claims.values()
    } == {("CHN", "CHN", "soft_loan")}
    assert {(cell[2], cell[3]) for cell in cited.values()} == {("financing_kind", "soft_loan")}
