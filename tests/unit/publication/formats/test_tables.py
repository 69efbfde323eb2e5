"""What the tables say in every form, and that validators of others find nothing wrong with them."""

from __future__ import annotations

import csv
import json
import sqlite3
import warnings
from contextlib import closing
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from csvw import CSVW  # type: ignore[import-untyped]
from frictionless import Package

from sousveil.editions.opening import open_edition
from sousveil.publication.formats.evidence_bundle import NO_EVIDENCE
from sousveil.publication.formats.research_tables import read_join_kit, write_research_tables
from sousveil.store.registers import load_countries

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition

PACKAGES = ["package_2019", "living_package"]


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_schemas(package: Path) -> dict[str, dict[str, Any]]:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    return {r["name"]: r["schema"] for r in descriptor["resources"] if r["type"] == "table"}


def test_frictionless_finds_the_data_package_valid(package: Path) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    report = Package(descriptor, basepath=str(package)).validate()
    assert report.flatten(["title", "note"]) == []
    assert report.valid
    tables = [task for task in report.tasks if task.type == "table"]
    assert {task.name for task in tables} >= {"cells", "claims", "covariates", "panel", "join_kit"}


def test_frictionless_finds_what_is_wrong_with_a_package_that_was_changed(
    package_2019: Path, tmp_path: Path
) -> None:
    descriptor = json.loads((package_2019 / "datapackage.json").read_text(encoding="utf-8"))
    cells = next(r for r in descriptor["resources"] if r["name"] == "cells")
    text = (package_2019 / "cells.csv").read_text(encoding="utf-8").replace("AFG,", "Afghan,", 1)
    (tmp_path / "cells.csv").write_text(text, encoding="utf-8")
    descriptor["resources"] = [cells | {"schema": cells["schema"] | {"foreignKeys": []}}]
    assert not Package(descriptor, basepath=str(tmp_path)).validate().valid  # the hash differs


