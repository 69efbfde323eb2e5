"""The network of an edition as files: the drawing with its title, and the links as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.charts.chart_files import Chart, say_source
from sousveil.publication.charts.network_drawing import NetworkDrawing, network_stem, say_title
from sousveil.publication.network_graph import HEIGHT, WIDTH
from sousveil.publication.network_page import draw_edition_network, network_path

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection

COLUMNS = ("country_iso3", "country", "vendor_id", "vendor")
COLOURS = (
    "#6b7280",
    "#0072b2",
    "#b35900",
    "#007a5a",
    "#a8457f",
    "#2f86c1",
    "#7a6a00",
    "#5b3a8c",
)
"""Of communities, the first for small ones; after Okabe and Ito, darkened to be read on white."""

_EDGE = 12


@frozen(kw_only=True)
class NetworkFile:
    """A network as a drawing of its own: ``start`` is where its text begins."""

    title: str
    drawing: NetworkDrawing
    colours: tuple[str, ...]
    start: int
    source: str


def chart_network(codebook_id: str, collection: Collection) -> Chart:
    """Return an edition's network with its links as a table."""
    index = collection.edition(codebook_id).index
    return Chart(
        stem=network_stem(codebook_id),
        title=say_title(codebook_id, collection.language),
        codebook_id=codebook_id,
        page=network_path(codebook_id),
        width=WIDTH,
        height=HEIGHT + 60,
        is_signed=True,
        columns=COLUMNS,
        rows=tuple(
            (code, collection.country(code).text, vendor_id, collection.vendor(vendor_id).text)
            for code in sorted(index.links)
            for vendor_id in sorted(index.vendor_ids(code))
        ),
    )


def view_network_file(codebook_id: str, collection: Collection) -> NetworkFile:
    """Return the drawing of an edition's network."""
    drawing = draw_edition_network(codebook_id, collection)
    is_mirrored = collection.language.direction == "rtl"
    return NetworkFile(
        title=drawing.title,
        drawing=drawing,
        colours=COLOURS,
        start=WIDTH - _EDGE if is_mirrored else _EDGE,
        source=say_source(codebook_id, collection),
    )
