"""Write a table of an edition as CSV, and turn the CSV into Parquet of the same content."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Self

from sousveil.editions.spreadsheet_cells import APOSTROPHE, SUSPICIOUS, shield
from sousveil.editions.tables import ColumnType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from sousveil.editions.tables import EditionTable

_LINE_END = "\r\n"
"""As RFC 4180 has it. Python 3.11 quotes a text that has a character of the line end, and not for
another: with a line feed alone, a carriage return within a quote would end the row."""


class CsvTable:
    """An open CSV file of one edition table; rows go out as they come, so memory stays flat."""

    def __init__(self, folder: Path, table: EditionTable) -> None:
        self.table = table
        self.rows = 0
        self._file = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator=_LINE_END)
        self._writer.writerow(table.column_names)

    def write(self, *values: Any) -> None:
        """Write one row: text, numbers or None, in the order of the table's columns."""
        self.rows += 1
        self._writer.writerow(
            [v if type(v) is not str or v[:1] not in SUSPICIOUS else shield(v) for v in values]
        )

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_table(folder: Path, table: EditionTable, rows: Iterable[tuple[Any, ...]]) -> int:
    """Write a whole table, booleans as ``true`` and ``false``, and return its number of rows."""
    has_booleans = any(column.type is ColumnType.BOOLEAN for column in table.columns)
    with CsvTable(folder, table) as out:
        for row in rows:
            if has_booleans:
                out.write(*(str(v).lower() if isinstance(v, bool) else v for v in row))
            else:
                out.write(*row)
        return out.rows


def write_parquet(
    connection: DuckDBPyConnection, folder: Path, table: EditionTable, columns: str = "*"
) -> None:
    """Write the Parquet file of a table from its CSV file, with the declared types.

    One thread and the CSV's order: the same CSV gives the same bytes. ``columns`` is the SQL
    of what is selected.
    """
    connection.execute(
        f"COPY (SELECT {columns} FROM {scan_csv(folder, table)}) "  # noqa: S608  # names are the program's own
        f"TO '{_quoted(folder / f'{table.name}.parquet')}' (FORMAT parquet, COMPRESSION zstd)"
    )


def scan_csv(folder: Path, table: EditionTable) -> str:
    """Return the SQL that reads a table's CSV file with its declared types, texts as they were."""
    types = ", ".join(f"'{column.name}': '{column.type.value}'" for column in table.columns)
    names = [f'"{column.name}"' for column in table.columns if column.type is ColumnType.TEXT]
    texts = ", ".join(
        f"if(starts_with({name}, '{APOSTROPHE * 2}'), substr({name}, 2), {name}) AS {name}"
        for name in names
    )
    return (
        f"(SELECT * REPLACE ({texts}) FROM "  # noqa: S608  # names are the program's own
        f"read_csv('{_quoted(folder / f'{table.name}.csv')}', header = true, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', nullstr = '', "
        f"max_line_size = 16777216, columns = {{{types}}}))"
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
