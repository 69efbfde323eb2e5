"""The map of an edition: one shape for each unit, shaded by the technologies that it uses.

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
from sousveil.publication.languages import sort_key
from sousveil.publication.site_paths import Link, country_path
from sousveil.publication.wording import BLANK_TERMS, NOT_A_UNIT, SEVERAL_REASONS, Term

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
    """A unit on the map: ``opacity`` shades a ticked one, ``blank`` says why one is blank.

    ``value`` says either in words.
    """

    name: str
    value: str
    region: str
    page: str | None
    outline: Outline
    opacity: str | None
    blank: Term | None

    @property
    def title(self) -> str:
        """What a reader is told who points at it or comes to it by keyboard."""
        return f"{self.name}: {self.value}"

    @property
    def is_dot(self) -> bool:
        """Whether the unit is too small for its outline."""
        return self.outline.area < SMALL_AREA


@frozen(kw_only=True)
class Shade:
    """A step of the legend: what it stands for, how dark, how many countries."""

    key: str
    words: str
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

    @property
    def counted(self) -> dict[str, int]:
        """How many countries are blank, by the key of the reason."""
        return {blank.term.key: blank.countries for blank in self.blanks}


def draw_map(
    index: EditionIndex, collection: Collection, technology_code: str | None = None
) -> WorldMap:
    """Draw one edition, or one technology of it; units of other editions are shown as such."""
    outlines = load_outlines()
    drawn = [outline for outline in outlines if outline.country_iso3 is not None]
    shapes = tuple(_shape(outline, index, collection, technology_code) for outline in drawn)
    terms = [shape.blank for shape in shapes if shape.blank is not None]
    codes = {outline.country_iso3 for outline in drawn}
    return WorldMap(
        title=_title(index, collection, technology_code),
        view_box=_bound(outlines),
        background="".join(outline.path for outline in outlines if outline.country_iso3 is None),
        shapes=tuple(sorted(shapes, key=lambda shape: (shape.is_dot, sort_key(shape.title)))),
        shades=_shades(index, collection, technology_code),
        blanks=tuple(
            BlankShade(term=term, countries=terms.count(term))
            for term in ALL_BLANKS
            if term in terms
        ),
        not_drawn=collection.countries(code for code in index.units if code not in codes),
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


ALL_BLANKS = (*BLANK_TERMS.values(), SEVERAL_REASONS, NOT_A_UNIT)


def explain_blank(
    index: EditionIndex, country_iso3: str, technology_code: str | None = None
) -> Term:
    """Return why a unit without any technology, or without one of them, is blank."""
    cells = [
        cell
        for cell in index.cells.get(country_iso3, ())
        if technology_code in (None, cell.technology_code)
    ]
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


def _title(index: EditionIndex, collection: Collection, technology_code: str | None) -> str:
    if technology_code is None:
        return collection.language.say(
            "AI surveillance by country, {edition}", edition=index.codebook_id
        )
    name = collection.technology(technology_code).text
    return collection.language.say(
        "{technology} by country, {edition}", technology=name, edition=index.codebook_id
    )


def _shades(
    index: EditionIndex, collection: Collection, technology_code: str | None
) -> tuple[Shade, ...]:
    language, steps = collection.language, len(index.coded_technologies)
    present = [index.present(code) for code in index.units]
    if technology_code is not None:
        count = sum(technology_code in codes for codes in present)
        return (Shade(key="yes", words=language.say("in use"), opacity="1.00", countries=count),)
    used = [len(codes) for codes in present]
    return tuple(
        Shade(
            key=f"count-{number}",
            words=language.say_many("{count} technology", "{count} technologies", number),
            opacity=shade_of(number, steps),
            countries=used.count(number),
        )
        for number in range(1, steps + 1)
    )


def _shape(
    outline: Outline, index: EditionIndex, collection: Collection, technology_code: str | None
) -> MapShape:
    code = outline.country_iso3 or ""
    link = collection.country(code)
    present = index.present(code)
    if technology_code is not None:
        present = tuple(name for name in present if name == technology_code)
    blank = None if present else explain_blank(index, code, technology_code)
    unit = collection.units.get(code)
    return MapShape(
        name=link.text,
        value=_say_value(present, blank, index, collection),
        region=unit.region_code if unit else "",
        page=country_path(code) if link.path else None,
        outline=outline,
        opacity=(
            None
            if blank
            else shade_of(len(present), 1 if technology_code else len(index.coded_technologies))
        ),
        blank=blank,
    )


def _say_value(
    present: tuple[str, ...], blank: Term | None, index: EditionIndex, collection: Collection
) -> str:
    language = collection.language
    if blank is not None:
        return language.say(blank.words)
    return language.say(
        "{number} of {total} technologies: {names}",
        number=len(present),
        total=len(index.coded_technologies),
        names=language.join([collection.technology(code).text for code in present]),
    )


def shade_of(count: int, steps: int) -> str:
    """Return the strength of the one colour of the map: even steps, the least well visible.

    >>> shade_of(1, 4), shade_of(4, 4), shade_of(1, 1)
    ('0.28', '1.00', '1.00')
    """
    if steps <= 1:
        return "1.00"
    return f"{0.28 + 0.72 * (count - 1) / (steps - 1):.2f}"
