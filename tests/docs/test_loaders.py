"""The loaders that the documentation shows give the numbers that it says, each in its own language."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sousveil.pipeline import freeze
from sousveil.pipeline.publishing import export_editions
from sousveil.settings import read_settings

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/load-an-edition.md"
SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(?:python|sql|r|stata)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = {
    section["title"]: block["code"]
    for section in SECTION.finditer(PAGE.read_text(encoding="utf-8"))
    if (block := BLOCK.search(section["body"]))
}
COUNTED = "aigs-2019 64\naigs-2022 78\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the command of the page was run."""
    home = tmp_path_factory.mktemp("loaders")
    settings = read_settings({}, home=str(home / "workspace"))
    names = ("aigs-2019", "aigs-2022")
    for name in names:
        freeze(settings, name, home / name)
    export_editions(settings, tuple(str(home / name) for name in names), home / "data")
    return home


def run_python(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(PAGE), "exec"), {"__name__": "__main__"})  # noqa: S102
    return printed.getvalue()


def query(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_the_page_says_what_its_examples_count() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "facial recognition in each edition: 64 in 2019, 78 in 2022" in text


@pytest.mark.parametrize(("title", "module"), [("pandas", "pandas"), ("polars", "polars")])
def test_python_loads_the_panel(
    title: str, module: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    assert run_python(CODE[title], folder, monkeypatch) == COUNTED


def test_the_function_for_pandas_reads_every_table_with_its_types(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    check = """
kit = load("data/all-editions", "join_kit")
print(kit.set_index("country_iso3").loc["NAM", "country_iso2"], kit["cow_code"].dtype)
print(panel["use"].isna().sum(), panel["blank_reason"].isna().sum())
print(load("data/aigs-2019", "cells")["is_present"].sum())
"""
    printed = run_python(CODE["pandas"] + check, folder, monkeypatch)
    ((blanks, used),) = query(
        "SELECT count(*) - count(use), count(use) FROM 'data/all-editions/panel.parquet'"
    )
    assert printed == f"{COUNTED}NA Int64\n{blanks} {used}\n173\n"


def test_duckdb_loads_the_panel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert query(CODE["DuckDB"]) == [("aigs-2019", 64), ("aigs-2022", 78)]
    assert query(CODE["Join to other data"]) == [("NAM", 565, 3355338)]


def test_r_loads_the_panel(folder: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    (folder / "load.R").write_text(CODE["R"], encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", "load.R"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == (COUNTED, 0), done.stderr


def test_stata_loads_the_panel(folder: Path) -> None:
    stata = next(filter(None, map(shutil.which, ("stata-mp", "stata-se", "stata"))), None)
    if stata is None:
        pytest.skip("Stata is not installed")
    (folder / "load.do").write_text(CODE["Stata"], encoding="utf-8")
    subprocess.run([stata, "-b", "do", "load.do"], cwd=folder, check=True)
    log = (folder / "load.log").read_text(encoding="utf-8")
    assert [line for line in COUNTED.splitlines() if line not in log] == []


def test_sqlite_answers_the_query_that_the_page_shows(folder: Path) -> None:
    with contextlib.closing(
        sqlite3.connect(folder / "data/aigs-2019/aigs-2019.sqlite")
    ) as database:
        rows = database.execute(CODE["SQLite and Datasette"]).fetchall()
    assert ("Argentina", "NEC") in rows
