"""The published tables as they are, read without the importer, and both editions frozen once."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from sousveil.data import read_bundled
from sousveil.editions.opening import Edition, open_edition
from sousveil.findings.replication import replicate
from sousveil.pipeline import freeze, import_table
from sousveil.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.finding import ReplicationResult

DATA = Path(__file__).parents[3] / "shared" / "data"
WORKBOOK = DATA / "upstream" / "AI Global Surveillance Index 09Mar2022.xlsx"

# What stands in the tables instead of a country's name.
DAMAGED_NAMES = {
    "UnitElectoral Democracy States of AmeriClosed Autocracy": "USA",
    "South KorElectoral Autocracy": "KOR",
    "SwElectoral Democracyen": "SWE",
}

Rows = dict[int, dict[str, str]]


def _existing(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"the published file is not here: {path}")
    return path


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def printed_2019() -> Rows:
    """Give the table of 2019 by row, the first country in row 1, empty cells left out."""
    rows = _read_csv(_existing(DATA / "aigs-2019.csv"))
    return {
        number: {title: text for title, text in row.items() if text}
        for number, row in enumerate(rows, start=1)
    }


@pytest.fixture(scope="session")
def covariates_2018() -> dict[str, dict[str, str]]:
    """Give the covariates of 2018 by country code."""
    return {row["country_iso3"]: row for row in _read_csv(_existing(DATA / "covariates-2018.csv"))}


@pytest.fixture(scope="session")
def workbook_path() -> Path:
    """Give the path of the workbook of 2022."""
    return _existing(WORKBOOK)


@pytest.fixture(scope="session")
def sheets(workbook_path: Path) -> list[list[tuple[Any, ...]]]:
    """Give the values of both sheets of the workbook, titles first."""
    workbook = load_workbook(workbook_path, data_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets]


@pytest.fixture(scope="session")
def printed_2022(sheets: list[list[tuple[Any, ...]]]) -> Rows:
    """Give the index sheet of 2022 by its row, untitled columns under their letters."""
    titles, *body = sheets[0]
    names = [title or get_column_letter(place) for place, title in enumerate(titles, start=1)]
    rows = {}
    for number, values in enumerate(body, start=2):
        cells = dict(zip(names, values, strict=True))
        rows[number] = {name: _as_text(value) for name, value in cells.items() if value is not None}
    return rows


def _as_text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)


@pytest.fixture(scope="session")
def iso3_of() -> Callable[[str], str]:
    """Give a function from a country's name in a table to its code, by the bundled list of countries."""
    codes = dict(DAMAGED_NAMES)
    for row in csv.DictReader(read_bundled("countries.csv").decode().splitlines()):
        for name in (row["name"], *row["aliases"].split(";")):
            codes[name] = row["country_iso3"]
    return codes.__getitem__


@pytest.fixture(scope="session")
def vendor_of() -> Callable[[str], str]:
    """Give a function from a vendor's name in a table to its id, by the bundled register."""
    ids = {}
    for vendor in yaml.safe_load(read_bundled("vendors.yaml"))["vendors"]:
        for spelling in (vendor["name"], *vendor["aliases"], *vendor["misprints"]):
            ids[spelling] = vendor["vendor_id"]
    return ids.__getitem__


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give a workspace into which both bundled tables go."""
    return read_settings({}, home=str(tmp_path_factory.mktemp("golden")))


@pytest.fixture(scope="session")
def edition_2019(settings: Settings) -> Edition:
    """Give the edition of 2019, frozen from the bundled transcription."""
    return _freeze(settings, "aigs-2019")


@pytest.fixture(scope="session")
def edition_2022(settings: Settings, edition_2019: Edition) -> Edition:
    """Give the edition of 2022, frozen from the bundled transcription, always after that of 2019."""
    return _freeze(settings, "aigs-2022")


@pytest.fixture(scope="session")
def edition_of_workbook(workbook_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Give the edition of 2022, frozen from the workbook itself."""
    home = read_settings({}, home=str(tmp_path_factory.mktemp("workbook")))
    import_table(home, "aigs-2022", workbook_path)
    return _freeze(home, "aigs-2022")


@pytest.fixture(scope="session")
def replications(edition_2019: Edition, edition_2022: Edition) -> dict[str, ReplicationResult]:
    """Give the replication tables of both editions, each result under ``YEAR/finding-id``."""
    return {
        f"{year}/{result.finding.query.finding_id}": result
        for year, edition in (("2019", edition_2019), ("2022", edition_2022))
        for result in replicate(edition)
    }


def _freeze(settings: Settings, name: str) -> Edition:
    folder = settings.home / "frozen" / name
    freeze(settings, name, folder)
    return open_edition(folder)
