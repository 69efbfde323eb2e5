"""A table is read as it is printed, cell by cell, whether from a workbook or a transcription."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from sousveil.errors import BadInput, InvalidData
from sousveil.model.published_table import FinancingTable, PublishedTable, TableLayout, TableRow
from sousveil.pipeline import read_bundled_table
from sousveil.sources.published_table import (
    read_transcription,
    read_workbook,
    write_transcription,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHAPE = FinancingTable(sheet="S", file="s.csv", country="country", lender="lender", kind="kind")


@pytest.fixture(scope="module")
def layout() -> TableLayout:
    return read_bundled_table("aigs-2022")[1]


def read(text: str) -> PublishedTable:
    return read_transcription(text.encode(), SHAPE, where="s.csv")


def write_workbook(rows: Sequence[Sequence[Any]], sheet: str) -> bytes:
    workbook = Workbook()
    worksheet = workbook.active
    assert worksheet is not None
    worksheet.title = sheet
    for row in rows:
        worksheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_a_workbook_and_its_transcription_read_the_same(
    make_workbook: Callable[..., bytes], layout: TableLayout
) -> None:
    table = read_workbook(make_workbook(), layout, where="book.xlsx")
    printed, _layout = read_bundled_table("aigs-2022")
    assert table.rows[0].cells == {
        title: text for title, text in printed.rows[0].cells.items() if title in printed.columns
    }
    written = write_transcription(table, layout.row_column)
    assert read_transcription(written, layout, where="again.csv") == table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (" x ", " x "),
        (1, "1"),
        (1.0, "1"),
        (0.1, "0.1"),
        (1396.808510638298, "1396.808510638298"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("", None),
        (None, None),
        ("华为", "华为"),
        ("#N/A", "#N/A"),
        (dt.datetime(2020, 1, 2), "2020-01-02 00:00:00"),
    ],
)
def test_cells_are_read_to_the_letter(layout: TableLayout, value: Any, text: str | None) -> None:
    data = write_workbook([layout.columns, ["Kenya", *[None] * 18, value]], layout.sheet)
    (row,) = read_workbook(data, layout, where="book.xlsx")
    assert row[layout.columns[19]] == text
    assert row.cells.keys() == {"Country"} | ({layout.columns[19]} if text else set())


def test_rows_keep_their_number_and_empty_ones_are_left_out(layout: TableLayout) -> None:
    data = write_workbook([layout.columns, ["Kenya"], [], ["Uganda"]], layout.sheet)
    table = read_workbook(data, layout, where="book.xlsx")
    assert [(row.number, row["Country"]) for row in table] == [(2, "Kenya"), (4, "Uganda")]
    assert table.by_number[4]["Country"] == "Uganda"


def test_cells_right_of_the_titles_are_kept_under_their_letters(layout: TableLayout) -> None:
    width = len(layout.columns)
    rows = [layout.columns, ["Kenya"], ["Uganda", *[None] * width, "stray"]]
    table = read_workbook(write_workbook(rows, layout.sheet), layout, where="book.xlsx")
    assert table.untitled == ("Y",)
    assert table.by_number[3]["Y"] == "stray"


def test_a_transcription_is_read_with_its_row_numbers() -> None:
    table = read("row,country,lender,kind\n7,Kenya,China,loan\n3,Uganda,,\n")
    assert table.sheet == "S"
    assert table.columns == ("country", "lender", "kind")
    assert table.rows == (
        TableRow(number=7, cells={"country": "Kenya", "lender": "China", "kind": "loan"}),
        TableRow(number=3, cells={"country": "Uganda"}),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "country,lender,kind\n",
        "row,country,lender,kind\nseven,Kenya,China,loan\n",
        'row,country,lender,kind\n7,"Kenya,China,loan\n',
        "row,country,lender,kind\n\n",
    ],
    ids=["empty", "no row numbers", "a word for a number", "an open quote", "an empty line"],
)
def test_what_is_no_transcription_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not readable as a transcribed table") as caught:
        read(text)
    assert caught.value.where == "s.csv"
    assert "UTF-8" in caught.value.next_step


def test_a_transcription_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadInput, match="not readable as a transcribed table"):
        read_transcription("row,country\n7,Côte".encode("latin-1"), SHAPE, where="s.csv")


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("row,country,kind", ["no column 'lender'"]),
        ("row,country,lender,kind,kind", ["column 'kind' stands twice"]),
        ("row,country,lender,kind,more", ["column 'more' is not in the layout"]),
        ("row,country,lender,kind,XY,XY", ["column 'XY' stands twice"]),
        ("row,country,lender,kind,A,,F", []),
        ("row,country,lender,kind,F,", []),
        ("row,country,lender,kind,E,", ["column 'E' stands twice"]),
        (
            "row,lender,Kind,lender",
            [
                "no column 'country'",
                "no column 'kind'",
                "column 'lender' stands twice",
                "column 'Kind' is not in the layout",
            ],
        ),
    ],
)
def test_titles_must_be_those_of_the_layout_each_once(header: str, problems: list[str]) -> None:
    if not problems:
        assert read(f"{header}\n").columns == ("country", "lender", "kind")
        return
    with pytest.raises(InvalidData) as caught:
        read(f"{header}\n")
    assert list(caught.value.problems) == problems
    assert caught.value.where == "s.csv, sheet 'S', row 1"
