"""Show a table at the terminal, as JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import click
from attrs import frozen

from sousveil.editions.spreadsheet_cells import shield

if TYPE_CHECKING:
    from collections.abc import Iterable

PIPE_WIDTH = 160
"""How wide a table is drawn when the output is not a terminal and COLUMNS is not set."""


SHORT_WIDTH = 36
"""Columns whose cells are all this short are not wrapped; longer ones share what is left."""

BORDER = 3
"""Characters between two columns."""

LONG_WIDTH = 160
"""Beyond this a column's length no longer counts for its share of the width."""


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


@frozen
class Table:
    """What a command prints: a title, column names and rows of plain values."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice([f.value for f in Format]),
    default=Format.TABLE.value,
    show_default=True,
    help="How to print: a table to read, JSON, JSON Lines or CSV to go on with.",
)


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="The state at the end of a day or at a time (UTC): 2026-06-30, 2026-06-30T12:00:00Z.",
)


def print_table(table: Table, output_format: str) -> None:
    """Print a table in one of the formats."""
    if output_format == Format.JSON:
        records = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2, default=str))
    elif output_format == Format.JSONL:
        for row in table.rows:
            record = dict(zip(table.columns, row, strict=True))
            click.echo(json.dumps(record, ensure_ascii=False, default=str))
    elif output_format == Format.CSV:
        click.echo("".join(map(csv_line, (table.columns, *table.rows))), nl=False)
    else:
        _print_rich(table)


def make_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Table:
    """Make a table of any iterables."""
    return Table(title, tuple(columns), tuple(tuple(row) for row in rows))


def one_line(text: str) -> str:
    """Return a text without line breaks, and without what could steer a terminal.

    >>> one_line("two\\nlines, \\x1b[31mred")
    'two lines, [31mred'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def csv_line(values: Iterable[Any]) -> str:
    r"""Return a line of CSV with its end; no spreadsheet takes a text of it for a formula.

    >>> csv_line(["=A1", 2, None])
    "'=A1,2,\n"
    """
    buffer = io.StringIO(newline="")
    cells = [shield(value) if isinstance(value, str) else value for value in values]
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _print_rich(table: Table) -> None:
    from rich import box  # noqa: PLC0415  # only needed for tables
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as RichTable  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    width = shutil.get_terminal_size(fallback=(PIPE_WIDTH, 50)).columns
    drawn = RichTable(
        title=table.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
    )
    for place, (column, column_width) in enumerate(
        zip(table.columns, _column_widths(table, width), strict=True)
    ):
        numeric = all(isinstance(row[place], int | float | None) for row in table.rows)
        justify: Literal["left", "right"] = "right" if numeric else "left"
        drawn.add_column(Text(column), justify=justify, overflow="fold", width=column_width)
    for row in table.rows:
        drawn.add_row(*(Text(_cell(value), style=_STYLES.get(str(value), "")) for value in row))
    Console(width=width, highlight=False).print(drawn)


def _column_widths(table: Table, width: int) -> list[int]:
    """Share the width out: short columns get what they need, long ones what is left.

    Long ones share by length, and none gets less than its longest word if that can be.
    A letter of a Chinese, Japanese or Korean script is two characters wide.
    """
    from rich.cells import cell_len  # noqa: PLC0415  # only needed for tables

    texts = [
        [column, *(_cell(row[place]) for row in table.rows)]
        for place, column in enumerate(table.columns)
    ]
    needed = [max(map(cell_len, column)) for column in texts]
    if sum(needed) + BORDER * len(needed) <= width:
        return needed
    words = [max(cell_len(w) for text in column for w in text.split() or [""]) for column in texts]
    least = [
        n if n <= SHORT_WIDTH else min(w, SHORT_WIDTH) for n, w in zip(needed, words, strict=True)
    ]
    spare = max(0, width - sum(least) - BORDER * len(least))
    wanted = [min(n, LONG_WIDTH) - m for n, m in zip(needed, least, strict=True)]
    return [
        m + spare * max(w, 0) // max(sum(wanted), 1) for m, w in zip(least, wanted, strict=True)
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


_STYLES = {
    "replicates": "green",
    "differs": "yellow",
    "cannot be recomputed": "magenta",
    "gained": "green",
    "lost": "red",
}
