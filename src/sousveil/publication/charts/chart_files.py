"""The files of a chart beside its page: drawing (SVG), table (CSV), and a page to embed.

A picture in pixels is made by the reader's browser of the drawing as it is seen.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.spreadsheet_cells import shield
from sousveil.publication.terms import LICENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.publication.collection import Collection


@frozen(kw_only=True)
class Chart:
    """A chart: ``stem`` names its files, ``page`` shows it, the table says all that it shows.

    ``is_signed`` says that the drawing itself holds the line with its source.
    """

    stem: str
    title: str
    codebook_id: str
    page: str
    width: int
    height: int
    is_signed: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@frozen(kw_only=True)
class EmbedPage:
    """A page that holds one chart, for the frame of another site."""

    path: str
    title: str
    description: str
    chart: Chart
    drawing: str
    source: str | None


def drawing_path(stem: str) -> str:
    """Return the drawing of a chart."""
    return f"charts/{stem}.svg"


def table_path(stem: str) -> str:
    """Return the table of a chart."""
    return f"charts/{stem}.csv"


def embed_path(stem: str) -> str:
    """Return the page of a chart for another site's frame."""
    return f"embed/{stem}.html"


def write_table(make: Callable[[Collection], Chart], collection: Collection) -> str:
    """Return a chart's table as CSV that no spreadsheet runs."""
    chart = make(collection)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(chart.columns)
    for row in chart.rows:
        writer.writerow([shield(value) if isinstance(value, str) else value for value in row])
    return text.getvalue()


def view_embed(make: Callable[[Collection], Chart], collection: Collection) -> EmbedPage:
    """Return the page that holds a chart alone, with its source."""
    chart = make(collection)
    return EmbedPage(
        path=embed_path(chart.stem),
        title=chart.title,
        description=chart.title,
        chart=chart,
        drawing=drawing_path(chart.stem),
        source=None if chart.is_signed else say_source(chart.codebook_id, collection),
    )


def say_source(codebook_id: str, collection: Collection) -> str:
    """Return the line that says where a chart is from."""
    return collection.language.say(
        "Source: Sousveil, edition {edition}; {licence}.",
        edition=codebook_id,
        licence=LICENCE["title"],
    )
