"""Tables of one's own, as files from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from sousveil.errors import BadInput, InvalidData
from sousveil.sources.own_table import read_own_table
from sousveil.sources.published_table import MAX_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path


def _csv(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return path


def test_a_csv_is_read_with_rows_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    table = read_own_table(_csv(tmp_path, "country,score\nChad, 3.5 \n\nPeru,\n"))
    assert (table.columns, table.sheet) == (("country", "score"), "own")
    assert [(row.number, row.cells) for row in table] == [
        (2, {"country": "Chad", "score": "3.5"}),
        (4, {"country": "Peru"}),
    ]


def test_cells_right_of_the_last_title_are_kept_under_their_letters(tmp_path: Path) -> None:
    table = read_own_table(_csv(tmp_path, "country,score\nChad,1,stray\n"))
    assert (table.columns, table.untitled) == (("country", "score"), ("C",))
    assert table.rows[0]["C"] == "stray"


def test_the_named_sheet_of_a_workbook_is_read_and_else_the_first(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    workbook = Workbook()
    first = workbook.create_sheet("one", 0)
    first.append(["country", "a"])
    other = workbook.create_sheet("two")
    other.append(["country", "b"])
    other.append(["Chad", 2])
    workbook.save(path)
    assert read_own_table(path).columns == ("country", "a")
    assert read_own_table(path, "two").rows[0].cells == {"country": "Chad", "b": "2"}
    with pytest.raises(BadInput, match="no sheet 'three'; it has 'one', 'Sheet', 'two'"):
        read_own_table(path, "three")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("a,a\n1,2\n", "'a' stands twice"), ("", "no titles"), (",\n1,2\n", "no titles")],
)
def test_titles_must_be_there_and_differ(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(InvalidData, match=problem):
        read_own_table(_csv(tmp_path, text))


def test_a_file_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not readable"):
        read_own_table(tmp_path / "missing.csv")
    path = tmp_path / "own.csv"
    path.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(BadInput, match="not readable as CSV"):
        read_own_table(path)
    with pytest.raises(BadInput, match="columns"):
        read_own_table(_csv(tmp_path, ",".join("x" * (MAX_COLUMNS + 1))))
    path = tmp_path / "own.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(BadInput, match="not a whole XLSX workbook"):
        read_own_table(path)
