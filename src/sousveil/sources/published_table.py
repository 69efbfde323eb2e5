"""Read published tables as they are: a sheet of a workbook, or the bundled transcription of one.

A workbook from outside is hostile until checked: its archive is bounded before anything
unpacks it, XML that declares a document type is refused, formulas are not evaluated.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Protocol
from xml.etree.ElementTree import ParseError

from sousveil.errors import BadInput, InvalidData
from sousveil.model.published_table import PublishedTable, TableLayout, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SheetShape(Protocol):
    """What reading needs to know of a sheet: its name, its titles, how its rows are numbered."""

    @property
    def sheet(self) -> str:
        """The sheet's name."""

    @property
    def row_column(self) -> str:
        """Title of the first column of a transcription, which numbers the rows."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every title that the sheet must have."""


MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 200


def read_workbook(data: bytes, layout: TableLayout, *, where: str) -> PublishedTable:
    """Read the sheet that the layout names from an XLSX workbook.

    Raises:
        BadInput: the bytes are no whole workbook, are too large unpacked, or have no
            such sheet.
        InvalidData: the sheet lacks columns that the layout names.
    """
    _name, rows = read_sheet(data, layout.sheet, where=where)
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    numbered = ((number, row) for number, row in enumerate(body, start=2))
    return _make_table(layout, header, numbered, where)


def read_sheet(data: bytes, sheet: str | None, *, where: str) -> tuple[str, list[list[str | None]]]:
    """Return the name of a sheet of an XLSX workbook and the text of its cells, row by row.

    Without a name it is the first sheet.

    Raises:
        BadInput: the bytes are no whole workbook, are too large unpacked, or have no
            such sheet.
    """
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  # heavy, and only for workbooks
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _check_archive(data, where)
    try:
        workbook = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        DefusedXmlException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        EOFError,
        OSError,
    ) as error:
        raise BadInput(
            f"not readable as an XLSX workbook: {str(error) or type(error).__name__}",
            where=where,
            next_step="open it in a spreadsheet program, save it as .xlsx again, or fetch it again",
        ) from error
    name = sheet or workbook.sheetnames[0]
    if name not in workbook.sheetnames:
        raise BadInput(
            f"the workbook has no sheet {name!r}; it has {', '.join(map(repr, workbook.sheetnames))}",
            where=where,
            next_step="name a sheet that it has, or give the workbook as it was published",
        )
    found = workbook[name]
    if (found.max_row or 0) > MAX_ROWS or (found.max_column or 0) > MAX_COLUMNS:
        raise BadInput(
            f"sheet {name!r} spans {found.max_row} rows and {found.max_column} columns; "
            f"at most {MAX_ROWS} and {MAX_COLUMNS} are read",
            where=where,
            next_step="delete the empty rows and columns beyond the table",
        )
    return name, [[_cell_text(value) for value in row] for row in found.iter_rows(values_only=True)]


def read_transcription(data: bytes, layout: SheetShape, *, where: str) -> PublishedTable:
    """Read a bundled transcription: a CSV whose first column is the row in the published table.

    Raises:
        BadInput: the bytes are not such a CSV.
        InvalidData: columns that the layout names are missing.
    """
    try:
        records = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
        header, body = records[0], records[1:]
        numbered = [(int(record[0]), [text or None for text in record[1:]]) for record in body]
    except (UnicodeDecodeError, csv.Error, ValueError, IndexError) as error:
        raise _no_transcription(str(error), where) from error
    if header[:1] != [layout.row_column]:
        raise _no_transcription(f"the first column is not {layout.row_column!r}", where)
    return _make_table(layout, [text or None for text in header[1:]], numbered, where)


def _no_transcription(reason: str, where: str) -> BadInput:
    return BadInput(
        f"not readable as a transcribed table: {reason}",
        where=where,
        next_step="save it as CSV in UTF-8, with the row number in the first column",
    )


def write_transcription(table: PublishedTable, row_column: str) -> bytes:
    """Write a table as the CSV that ``read_transcription`` reads back."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    titles = (*table.columns, *table.untitled)
    writer.writerow((row_column, *titles))
    for row in table:
        writer.writerow((row.number, *(row[title] or "" for title in titles)))
    return buffer.getvalue().encode()


def _check_archive(data: bytes, where: str) -> None:
    """Refuse an archive that is damaged or that unpacks to more than a table can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            is_small = unpacked <= MAX_UNPACKED_BYTES
            damaged = archive.testzip() if is_small else None
            typed = _find_document_type(archive) if is_small and damaged is None else None
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise BadInput(
            f"not a whole XLSX workbook: {error}",
            where=where,
            next_step="fetch the file again; a truncated download looks like this",
        ) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise BadInput(
            f"the workbook unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED_BYTES:,} are read",
            where=where,
            next_step="give the workbook as published, without embedded files",
        )
    if damaged is not None:
        raise BadInput(
            f"the workbook is damaged in its part {damaged!r}",
            where=where,
            next_step="fetch it again",
        )
    if typed is not None:
        raise BadInput(
            f"not readable as an XLSX workbook: its part {typed!r} declares a document type",
            where=where,
            next_step="open it in a spreadsheet program and save it as .xlsx again",
        )


def _find_document_type(archive: zipfile.ZipFile) -> str | None:
    """Return the first part of XML with a document type: no workbook needs one, attacks do.

    openpyxl reads with whichever parser is installed, so it is not left to the parser.
    """
    for member in archive.infolist():
        is_xml = member.filename.endswith((".xml", ".rels"))
        if is_xml and b"<!DOCTYPE" in archive.read(member).replace(b"\0", b""):
            return member.filename
    return None


def _cell_text(value: Any) -> str | None:
    """Give a cell's value as text: whole numbers without a point, others to their last digit."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _make_table(
    layout: SheetShape,
    header: Sequence[str | None],
    numbered: Iterable[tuple[int, Sequence[str | None]]],
    where: str,
) -> PublishedTable:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    titled = [title for title in header if title is not None and title in layout.columns]
    missing = [f"no column {title!r}" for title in layout.columns if title not in titled]
    names = [title or get_column_letter(place) for place, title in enumerate(header, start=1)]
    doubled = [f"column {name!r} stands twice" for name in set(names) if names.count(name) > 1]
    unknown = [
        f"column {title!r} is not in the layout"
        for title in header
        if title is not None and title not in layout.columns and not _is_letters(title)
    ]
    if missing or doubled or unknown:
        raise InvalidData(
            [*missing, *sorted(doubled), *unknown],
            where=f"{where}, sheet {layout.sheet!r}, row 1",
            next_step="give the table as it was published",
        )
    rows, used = [], set()
    for number, values in numbered:
        cells = {n: v for n, v in zip(names, values, strict=False) if v is not None}
        used |= set(cells)
        if cells:
            rows.append(TableRow(number=number, cells=cells))
    return PublishedTable(
        sheet=layout.sheet,
        columns=tuple(name for name in names if name in layout.columns),
        rows=tuple(rows),
        untitled=tuple(name for name in names if name not in layout.columns and name in used),
    )


def _is_letters(title: str) -> bool:
    """Whether a title is a spreadsheet's column letters, which stand for a column without one."""
    return title.isascii() and title.isalpha() and title.isupper() and len(title) <= 3
