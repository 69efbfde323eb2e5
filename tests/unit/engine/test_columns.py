"""A row fits its columns exactly, or is refused with what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from sousveil.engine.columns import Column, ColumnKind, pack_row
from sousveil.engine.parquet import write_parquet

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    Column("quote"),
    Column("start", ColumnKind.INTEGER),
    Column("confidence", ColumnKind.NUMBER),
    Column("order", ColumnKind.BOOLEAN),
)
ROWS: list[dict[str, Any]] = [
    {"quote": "2019-05-01", "start": 2**63 - 1, "confidence": 1, "order": True},
    {"quote": 'it\'s "é"\n摄像头', "start": -(2**63), "confidence": 0.1 + 0.2, "order": False},
    {"quote": None, "start": None, "confidence": None, "order": None},
    {"quote": "x" * 3_000_000, "start": 0, "confidence": -1e300, "order": True},
]


def test_rows_come_back_from_parquet_as_they_were_given(tmp_path: Path) -> None:
    lines, target = tmp_path / "it's.jsonl", tmp_path / "it's.parquet"
    lines.write_bytes(b"".join(pack_row(COLUMNS, row) for row in ROWS))

    write_parquet(lines, COLUMNS, target)

    with duckdb.connect(":memory:") as connection:
        found = connection.execute("FROM read_parquet(?)", [str(target)]).fetchall()
    assert found == [tuple(row.values()) for row in ROWS]


def test_no_rows_are_a_file_with_all_columns(tmp_path: Path) -> None:
    lines, target = tmp_path / "rows.jsonl", tmp_path / "rows.parquet"
    lines.touch()

    write_parquet(lines, COLUMNS, target)

    with duckdb.connect(":memory:") as connection:
        described = connection.execute(f"DESCRIBE FROM '{target}'").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("quote", "VARCHAR"),
        ("start", "BIGINT"),
        ("confidence", "DOUBLE"),
        ("order", "BOOLEAN"),
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "3"}, "column start cannot hold '3' as integer"),
        ({"start": True}, "column start cannot hold True"),
        ({"start": 2**63}, "column start cannot hold 9223372036854775808"),
        ({"start": 1.0}, "column start cannot hold 1.0"),
        ({"confidence": float("nan")}, "column confidence cannot hold nan as number"),
        ({"order": 1}, "column order cannot hold 1 as boolean"),
        ({"quote": b"x"}, "column quote cannot hold b'x' as text"),
        ({"quote": "a\0b"}, "column quote cannot hold"),
        ({"quote": "\ud800"}, "surrogate"),
        ({"end": 4}, "differ in: end"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused(
    change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        pack_row(COLUMNS, ROWS[0] | change)


@pytest.mark.parametrize("name", ["", "Quote", "a b", "a'b", "1a"])
def test_a_column_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Column(name)
