from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sousveil.publication.collection import EditionPublication, collect_editions
from sousveil.publication.wording import BLANK_TERMS, NOT_A_UNIT, SEVERAL_REASONS
from sousveil.publication.world_map import draw_map, explain_blank, load_outlines

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection
    from sousveil.publication.world_map import MapShape, WorldMap


def by_code(drawn: WorldMap) -> dict[str | None, MapShape]:
    return {shape.outline.country_iso3: shape for shape in drawn.shapes}


def test_every_unit_is_drawn_or_named_as_not_drawn(collection: Collection) -> None:
    for edition in collection.editions:
        drawn = draw_map(edition.index, collection)
        shown = {str(code) for code in by_code(drawn)}
        missing = {link.path for link in drawn.not_drawn}
        assert {f"countries/{code}.html" for code in set(edition.index.units) - shown} == missing


def test_the_legend_counts_every_unit_once(collection: Collection) -> None:
    drawn = draw_map(collection.newest.index, collection)
    ticked = sum(shade.countries for shade in drawn.shades)
    blank = sum(entry.countries for entry in drawn.blanks if entry.term is not NOT_A_UNIT)
    assert ticked == 97
    assert ticked + blank + len(drawn.not_drawn) == 179


def test_more_technologies_are_darker(collection: Collection) -> None:
    drawn = draw_map(collection.newest.index, collection)
    strengths = [float(shade.opacity) for shade in drawn.shades]
    assert strengths == sorted(set(strengths))
    assert strengths[-1] == 1


def test_a_shape_says_its_technologies_or_why_it_is_blank(collection: Collection) -> None:
    shapes = by_code(draw_map(collection.editions[0].index, collection))
    assert shapes["KEN"].title.startswith("Kenya: 3 of 3 technologies: ")
    assert shapes["AFG"].title == "Afghanistan: not ticked in the published table"
    assert shapes["SML"].title == "Somaliland: not a unit of the codebook"


def test_small_states_are_dots(collection: Collection) -> None:
    shapes = by_code(draw_map(collection.newest.index, collection))
    assert shapes["SGP"].is_dot
    assert not shapes["KEN"].is_dot


def test_places_without_a_code_are_background(collection: Collection) -> None:
    drawn = draw_map(collection.newest.index, collection)
    nameless = [outline for outline in load_outlines() if outline.country_iso3 is None]
    assert nameless
    assert all(outline.path in drawn.background for outline in nameless)


def test_blank_for_several_reasons_is_its_own_shade(copied_edition: Edition) -> None:
    path = copied_edition.folder / "cells.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][-1] = "evidence_rejected"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    collection = collect_editions([EditionPublication(edition=copied_edition)])
    index = collection.newest.index
    assert explain_blank(index, rows[1][0]) is SEVERAL_REASONS
    assert explain_blank(index, "ALB") in BLANK_TERMS.values()
    assert explain_blank(index, "???") is NOT_A_UNIT
