"""Read a table of one's own, CSV or XLSX, of which nothing is known before: titles, then rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from sousveil.data.user_files import read_user_file
from sousveil.errors import BadInput, InvalidData
from sousveil.model.published_table import PublishedTable, TableRow
from sousveil.sources.published_table import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    read_sheet,
)

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK = ".xlsx"


def read_own_table(path: Path, sheet: str | None = None) -> PublishedTable:
    """Read a table whose first row has the titles; rows are numbered as a spreadsheet does.

    An ``.xlsx`` file is a workbook, of which the sheet is read that is named, or the first
    one; any other is CSV in UTF-8.

    Raises:
        BadInput: the file is not there, too large, or not readable as what its name says.
        InvalidData: a title is missing or stands twice.
    """
    next_step = "give a CSV or XLSX file with the table alone, without other sheets"
    data = read_user_file(path, largest=MAX_UNPACKED_BYTES, next_step=next_step)
    if path.suffix.casefold() == WORKBOOK:
        name, rows = read_sheet(data, sheet, where=str(path))
    else:
        name, rows = path.stem, _read_csv(data, str(path))
    return _make_table(name, rows, str(path))


def _read_csv(data: bytes, where: str) -> list[list[str | None]]:
    try:
        text = data.decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(
            f"not readable as CSV: {error}",
            where=where,
            next_step="save the table as CSV in UTF-8, or as .xlsx",
        ) from error
    if len(records) > MAX_ROWS or max(map(len, records), default=0) > MAX_COLUMNS:
        raise BadInput(
            f"more than {MAX_ROWS} rows or {MAX_COLUMNS} columns",
            where=where,
            next_step="give the table alone",
        )
    return [[cell.strip() or None for cell in record] for record in records]


def _make_table(name: str, rows: list[list[str | None]], where: str) -> PublishedTable:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # heavy, for titles alone

    header = rows[0] if rows else []
    width = max(map(len, rows), default=0)
    titles = [*header, *[None] * (width - len(header))]
    names = [title or get_column_letter(place) for place, title in enumerate(titles, start=1)]
    doubled = sorted(title for title, count in Counter(names).items() if count > 1)
    problems = [f"the title {title!r} stands twice" for title in doubled]
    if not any(header):
        problems.append("no titles in the first row")
    if problems:
        raise InvalidData(
            problems, where=f"{where}, row 1", next_step="give each column one title of its own"
        )
    numbered = [
        (number, {n: cell for n, cell in zip(names, row, strict=False) if cell is not None})
        for number, row in enumerate(rows[1:], start=2)
    ]
    used = {title for _, cells in numbered for title in cells}
    untitled = {n for n, title in zip(names, titles, strict=True) if title is None}
    return PublishedTable(
        sheet=name,
        columns=tuple(n for n in names if n not in untitled),
        rows=tuple(TableRow(number=number, cells=cells) for number, cells in numbered if cells),
        untitled=tuple(n for n in names if n in untitled and n in used),
    )
