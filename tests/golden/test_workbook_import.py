"""The workbook itself, imported, gives the same edition as the bundled transcription of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.editions.comparison import compare_editions
from sousveil.model.identifiers import sha256_of
from sousveil.pipeline import import_table
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition


@pytest.mark.parametrize(
    "table", ["cells", "supply", "issues", "units", "vendors", "covariates", "technologies"]
)
def test_the_workbook_gives_the_same_table_as_its_transcription(
    table: str, edition_of_workbook: Edition, edition_2022: Edition
) -> None:
    files = [edition.folder / f"{table}.csv" for edition in (edition_of_workbook, edition_2022)]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(files[0].read_bytes().splitlines()) > 1


def test_the_workbook_and_its_transcription_compare_as_equal(
    edition_of_workbook: Edition, edition_2022: Edition
) -> None:
    assert compare_editions(edition_of_workbook, edition_2022) == ()


def test_claims_made_from_the_workbook_cite_the_bytes_of_the_workbook(
    edition_of_workbook: Edition, edition_2022: Edition, workbook_path: Path
) -> None:
    cited = {row["snapshot_sha256"] for row in edition_of_workbook.rows("evidence")}
    assert cited == {sha256_of(workbook_path.read_bytes())}
    places = [
        [(row["locator"], row["quote"]) for row in edition.rows("evidence")]
        for edition in (edition_of_workbook, edition_2022)
    ]
    assert sorted(places[0]) == sorted(places[1])


def test_importing_the_workbook_finds_what_importing_the_transcription_finds(
    workbook_path: Path, tmp_path: Path
) -> None:
    results = [
        import_table(read_settings({}, home=str(tmp_path / name)), "aigs-2022", path)
        for name, path in (("workbook", workbook_path), ("bundled", None))
    ]
    assert results[0] == results[1]
    assert results[0].is_new


def test_importing_the_workbook_twice_changes_nothing(workbook_path: Path, tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path))
    first = import_table(settings, "aigs-2022", workbook_path)
    again = import_table(settings, "aigs-2022", workbook_path)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.issues == first.issues
