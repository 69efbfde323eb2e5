from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import duckdb
import pytest

from sousveil.editions.opening import open_edition
from sousveil.errors import CannotWrite
from sousveil.publication.package import write_data_package

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition


@pytest.fixture
def package(editions: tuple[Edition, Edition], tmp_path: Path) -> Path:
    write_data_package(editions[1], tmp_path / "package")
    return tmp_path / "package"


def read_descriptor(package: Path) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads(
        (package / "datapackage.json").read_text(encoding="utf-8")
    )
    return descriptor


def read_tables(package: Path) -> dict[str, dict[str, Any]]:
    resources = read_descriptor(package)["resources"]
    return {r["name"]: r for r in resources if r["type"] == "table"}


def test_the_package_is_still_the_edition(package: Path, editions: tuple[Edition, Edition]) -> None:
    assert open_edition(package).manifest == editions[1].manifest


def test_every_file_but_what_describes_the_others_is_a_resource(package: Path) -> None:
    paths = {resource["path"] for resource in read_descriptor(package)["resources"]}
    rest = {path.name for path in package.iterdir()} - paths
    assert {name for name in rest if not name.endswith(".zip")} == {
        *(".sousveil-package", "datapackage.json"),
        *("dataset.jsonld", "dcat.jsonld", "ro-crate-metadata.json"),
    }


def test_names_are_unique_and_in_the_form_that_frictionless_asks(package: Path) -> None:
    descriptor = read_descriptor(package)
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[-a-z0-9._/]+", name) for name in (*names, descriptor["name"]))


def test_a_primary_key_is_declared_where_it_is_one(package: Path) -> None:
    keys = {name: table["schema"].get("primaryKey") for name, table in read_tables(package).items()}
    assert keys["cells"] == ["country_iso3", "technology_code"]
    assert keys["claims"] == ["claim_id"]
    assert keys["supply"] is None  # a link names a vendor or a country, never both


def test_a_key_that_repeats_is_not_declared(copied_edition: Edition, tmp_path: Path) -> None:
    path = copied_edition.folder / "vendors.parquet"
    with duckdb.connect() as connection:
        doubled = f"FROM read_parquet('{path}') UNION ALL FROM read_parquet('{path}')"
        connection.execute(f"CREATE TABLE doubled AS {doubled}")
        connection.execute(f"COPY doubled TO '{path}' (FORMAT parquet)")
    write_data_package(copied_edition, tmp_path / "package")
    assert "primaryKey" not in read_tables(tmp_path / "package")["vendors"]["schema"]


def test_a_reference_that_leads_nowhere_is_not_declared(
    copied_edition: Edition, package: Path, tmp_path: Path
) -> None:
    def columns(folder: Path) -> set[str]:
        keys = read_tables(folder)["supply"]["schema"]["foreignKeys"]
        return {key["fields"][0] for key in keys}

    assert "vendor_id" in columns(package)
    path = copied_edition.folder / "vendors.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE fewer AS FROM read_parquet('{path}') LIMIT 1")
        connection.execute(f"COPY fewer TO '{path}' (FORMAT parquet)")
    write_data_package(copied_edition, tmp_path / "package")
    assert "vendor_id" not in columns(tmp_path / "package")


def test_covariates_say_source_unit_and_scale(package: Path) -> None:
    table = read_tables(package)["covariates"]
    fields = {field["name"]: field["description"] for field in table["schema"]["fields"]}
    assert "Source: " in fields["fotn_score_published"]
    assert "Scale: 100-0." in fields["fotn_score_published"]
    assert "Unit: persons." in fields["population_2018"]
    assert table["licenses"][0]["path"] == "covariates.yaml"


def test_the_archive_is_the_same_bytes_and_holds_the_folder(package: Path, tmp_path: Path) -> None:
    archive = write_data_package(open_edition(package), tmp_path / "again")
    assert archive.read_bytes() == (package / archive.name).read_bytes()
    with ZipFile(archive) as file:
        members = {Path(name).name: file.read(name) for name in file.namelist()}
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    kept = {
        path.name: path.read_bytes()
        for path in package.iterdir()
        if path.name not in {archive.name, ".sousveil-package"}
    }
    assert members == kept


def test_the_readme_says_licence_and_citation(
    package: Path, editions: tuple[Edition, Edition]
) -> None:
    text = (package / "README.md").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in text
    assert "Feldstein, Steven (2022)" in text
    assert editions[1].manifest.edition_id in text


@pytest.mark.parametrize("name", ["mine.txt", "datapackage.json"])
def test_a_folder_that_we_did_not_make_is_left_alone(
    name: str, editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(CannotWrite):
        write_data_package(editions[0], tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {name: "mine"}


def test_a_package_is_replaced_by_the_next_one_unless_somebody_put_a_file_beside_it(
    package: Path, editions: tuple[Edition, Edition]
) -> None:
    write_data_package(editions[0], package)
    assert open_edition(package).manifest == editions[0].manifest
    (package / "notes.txt").write_text("mine")
    with pytest.raises(CannotWrite, match=r"notes\.txt"):
        write_data_package(editions[1], package)
    assert open_edition(package).manifest == editions[0].manifest
