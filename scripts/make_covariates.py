"""Make the bundled covariate tables from the facts in shared/data and the published tables.

Run: python -m scripts.make_covariates COVARIATES_2018_CSV WORKBOOK_2022

The dictionaries (``*.yaml``) are written by hand; this writes the values, in their order.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from sousveil.claims.table_repairs import undo_damage
from sousveil.data import read_bundled
from sousveil.sources.published_table import read_transcription
from sousveil.store.registers import load_countries, load_layout

if TYPE_CHECKING:
    from sousveil.model.published_table import TableLayout

DATA = Path(__file__).parents[1] / "src" / "sousveil" / "data" / "covariates"
Rows = dict[str, dict[str, str]]

FROM_2018 = {
    "vdem_polyarchy_2018": "vdem_polyarchy_2018",
    "vdem_version": "vdem_version",
    "vdem_row_2018": "vdem_row_2018",
    "eiu_democracy_2018": "eiu_democracy_2018",
    "freedom_house_2019": "freedom_house_2019",
    "fotn_2018": "fotn_2018",
    "is_fotn_member_2018": "fotn_2018_member",
    "military_expenditure_2018_usd": "military_expenditure_2018_usd",
    "military_rank_2018": "",
    "bri_mou_date": "bri_mou_date",
    "population_2018": "population_2018",
    "gdp_2018_usd": "gdp_2018_usd",
}
FROM_SHEET_2 = {
    "vdem_polyarchy_2021": "v2x_polyarchy",
    "vdem_libdem_2021": "v2x_libdem",
    "vdem_row_2021": "v2x_regime",
    "digital_repression_2021": "Digital Repression Index 2021",
    "is_aigs_flagged": "AIGS?",
}
KEPT_IN_2022 = ("military_expenditure_2018_usd", "military_rank_2018", "bri_mou_date",
                "population_2018", "gdp_2018_usd")  # fmt: skip


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("covariates_2018", type=Path)
    parser.add_argument("workbook_2022", type=Path)
    paths = parser.parse_args()
    facts = _read_2018(paths.covariates_2018)
    table = _merge(facts, _published("aigs-2019"), _published("aigs-2019"))
    _write("aigs-2019", sorted(facts), table, [*_titles("aigs-2019"), *FROM_2018])
    sheet = _read_sheet_2(paths.workbook_2022)
    table = _merge(sheet, _published("aigs-2022"), facts)
    _write("aigs-2022", sorted(sheet), table, [*_titles("aigs-2022"), *FROM_SHEET_2, *KEPT_IN_2022])


def _titles(table_id: str) -> list[str]:
    return list(load_layout(table_id).covariates.values())


def _published(table_id: str) -> Rows:
    """Give the covariates that a published table prints, by country."""
    layout = load_layout(table_id)
    data = read_bundled(f"tables/{layout.file}")
    rows: Rows = {}
    for row in read_transcription(data, layout, where=layout.file):
        values = {name: row[title] or "" for title, name in layout.covariates.items()}
        values["is_bri_published"] = _boolean(values["is_bri_published"])
        rows[_iso3(row[layout.country] or "", layout)] = values
    return rows


def _read_2018(path: Path) -> Rows:
    rows: Rows = {}
    with path.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            row = {name: record[title] if title else "" for name, title in FROM_2018.items()}
            row["is_fotn_member_2018"] = _boolean(row["is_fotn_member_2018"])
            rows[record["country_iso3"]] = row
    spending = {
        iso3: float(row["military_expenditure_2018_usd"])
        for iso3, row in rows.items()
        if row["military_expenditure_2018_usd"]
    }
    for iso3, spent in spending.items():
        rank = 1 + sum(other > spent for other in spending.values())
        rows[iso3]["military_rank_2018"] = str(rank)
    return rows


def _read_sheet_2(path: Path) -> Rows:
    header, *records = load_workbook(path, read_only=True).worksheets[1].iter_rows(values_only=True)
    layout = load_layout("aigs-2022")
    rows: Rows = {}
    for record in records:
        cells = dict(zip(header, record, strict=True))
        row = {n: "" if cells[t] is None else str(cells[t]) for n, t in FROM_SHEET_2.items()}
        row["is_aigs_flagged"] = _boolean(row["is_aigs_flagged"])
        rows[_iso3(str(cells["Country"]), layout)] = row
    return rows


def _iso3(name: str, layout: TableLayout) -> str:
    country = load_countries().find(undo_damage(name, layout.damage))
    if country is None:
        raise SystemExit(f"unknown country {name!r}")
    return country.country_iso3


def _boolean(text: str) -> str:
    return "true" if text in {"1", "x"} else "false"


def _merge(*tables: Rows) -> Rows:
    return {
        iso3: {key: value for table in tables for key, value in table.get(iso3, {}).items()}
        for iso3 in tables[0]
    }


def _write(name: str, countries: list[str], table: Rows, columns: list[str]) -> None:
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country_iso3", *columns))
        for iso3 in countries:
            writer.writerow((iso3, *(table[iso3].get(column, "") for column in columns)))


if __name__ == "__main__":
    main()
