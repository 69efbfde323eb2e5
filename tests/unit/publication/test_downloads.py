"""Downloads of a site, and packages that are exported without one."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from frictionless import Package

from sousveil.errors import BadInput
from sousveil.pipeline.publishing import export_editions
from sousveil.publication.downloads import list_downloads, list_stacked
from sousveil.publication.package import (
    archive_name,
    write_data_package,
    write_stacked_package,
)
from sousveil.publication.site_paths import downloads_path, stacked_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from sousveil.editions.opening import Edition
    from sousveil.settings import Settings


@pytest.fixture
def stacked(editions: tuple[Edition, Edition], tmp_path: Path) -> Path:
    packages = [tmp_path / downloads_path(edition.manifest.codebook_id) for edition in editions]
    for edition, package in zip(editions, packages, strict=True):
        write_data_package(edition, package)
    write_stacked_package(editions, packages, tmp_path / stacked_path())
    return tmp_path / stacked_path()


def test_every_download_that_is_listed_is_there_and_every_file_is_listed(
    editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    place = tmp_path / downloads_path("aigs-2019")
    archive = write_data_package(editions[0], place)
    downloads = list_downloads(editions[0], archive)
    links = [
        downloads.package,
        *(form.link for form in downloads.forms),
        *(link for table in downloads.tables for link, _size in table.files),
    ]
    listed = {tmp_path / str(link.path) for link in links}
    assert listed == {path for path in place.iterdir() if path.name != ".sousveil-package"}
    rows = {table.name: table.rows for table in downloads.tables}
    assert (rows["units"], rows["cells"], rows["panel"]) == (176, 528, 528)


def test_the_panel_of_all_editions_has_each_of_them_and_is_valid(stacked: Path) -> None:
    with (stacked / "panel.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = {
        name: sum(row["codebook_id"] == name for row in rows) for name in ("aigs-2019", "aigs-2022")
    }
    assert counts == {"aigs-2019": 528, "aigs-2022": 716}
    descriptor = json.loads((stacked / "datapackage.json").read_text(encoding="utf-8"))
    report = Package(descriptor, basepath=str(stacked)).validate()
    assert report.flatten(["title", "note"]) == []
    keys = {
        r["name"]: r["schema"].get("primaryKey") for r in descriptor["resources"] if "schema" in r
    }
    assert keys["panel"] == ["edition_id", "country_iso3", "technology_code"]
    assert {path.name for path in stacked.iterdir()} == {
        ".sousveil-package",
        *(str(link.path).rpartition("/")[2] for link, _meaning in list_stacked()),
    }


def test_the_folder_of_all_editions_is_no_codebooks() -> None:
    assert downloads_path("all-editions") != stacked_path()


def test_export_writes_the_packages_that_publishing_writes(
    settings: Settings, editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    names = tuple(str(edition.folder) for edition in editions)
    places = export_editions(settings, names, tmp_path / "data")
    assert [place.name for place in places] == ["aigs-2019", "aigs-2022", "all-editions"]
    expected = write_data_package(editions[0], tmp_path / "aigs-2019")
    written = tmp_path / "data" / "aigs-2019" / archive_name(editions[0])
    assert written.read_bytes() == expected.read_bytes()


def test_two_editions_of_one_codebook_are_not_exported_together(
    settings: Settings, editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    names = (str(editions[0].folder), "aigs-2019")
    with pytest.raises(BadInput, match="aigs-2019"):
        export_editions(settings, names, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_the_command_line_exports_an_edition(
    run: Callable[..., CompletedProcess[str]], frozen_edition: Path, tmp_path: Path
) -> None:
    done = run(
        "--home", tmp_path / "home", "edition", "export", frozen_edition, "--to", tmp_path / "d"
    )
    assert done.returncode == 0, done.stderr
    assert "all-editions" in done.stdout
    assert (tmp_path / "d" / "aigs-2019" / "aigs-2019.sqlite").is_file()
