"""The map of the site as one drawing on its own, for print: colours instead of style classes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.publication.world_map import MapShape, WorldMap

FULL = (138, 47, 29)
"""The colour of the highest step, red, green and blue; lower ones are mixed with white."""
BACKGROUND = "#f2f3f5"
NO_UNIT = "#ffffff"
HATCH_GROUND, HATCH_LINE = "#f7f7f3", "#8d8e86"
HATCHES = {
    "not-ticked": "M-1,1L1,-1M0,5L5,0M4,6L6,4",
    "not-searched": "M0,2.5L5,2.5",
    "nothing-found": "M2,2L3,2L3,3L2,3Z",
    "evidence-rejected": "M0,0L5,5M0,5L5,0",
    "evidence-insufficient": "M1,2.5L4,2.5M2.5,1L2.5,4",
    "several-reasons": "M2.5,0L2.5,5",
    "not-a-unit": "",
}
"""The lines of a tile of 5 by 5 for each reason of a blank, as on the site."""
_DOT_RADIUS = "2.2"
_STROKE = "#8d95a1"


def draw_svg(world: WorldMap) -> str:
    """Return the map as SVG: shades and hatchings as on the site, dots for small units."""
    svg = _open(world.view_box, [blank.term.key for blank in world.blanks])
    SubElement(svg, "path", {"d": world.background, "fill": BACKGROUND})
    for shape in world.shapes:
        _draw(svg, shape)
    return tostring(svg, encoding="unicode")


def draw_swatch(opacity: str | None, blank: str | None) -> str:
    """Return a field of the legend as SVG: a shade, or the hatching of a reason."""
    svg = _open("0 0 20 13", [blank] if blank else [])
    area = {"width": "20", "height": "13", "stroke": _STROKE, "stroke-width": "0.6"}
    SubElement(svg, "rect", area | {"fill": _fill(opacity, blank)})
    return tostring(svg, encoding="unicode")


def colour_of(opacity: str) -> str:
    """Return the colour of a shade on white paper.

    >>> colour_of("1.00"), colour_of("0.00")
    ('#8a2f1d', '#ffffff')
    """
    share = float(opacity)
    mixed = (round(255 - (255 - part) * share) for part in FULL)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _open(view_box: str, hatches: Iterable[str]) -> Element:
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view_box})
    definitions = SubElement(svg, "defs")
    for key in hatches:
        tile = {"id": key, "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"}
        pattern = SubElement(definitions, "pattern", tile)
        SubElement(pattern, "rect", {"width": "5", "height": "5", "fill": HATCH_GROUND})
        lines = {"d": HATCHES[key], "fill": "none", "stroke": HATCH_LINE, "stroke-width": "0.6"}
        SubElement(pattern, "path", lines)
    return svg


def _fill(opacity: str | None, blank: str | None) -> str:
    if blank is not None:
        return f"url(#{blank})"
    return NO_UNIT if opacity is None else colour_of(opacity)


def _draw(svg: Element, shape: MapShape) -> None:
    outline = shape.outline
    fill = _fill(shape.opacity, shape.blank.key if shape.blank else None)
    if shape.is_dot:
        place = {"cx": str(outline.x), "cy": str(outline.y), "r": _DOT_RADIUS}
        SubElement(svg, "circle", place | {"fill": fill, "stroke": _STROKE, "stroke-width": "0.6"})
    else:
        drawn = {"d": outline.path, "fill": fill, "stroke": _STROKE, "stroke-width": "0.3"}
        SubElement(svg, "path", drawn)
