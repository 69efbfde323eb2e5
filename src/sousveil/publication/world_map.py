"""The map of an edition: one shape for each unit, shaded by how many technologies it uses.

Shapes come projected from ``data/geography/world.json``; places that no codebook lists
are background. The map says nothing that the table of the edition does not say too.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.publication.site_paths import Link, country_path
from sousveil.publication.wording import BLANK_TERMS, NOT_A_UNIT, SEVERAL_REASONS, Term, join_words

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex

SMALL_AREA = 3
"""Units below this many square pixels are drawn as dots, or nobody could see or click them."""


@frozen(kw_only=True)
class Outline:
    """A place as drawn: code (None for background), path, centre and area in pixels."""

    country_iso3: str | None
    path: str
    x: float
    y: float
    area: float


@frozen(kw_only=True)
class MapShape:
    """A unit on the map: ``opacity`` shades a ticked one, ``blank`` says why one is blank."""

    title: str
    page: str | None
    outline: Outline
    opacity: str | None
    blank: Term | None

    @property
    def is_dot(self) -> bool:
        """Whether the unit is too small for its outline."""
        return self.outline.area < SMALL_AREA


@frozen(kw_only=True)
class Shade:
    """A step of the legend: how many technologies, how dark, how many countries."""

    count: int
    opacity: str
    countries: int


@frozen(kw_only=True)
class BlankShade:
    """A hatching of the legend and how many countries have it."""

    term: Term
    countries: int


@frozen(kw_only=True)
class WorldMap:
    """Everything that the map's template draws."""

    title: str
    view_box: str
    background: str
    shapes: tuple[MapShape, ...]
    shades: tuple[Shade, ...]
    blanks: tuple[BlankShade, ...]
    not_drawn: tuple[Link, ...]


def draw_map(index: EditionIndex, collection: Collection) -> WorldMap:
    """Draw one edition; units of other editions that it does not code are shown as such."""
    outlines = load_outlines()
    steps = len(index.coded_technologies)
    drawn = [outline for outline in outlines if outline.country_iso3 is not None]
    shapes = tuple(_shape(outline, index, collection) for outline in drawn)
    used = [len(index.present(code)) for code in index.units]
    terms = [shape.blank for shape in shapes if shape.blank is not None]
    codes = {outline.country_iso3 for outline in drawn}
    return WorldMap(
        title=f"AI surveillance by country, {index.codebook_id}",
        view_box=_bound(outlines),
        background="".join(outline.path for outline in outlines if outline.country_iso3 is None),
        shapes=tuple(sorted(shapes, key=lambda shape: (shape.is_dot, shape.title))),
        shades=tuple(
            Shade(count=n, opacity=_opacity(n, steps), countries=used.count(n))
            for n in range(1, steps + 1)
        ),
        blanks=tuple(
            BlankShade(term=term, countries=terms.count(term))
            for term in (*BLANK_TERMS.values(), SEVERAL_REASONS, NOT_A_UNIT)
            if term in terms
        ),
        not_drawn=collection.countries([code for code in index.units if code not in codes]),
    )


@cache
def load_outlines() -> tuple[Outline, ...]:
    """Return the outlines of the bundled map."""
    world = json.loads(read_bundled("geography/world.json"))
    return tuple(
        Outline(
            country_iso3=unit["country_iso3"],
            path=unit["path"],
            x=unit["centroid"][0],
            y=unit["centroid"][1],
            area=unit["area"],
        )
        for unit in world["units"]
    )


def explain_blank(index: EditionIndex, country_iso3: str) -> Term:
    """Return why a unit without any technology is blank."""
    cells = index.cells.get(country_iso3)
    if not cells:
        return NOT_A_UNIT
    reasons = {cell.blank_reason for cell in cells if cell.blank_reason is not None}
    return BLANK_TERMS[reasons.pop()] if len(reasons) == 1 else SEVERAL_REASONS


@cache
def _bound(outlines: tuple[Outline, ...]) -> str:
    """Return the SVG view box around all outlines, with room for a stroke."""
    points = [
        (float(x), float(y))
        for outline in outlines
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", outline.path)
    ]
    left, top = (min(point[axis] for point in points) - 4 for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) + 4 for axis in (0, 1))
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"


def _shape(outline: Outline, index: EditionIndex, collection: Collection) -> MapShape:
    code = outline.country_iso3 or ""
    link = collection.country(code)
    present = index.present(code)
    steps = len(index.coded_technologies)
    if present:
        names = join_words([index.technology_names[technology] for technology in present])
        title, blank = f"{link.text}: {len(present)} of {steps} technologies: {names}", None
    else:
        blank = explain_blank(index, code)
        title = f"{link.text}: {blank.words}"
    return MapShape(
        title=title,
        page=country_path(code) if link.path else None,
        outline=outline,
        opacity=_opacity(len(present), steps) if present else None,
        blank=blank,
    )


def _opacity(count: int, steps: int) -> str:
    """Return the strength of the one colour of the map: even steps, the least well visible."""
    return f"{0.28 + 0.72 * (count - 1) / max(steps - 1, 1):.2f}"
