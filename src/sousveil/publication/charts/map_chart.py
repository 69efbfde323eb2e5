"""Maps as files: the map of an edition or of a technology with its legend in one drawing."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.charts.chart_files import Chart, say_source
from sousveil.publication.site_paths import edition_path, file_stem, technology_path
from sousveil.publication.world_map import WorldMap, draw_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.publication.collection import Collection
    from sousveil.publication.languages import Language

COLUMNS = ("country_iso3", "country", "technologies")
_TITLE_HEIGHT, _LINE_HEIGHT, _SOURCE_HEIGHT = 34, 20, 30
_PER_ROW = 3
_EDGE = 12


@frozen(kw_only=True)
class LegendLine:
    """A swatch with its words: ``blank`` names a hatching, without one ``opacity`` a shade."""

    swatch: float
    x: float
    y: float
    words: str
    blank: str | None
    opacity: str | None


@frozen(kw_only=True)
class MapFile:
    """A map as a drawing of its own: its frame, where its text begins, and the legend."""

    title: str
    map: WorldMap
    left: float
    top: float
    width: float
    height: float
    start: float
    legend: tuple[LegendLine, ...]
    source: str


def map_stem(codebook_id: str, technology_code: str | None = None) -> str:
    """Return the name of the files of a map.

    >>> map_stem("aigs-2022"), map_stem("aigs-2022", "smart_city")
    ('map-aigs-2022', 'map-aigs-2022-smart_city')
    """
    parts = (codebook_id, technology_code) if technology_code else (codebook_id,)
    return "-".join(("map", *map(file_stem, parts)))


def chart_map(codebook_id: str, technology_code: str | None, collection: Collection) -> Chart:
    """Return the map of an edition, or of one technology of it, with its table."""
    world = _draw(codebook_id, technology_code, collection)
    frame = _frame(world)
    return Chart(
        stem=map_stem(codebook_id, technology_code),
        title=world.title,
        codebook_id=codebook_id,
        page=technology_path(technology_code) if technology_code else edition_path(codebook_id),
        width=round(frame[2]),
        height=round(frame[3]),
        is_signed=True,
        columns=COLUMNS,
        rows=tuple(
            (shape.outline.country_iso3, shape.name, shape.value)
            for shape in sorted(world.shapes, key=lambda shape: shape.outline.country_iso3 or "")
            if shape.page
        ),
    )


def view_map_file(codebook_id: str, technology_code: str | None, collection: Collection) -> MapFile:
    """Return the drawing of a map."""
    world = _draw(codebook_id, technology_code, collection)
    left, top, width, height = _frame(world)
    is_mirrored = collection.language.direction == "rtl"
    return MapFile(
        title=world.title,
        map=world,
        left=left,
        top=top,
        width=width,
        height=height,
        start=left + width - _EDGE if is_mirrored else left + _EDGE,
        legend=tuple(_place_legend(world, collection.language)),
        source=say_source(codebook_id, collection),
    )


def _draw(codebook_id: str, technology_code: str | None, collection: Collection) -> WorldMap:
    return draw_map(collection.edition(codebook_id).index, collection, technology_code)


def _frame(world: WorldMap) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the drawing: the map, title above, legend below."""
    left, top, width, height = map(float, world.view_box.split())
    rows = ceil((len(world.shades) + len(world.blanks)) / _PER_ROW)
    added = _TITLE_HEIGHT + rows * _LINE_HEIGHT + _SOURCE_HEIGHT
    return left, top - _TITLE_HEIGHT, width, height + added


def _place_legend(world: WorldMap, language: Language) -> Iterator[LegendLine]:
    say, is_mirrored = language.say, language.direction == "rtl"
    left, top, width, height = map(float, world.view_box.split())
    entries = [(f"{s.words} ({s.countries})", None, s.opacity) for s in world.shades]
    hatched = [(f"{say(b.term.words)} ({b.countries})", b.term.key, None) for b in world.blanks]
    for number, (words, blank, opacity) in enumerate((*entries, *hatched)):
        row, column = divmod(number, _PER_ROW)
        offset = _EDGE + column * (width - _EDGE) / _PER_ROW
        yield LegendLine(
            swatch=left + width - offset - 22 if is_mirrored else left + offset,
            x=left + width - offset - 28 if is_mirrored else left + offset + 28,
            y=top + height + 4 + row * _LINE_HEIGHT,
            words=words,
            blank=blank,
            opacity=opacity,
        )