def test_csvw_finds_the_table_group_valid(package: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it then counts as invalid
        group = CSVW(str(package / "csv-metadata.json"), validate=True)
        assert group.is_valid, [str(warning.message) for warning in group.warnings]
    columns = {str(t.url): [c.name for c in t.tableSchema.columns] for t in group.tables}
    with (package / "cells.csv").open(encoding="utf-8", newline="") as file:
        assert columns["cells.csv"] == next(csv.reader(file))


def test_every_column_of_every_table_is_described_in_both(package: Path) -> None:
    for name, schema in read_schemas(package).items():
        with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert [field["name"] for field in schema["fields"]] == next(csv.reader(file))
        assert all(field["description"] for field in schema["fields"])


def test_a_covariate_has_its_unit_scale_and_direction_in_fields_of_their_own(
    package_2019: Path,
) -> None:
    fields = {f["name"]: f for f in read_schemas(package_2019)["covariates"]["fields"]}
    assert fields["fotn_score_published"]["scale"] == "0-100"
    assert fields["fotn_score_published"]["direction"] == "higher is less free"
    assert fields["population_2018"]["unit"] == "persons"
    column = next(
        column
        for table in json.loads((package_2019 / "csv-metadata.json").read_text())["tables"]
        if table["url"] == "covariates.csv"
        for column in table["tableSchema"]["columns"]
        if column["name"] == "population_2018"
    )
    assert column["schema:unitText"] == "persons"


def test_a_blank_of_the_panel_is_missing_with_its_reason_and_never_zero(
    living_package: Path,
) -> None:
    rows = {
        row["country_iso3"]: row
        for row in read_csv(living_package / "panel.csv")
        if row["technology_code"] == "smart_city"
    }
    said = {iso3: rows[iso3]["use"] for iso3 in ("KEN", "UGA", "TZA")}
    assert said == {"KEN": "1", "UGA": "evidence_rejected", "TZA": "not_searched"}
    assert (rows["KEN"]["country_iso2"], rows["KEN"]["country_numeric"]) == ("KE", "404")
    assert (rows["KEN"]["cow_code"], rows["KEN"]["geonames_id"]) == ("501", "192950")
    use = next(f for f in read_schemas(living_package)["panel"]["fields"] if f["name"] == "use")
    labels = {missing["value"]: missing["label"] for missing in use["missingValues"]}
    assert {row["use"] for row in rows.values()} <= {"1", *labels}
    assert "not evidence of absence" in labels["searched_nothing_found"]
    with duckdb.connect() as connection:
        query = "SELECT DISTINCT use FROM read_parquet(?) ORDER BY ALL"
        assert connection.execute(query, [str(living_package / "panel.parquet")]).fetchall() == [
            (1,),
            (None,),
        ]


def test_events_are_dated_as_exactly_as_the_source_is(living_package: Path) -> None:
    rows = read_csv(living_package / "events.csv")
    columns = ("event_kind", "event_date", "status", "safeguard_kind", "safeguard_finding")
    assert {tuple(row[column] for column in columns) for row in rows} == {
        ("reported", "2025-11", "deployed", "", ""),
        ("started", "2024-05", "planned", "", ""),
        ("started", "2020", "deployed", "oversight", "absent"),
    }


def test_sqlite_has_types_keys_and_references_that_hold(package: Path) -> None:
    file = next(package.glob("*.sqlite"))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        columns = connection.execute("PRAGMA table_info(cells)").fetchall()
        assert [(name, kind) for _, name, kind, *_, key in columns if key] == [
            ("country_iso3", "TEXT"),
            ("technology_code", "TEXT"),
        ]
        assert {c[1]: c[2] for c in columns}["claim_count"] == "INTEGER"
        references = {
            (row[3], row[2], row[4])
            for row in connection.execute("PRAGMA foreign_key_list(evidence)")
        }
        assert references == {
            ("claim_id", "claims", "claim_id"),
            ("source_id", "sources", "source_id"),
        }
        described = connection.execute("SELECT count(*) FROM dictionary").fetchone()
        tables = read_schemas(package).values()
        assert described == (sum(len(schema["fields"]) for schema in tables),)


def test_every_form_has_the_same_rows(package: Path) -> None:
    whole = json.loads((package / "edition.json").read_text(encoding="utf-8"))["tables"]
    file = next(package.glob("*.sqlite"))
    for name in read_schemas(package):
        count = len(read_csv(package / f"{name}.csv"))
        with duckdb.connect() as connection, closing(sqlite3.connect(file)) as database:
            path = str(package / f"{name}.parquet")
            query = "SELECT count(*) FROM read_parquet(?)"
            assert connection.execute(query, [path]).fetchall() == [(count,)]
            assert database.execute(f"SELECT count(*) FROM {name}").fetchall() == [(count,)]
        assert len(whole[name]) == count


def test_no_cell_of_any_csv_is_a_formula_and_every_other_form_has_the_text(
    living_package: Path,
) -> None:
    begin = ("=", "+", "-", "@", "\t", "\r", "\n")
    texts = [
        cell
        for path in living_package.glob("*.csv")
        for row in read_csv(path)
        for cell in row.values()
        if cell.startswith(begin) and not cell.removeprefix("-").replace(".", "").isdigit()
    ]
    assert texts == []
    quotes = {row["quote"] for row in read_csv(living_package / "evidence.csv")}
    formula = '=HYPERLINK("http://example.org/","the cameras")'
    assert f"'{formula}" in quotes
    whole = json.loads((living_package / "edition.json").read_text(encoding="utf-8"))["tables"]
    assert formula in {row["quote"] for row in whole["evidence"]}
    edition = open_edition(living_package)
    assert formula in {row["quote"] for row in edition.rows("evidence")}
    assert {row["agency"] for row in edition.rows("claims")} == {None, "@police"}


def test_the_join_kit_agrees_with_the_register_of_countries() -> None:
    kit = {row[0]: row for row in read_join_kit()}
    units = {
        c.country_iso3: (
            c.country_iso3,
            c.name,
            c.country_iso2,
            c.country_numeric,
            c.cow_code,
            c.vdem_id,
        )
        for c in load_countries()
    }
    assert {iso3: kit[iso3][:6] for iso3 in units} == units
    assert kit["KEN"][6] == 192950
    assert kit["ABW"][2:7] == ("AW", "533", None, None, 3577279)
    assert len({row[6] for row in kit.values() if row[6]}) == sum(
        row[6] is not None for row in kit.values()
    )


def test_a_table_made_again_is_the_same_bytes(
    living_edition: Edition, living_package: Path, tmp_path: Path
) -> None:
    write_research_tables(living_edition, tmp_path, NO_EVIDENCE.snapshots)
    for name in ("panel.csv", "panel.parquet", "events.parquet", "join_kit.csv"):
        assert (tmp_path / name).read_bytes() == (living_package / name).read_bytes()
