"""The audit of the two published AIGS tables, read from the transcriptions beside the project."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from sousveil.data import read_bundled
from sousveil.editions.audit.observation import Confidence, Observation
from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.editions.covariates import (
    CovariateColumn,
    CovariateDictionary,
    Covariates,
    parse_value,
)
from sousveil.editions.tables import ColumnType
from sousveil.model.country import Country, CountryRegister
from sousveil.model.published_table import PublishedTable, TableRow
from sousveil.model.structuring import structure
from sousveil.model.vendor import VendorRegister

DATA = Path(__file__).parents[2].parent / "shared" / "data"
TABLE_2019 = DATA / "aigs-2019.csv"
WORKBOOK_2022 = DATA / "upstream" / "AI Global Surveillance Index 09Mar2022.xlsx"
COVARIATES = DATA / "covariates-2018.csv"

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (TABLE_2019, WORKBOOK_2022, COVARIATES)),
    reason="the transcribed tables are not beside the project",
)

TEXT_COVARIATES = ("country_name", "vdem_version", "vdem_row_2018", "bri_mou_date")


def _table(rows: list[list[str]], untitled: list[str]) -> PublishedTable:
    columns: Any = rows[0]
    numbered: Any = [
        TableRow(number=n, cells={c: v for c, v in zip(columns, row, strict=True) if v})
        for n, row in enumerate(rows[1:], start=2)
    ]
    stray: Any = untitled
    return PublishedTable(sheet="index", columns=columns, rows=numbered, untitled=stray)


def _read_2019() -> PublishedTable:
    with TABLE_2019.open(encoding="utf-8", newline="") as file:
        return _table(list(csv.reader(file)), [])


def _read_2022() -> PublishedTable:
    sheet = load_workbook(WORKBOOK_2022).worksheets[0]
    rows = [
        ["" if value is None else str(value) for value in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    letters = [get_column_letter(n) for n in range(1, len(rows[0]) + 1)]
    untitled = [letter for letter, title in zip(letters, rows[0], strict=True) if not title]
    titles = [title or letter for letter, title in zip(letters, rows[0], strict=True)]
    return _table([titles, *rows[1:]], untitled)


def _read_countries() -> CountryRegister:
    lines = read_bundled("countries.csv").decode().splitlines()
    countries: Any = [
        Country(
            country_iso3=row["country_iso3"],
            name=row["name"],
            region_code=row["region_code"],
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in csv.DictReader(lines)
    ]
    return CountryRegister(countries=countries)


def _read_covariates() -> Covariates:
    with COVARIATES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = list(reader.fieldnames or [])[1:]
        types = {n: ColumnType.TEXT if n in TEXT_COVARIATES else ColumnType.NUMBER for n in names}
        rows = {
            row["country_iso3"]: {n: parse_value(row[n], types[n]) for n in names} for row in reader
        }
    columns: Any = [
        CovariateColumn(name=n, type=types[n], meaning="", source="", licence="") for n in names
    ]
    dictionary = CovariateDictionary(covariates_id="2018", title="", notes="", columns=columns)
    return Covariates(dictionary=dictionary, rows=rows)


def _audit(name: str) -> tuple[Observation, ...]:
    plan = structure(read_bundled(f"audits/{name}.yaml").decode(), AuditPlan, where=name)
    vendors = structure(read_bundled("vendors.yaml").decode(), VendorRegister, where="vendors")
    is_first = name == "aigs-2019"
    reference = AuditReference(
        countries=_read_countries(),
        covariates=_read_covariates(),
        vendors=vendors,
        earlier=None if is_first else _read_2019(),
    )
    return audit_table(_read_2019() if is_first else _read_2022(), plan, reference)


@pytest.fixture(scope="module")
def audit_2019() -> tuple[Observation, ...]:
    return _audit("aigs-2019")


@pytest.fixture(scope="module")
def audit_2022() -> tuple[Observation, ...]:
    return _audit("aigs-2022")


def _only(observations: tuple[Observation, ...], check: str) -> Observation:
    (observation,) = [o for o in observations if o.check == check]
    return observation


def test_the_2019_checks_that_find_something(audit_2019: tuple[Observation, ...]) -> None:
    assert [observation.check for observation in audit_2019] == [
        "shifted_column",
        "score",
        "score",
        "category",
        "category",
        "repeated_values",
        "totals",
    ]


def test_the_2019_score_carries_the_freedom_house_total_of_another_country(
    audit_2019: tuple[Observation, ...],
) -> None:
    shift = _only(audit_2019, "shifted_column")
    assert "17 rows of regime_score from India to Pakistan" in shift.summary
    assert "freedom_house_2019" in shift.summary
    assert shift.confidence is Confidence.INFERRED
    donors = {row.country_iso3: row.note.rpartition("that of ")[2] for row in shift.rows}
    assert donors == {
        "IND": "Hungary",
        "IDN": "India",
        "IRN": "Indonesia",
        "IRQ": "Iran",
        "ISR": "Iraq",
        "KAZ": "Jordan",
        "KEN": "Kazakhstan",
        "KGZ": "Kuwait",
        "LAO": "Kyrgyzstan",
        "LBN": "Laos",
        "MYS": "Malawi",
        "MEX": "Mali",
        "MNG": "Moldova",
        "MAR": "Mongolia",
        "MMR": "Mozambique",
        "NGA": "Nicaragua",
        "PAK": "Nigeria",
    }


def test_every_large_difference_of_the_2019_score_is_explained(
    audit_2019: tuple[Observation, ...],
) -> None:
    large, slight = (o for o in audit_2019 if o.check == "score")
    assert len(large.rows) == 17
    assert all("explained by a shift" in row.note for row in large.rows)
    assert [row.country_iso3 for row in slight.rows] == ["BHR", "HKG", "ROU"]


def test_the_2019_types_that_the_recomputed_score_changes(
    audit_2019: tuple[Observation, ...],
) -> None:
    types, statuses = (o for o in audit_2019 if o.check == "category")
    assert [(r.country_iso3, r.found, r.expected) for r in types.rows] == [
        ("IRN", "EA", "CA"),
        ("MAR", "ED", "EA"),
        ("NGA", "EA", "ED"),
    ]
    assert [(r.country_iso3, r.found, r.expected) for r in statuses.rows] == [
        ("KOR", "FREE", "PARTLY FREE"),
        ("TUR", "PARTLY FREE", "NOT FREE"),
    ]


def test_the_2019_total_and_the_vendor_named_twice(audit_2019: tuple[Observation, ...]) -> None:
    (total,) = _only(audit_2019, "totals").rows
    assert (total.column, total.found, total.expected) == ("smart_policing", "52", "53")
    (twice,) = _only(audit_2019, "repeated_values").rows
    assert (twice.country_iso3, twice.found) == ("TUR", "Infinova; Infinova")


def test_the_2022_checks_that_find_something(audit_2022: tuple[Observation, ...]) -> None:
    assert [observation.check for observation in audit_2022] == [
        "rank_order",
        "rank_order",
        "replaced_text",
        "stray_cells",
        "capped_columns",
        "reversed_scale",
        "dropped_rows",
    ]


def test_the_2022_ranks_that_contradict_their_values(audit_2022: tuple[Observation, ...]) -> None:
    order, doubled = (o for o in audit_2022 if o.check == "rank_order")
    assert [(r.country_iso3, r.found, r.expected) for r in order.rows] == [
        ("VNM", "30", "after 34, before 38"),
        ("PRY", "45", "after 94, before 98"),
    ]
    assert [(r.country_iso3, r.found) for r in doubled.rows] == [("VNM", "35"), ("NZL", "35")]


def test_the_2022_search_and_replace(audit_2022: tuple[Observation, ...]) -> None:
    replaced = _only(audit_2022, "replaced_text")
    assert [(r.row, r.column, r.expected) for r in replaced.rows] == [
        (91, "Other Countries", "South Korea"),
        (91, "Other Countries", "Sweden"),
        (97, "Country", "United States of America"),
    ]


def test_the_2022_cap_of_five_vendors_and_what_stands_beyond_it(
    audit_2022: tuple[Observation, ...],
) -> None:
    cap = _only(audit_2022, "capped_columns")
    assert len(cap.rows) == 14
    assert [r.country_iso3 for r in cap.rows if r.note] == ["IND", "RUS", "FRA"]
    stray = _only(audit_2022, "stray_cells")
    assert len(stray.rows) == 17
    assert {r.country_iso3 for r in stray.rows} == {"IND", "RUS", "TJK", "SVN", "FRA"}


def test_the_2022_scale_turned_round_and_the_countries_dropped(
    audit_2022: tuple[Observation, ...],
) -> None:
    turned = _only(audit_2022, "reversed_scale")
    assert len(turned.rows) == 46
    china = next(row for row in turned.rows if row.country_iso3 == "CHN")
    assert (china.found, china.expected, china.note) == ("10", "12", "88 in the earlier edition")
    assert [r.country_iso3 for r in _only(audit_2022, "dropped_rows").rows] == ["OMN", "RWA"]
