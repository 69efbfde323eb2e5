from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.editions.csv_table import write_parquet, write_table
from sousveil.editions.spreadsheet_cells import shield, unshield
from sousveil.editions.tables import ColumnType, EditionTable, TableColumn

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1")
TABLE = EditionTable(
    "quotes",
    "a table with a column that SQL has a word for",
    ("column",),
    (
        TableColumn("column", ColumnType.TEXT, "text"),
        TableColumn("amount", ColumnType.NUMBER, "number"),
    ),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(text: str) -> None:
    assert shield(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a = b", "e-mail", " plain", "7"])
def test_any_other_text_stands_as_it_is(text: str) -> None:
    assert shield(text) == text


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unshield(shield(text)) == text


def test_no_cell_of_a_table_is_a_formula_and_parquet_has_the_texts(tmp_path: Path) -> None:
    texts = [*FORMULAS, "'quoted'", "plain"]
    write_table(tmp_path, TABLE, [(text, -1.5) for text in texts])
    with (tmp_path / "quotes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[0] for row in rows] == [*(f"'{text}" for text in FORMULAS), "''quoted'", "plain"]
    assert {row[1] for row in rows} == {"-1.5"}
    with duckdb.connect() as connection:
        write_parquet(connection, tmp_path, TABLE)
        query = "SELECT * FROM read_parquet(?)"
        found = connection.execute(query, [str(tmp_path / "quotes.parquet")]).fetchall()
    assert found == [(text, -1.5) for text in texts]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_whatever_a_text_is_parquet_has_it_or_null_for_an_empty_one(texts: list[str]) -> None:
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        place = Path(folder)
        write_table(place, TABLE, [(text, None) for text in texts])
        write_parquet(connection, place, TABLE)
        query = 'SELECT "column" FROM read_parquet(?)'
        found = connection.execute(query, [str(place / "quotes.parquet")]).fetchall()
    assert [text for (text,) in found] == [text or None for text in texts]
