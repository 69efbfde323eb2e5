"""One SQLite file of an edition, with types, keys and references, as Datasette shows it.

The same edition and the same version of SQLite give the same bytes. The file describes itself:
its table ``dictionary`` has a row for each column.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sousveil.editions.tables import ColumnType
from sousveil.publication.formats.rows import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from sousveil.publication.formats.dictionary import Field, Table

_TYPES = {
    ColumnType.TEXT: "TEXT",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.NUMBER: "REAL",
    ColumnType.BOOLEAN: "INTEGER",
}
_DICTIONARY = """
    CREATE TABLE "dictionary" (
        "table_name" TEXT NOT NULL, "column_name" TEXT NOT NULL, "meaning" TEXT NOT NULL,
        "codes" TEXT, "unit" TEXT, "year" INTEGER, "scale" TEXT, "direction" TEXT,
        "source" TEXT, "licence" TEXT, PRIMARY KEY ("table_name", "column_name")
    )
"""


def write_sqlite(path: Path, tables: Iterable[Table], data: DuckDBPyConnection) -> None:
    """Write the tables that ``data`` has views of into a new SQLite file.

    References are declared and have been checked; a reader that enforces them can.
    """
    described = tuple(tables)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table in described:
            connection.execute(_create(table))
            marks = ", ".join("?" for _ in table.fields)
            insert = f'INSERT INTO "{table.name}" VALUES ({marks})'  # noqa: S608  # tables of ours
            connection.executemany(insert, _read(table, data))
            for name in (key.column for key in table.foreign_keys):
                connection.execute(
                    f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ("{name}")'
                )
        connection.execute(_DICTIONARY)
        marks = ", ".join("?" for _ in range(10))
        connection.executemany(
            f'INSERT INTO "dictionary" VALUES ({marks})',  # noqa: S608
            (_explain(table, field) for table in described for field in table.fields),
        )
        connection.execute("COMMIT")


def _create(table: Table) -> str:
    """Return the statement that makes a table; booleans are 0 and 1, which the checks hold."""
    lines = []
    for field in table.fields:
        line = f'"{field.name}" {_TYPES[field.type]}'
        line += " NOT NULL" if field.is_required else ""
        line += f' CHECK ("{field.name}" IN (0, 1))' if field.type is ColumnType.BOOLEAN else ""
        lines.append(line)
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({_list(table.primary_key)})")
    lines += [
        f'FOREIGN KEY ("{key.column}") REFERENCES "{key.table}" ("{key.references}")'
        for key in table.foreign_keys
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join(lines)})'


def _read(table: Table, data: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    columns = _list(field.name for field in table.fields)
    return fetch_rows(data, f"SELECT {columns} FROM {table.name}")  # noqa: S608


def _explain(table: Table, field: Field) -> tuple[str | int | None, ...]:
    codes = "; ".join(
        f"{code.value}: {code.meaning}" if code.meaning else code.value for code in field.codes
    )
    return (
        table.name,
        field.name,
        field.meaning,
        codes or None,
        field.unit,
        field.year,
        field.scale,
        field.direction,
        field.source,
        field.licence,
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
