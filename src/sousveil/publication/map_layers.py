"""What the switches of the overview's map show: every edition by number, technology and supplier.

The map that a page draws is whole without a script; this is what the script recolours it by.
It is the same in every language: words stand in the page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.site_paths import Link
from sousveil.publication.world_map import ALL_BLANKS, explain_blank, shade_of

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex

PATH = "assets/map-layers.js"
"""Where the layers are; a script and not JSON, which a page opened from disk may not read."""

_BLANK_NUMBERS = {term.key: number for number, term in enumerate(ALL_BLANKS)}


@frozen(kw_only=True)
class MapChoices:
    """What one can choose to see: ``technologies`` and ``homes`` with the codes of the layers."""

    editions: tuple[str, ...]
    technologies: tuple[tuple[str, str], ...]
    homes: tuple[tuple[str, Link], ...]
    regions: tuple[str, ...]


def list_choices(collection: Collection) -> MapChoices:
    """List the choices of all editions, suppliers by name."""
    homes = {
        code
        for edition in collection.editions
        for unit in edition.index.units
        for code in edition.index.homes(unit)
    }
    links = {collection.country(code): code for code in homes}
    return MapChoices(
        editions=tuple(edition.index.codebook_id for edition in collection.newest_first),
        technologies=tuple(
            (code, collection.technology(code).text) for code in collection.technologies
        ),
        homes=tuple((links[link], link) for link in collection.countries(homes)),
        regions=tuple(sorted({unit.region_code for unit in collection.units.values()})),
    )


def write_layers(collection: Collection) -> str:
    """Return the script that holds the layers of all editions."""
    layers = {
        "blanks": list(_BLANK_NUMBERS),
        "editions": {e.index.codebook_id: _layer(e.index) for e in collection.newest_first},
    }
    return f"globalThis.sousveilMap = {dump_for_script(layers)};\n"


def dump_for_script(value: object) -> str:
    r"""Return a value as JSON that is safe in a script, whatever texts it holds.

    >>> print(dump_for_script({"name": "</script>"}))
    {"name":"\u003c/script>"}
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c")


def _layer(index: EditionIndex) -> dict[str, object]:
    """Return an edition's cells: for each unit one number each, 0 present, else which blank."""
    codes = [technology.technology_code for technology in index.coded_technologies]
    return {
        "technologies": codes,
        "shades": [shade_of(number, len(codes)) for number in range(1, len(codes) + 1)],
        "units": {
            unit: [
                [_number(index, unit, code) for code in codes],
                _number(index, unit, None),
                list(index.homes(unit)),
            ]
            for unit in index.units
        },
    }


def _number(index: EditionIndex, unit: str, technology_code: str | None) -> int:
    present = index.present(unit)
    if technology_code in present or (technology_code is None and present):
        return 0
    return _BLANK_NUMBERS[explain_blank(index, unit, technology_code).key] + 1
