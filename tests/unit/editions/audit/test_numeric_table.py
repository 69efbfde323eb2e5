from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sousveil.editions.audit.numeric_table import NumericTable, read_numbers, read_reference
from sousveil.editions.audit.observation import RowKey
from sousveil.editions.covariates import read_covariates
from sousveil.errors import NotFound
from sousveil.model.published_table import PublishedTable

Publish = Callable[..., PublishedTable]
Key = Callable[[PublishedTable], dict[int, RowKey]]


def test_an_empty_cell_is_missing_and_not_zero(publish: Publish, key: Key) -> None:
    table = publish([{"country": "A", "n": "3"}, {"country": "B", "n": None}])
    numbers, broken = read_numbers(table, key(table), ["n"])
    assert numbers.columns == {"n": (3.0, None)}
    assert numbers.present("n") == {"A": 3.0}
    assert broken == ()


@pytest.mark.parametrize("text", ["3,5", "x", "nan", "inf"])
def test_a_cell_that_is_no_number_is_missing_and_reported(
    publish: Publish, key: Key, text: str
) -> None:
    table = publish([{"country": "A", "n": text}])
    numbers, broken = read_numbers(table, key(table), ["n"])
    assert numbers.columns == {"n": (None,)}
    assert [(row.row, row.column, row.found) for row in broken[0].rows] == [(2, "n", text)]


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 1 rows"):
        NumericTable(keys=(RowKey(row=1, country_iso3=None, label="A"),), columns={"n": (1.0, 2.0)})


def test_an_unknown_column_names_those_that_exist(number: Callable[..., NumericTable]) -> None:
    with pytest.raises(NotFound, match="no column 'm'") as error:
        number(["A"], n=[1.0]).present("m")
    assert error.value.where == "a table with n"


def test_covariates_become_numbers_by_country() -> None:
    dictionary: dict[str, Any] = {"n": "DOUBLE", "t": "VARCHAR"}
    described = "covariates_id: c\ntitle: t\nnotes: n\ncolumns:\n" + "".join(
        f"  - {{name: {name}, type: {kind}, meaning: m, source: s, licence: l}}\n"
        for name, kind in dictionary.items()
    )
    read = read_covariates(described, "country_iso3,n,t\nAAA,1.5,x\nBBB,,y\n", where="test")
    table = read_reference(read, {"AAA": "Aland"})
    assert table.columns == {"n": (1.5, None), "t": (None, None)}
    assert table.labels == {"AAA": "Aland", "BBB": "BBB"}
