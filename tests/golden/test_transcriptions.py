from __future__ import annotations

import csv
from typing import Any

from sousveil.data import read_bundled

Rows = dict[int, dict[str, str]]


def read_transcribed(name: str) -> Rows:
    records = list(csv.reader(read_bundled(f"tables/{name}").decode().splitlines()))
    titles = records[0][1:]
    return {
        int(record[0]): {t: text for t, text in zip(titles, record[1:], strict=True) if text}
        for record in records[1:]
    }


def test_the_bundled_table_of_2019_carries_every_cell_and_no_other(printed_2019: Rows) -> None:
    assert len(printed_2019) == 75
    assert read_transcribed("aigs-2019.csv") == printed_2019


def test_the_bundled_table_of_2022_carries_every_cell_and_no_other(printed_2022: Rows) -> None:
    assert len(printed_2022) == 97
    assert read_transcribed("aigs-2022.csv") == printed_2022


def test_the_bundled_table_of_2019_keeps_the_columns_in_order(printed_2019: Rows) -> None:
    header = read_bundled("tables/aigs-2019.csv").decode().splitlines()[0].split(",")
    assert header[0] == "row"
    assert sorted(header[1:]) == sorted({title for row in printed_2019.values() for title in row})


def test_numbers_of_the_workbook_keep_their_last_digit(
    sheets: list[list[tuple[Any, ...]]],
) -> None:
    transcribed = read_transcribed("aigs-2022.csv")
    titles = sheets[0][0]
    compared = 0
    for number, values in enumerate(sheets[0][1:], start=2):
        for title, value in zip(titles, values, strict=True):
            if title is not None and isinstance(value, float):
                assert float(transcribed[number][title]) == value
                compared += 1
    assert compared > 200


def test_the_five_soft_loans_of_the_text_of_2019_are_transcribed() -> None:
    rows = read_transcribed("aigs-2019-financing.csv")
    loans = {(row["country"], row["lender"], row["financing_kind"]) for row in rows.values()}
    countries = ("Kenya", "Laos", "Mongolia", "Uganda", "Uzbekistan")
    assert loans == {(country, "China", "soft_loan") for country in countries}
