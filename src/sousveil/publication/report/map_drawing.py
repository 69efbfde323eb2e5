"""The map of the site as one drawing on its own, for print: colours instead of style classes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from sousveil.publication.world_map import MapShape, WorldMap

FULL = (138, 47, 29)
"""The colour of the highest step, red, green and blue; lower ones are mixed with white."""
BLANK = "#e3e6ea"
BACKGROUND = "#f2f3f5"
NO_UNIT = "#ffffff"
_DOT_RADIUS = "2.2"
_STROKE = "#8d95a1"


def draw_svg(world: WorldMap) -> str:
    """Return the map as SVG: shades as on the site, blank units grey, dots for small ones."""
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": world.view_box})
    SubElement(svg, "path", {"d": world.background, "fill": BACKGROUND})
    for shape in world.shapes:
        _draw(svg, shape)
    return tostring(svg, encoding="unicode")


def colour_of(opacity: str | None) -> str:
    """Return the colour of a shade on white paper, that of a blank if there is none.

    >>> colour_of("1.00"), colour_of("0.00"), colour_of(None)
    ('#8a2f1d', '#ffffff', '#e3e6ea')
    """
    if opacity is None:
        return BLANK
    share = float(opacity)
    mixed = (round(255 - (255 - part) * share) for part in FULL)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _draw(svg: Element, shape: MapShape) -> None:
    outline, fill = shape.outline, colour_of(shape.opacity)
    if shape.page is None and shape.opacity is None:
        fill = NO_UNIT
    if shape.is_dot:
        place = {"cx": str(outline.x), "cy": str(outline.y), "r": _DOT_RADIUS}
        SubElement(svg, "circle", place | {"fill": fill, "stroke": _STROKE, "stroke-width": "0.6"})
    else:
        drawn = {"d": outline.path, "fill": fill, "stroke": _STROKE, "stroke-width": "0.3"}
        SubElement(svg, "path", drawn)
