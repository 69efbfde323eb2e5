"""The bar charts of the report: values with the words that stand beside them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sousveil.publication.edition_page import count_key_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.publication.collection import Collection, PublishedEdition

LONGEST = 15
"""Bars of a ranking; the site has the whole of it."""


def draw_charts(edition: PublishedEdition, collection: Collection) -> list[dict[str, Any]]:
    """Return technologies, vendors and homes of suppliers by the number of countries; empty ones left out."""
    language, index = collection.language, edition.index
    technologies = count_key_figures(edition, collection).technologies
    vendors = (
        (collection.vendor(vendor_id).text, len(countries))
        for vendor_id, countries in index.countries_of_vendor.items()
    )
    homes = Counter(home for unit in index.units for home in index.homes(unit))
    charts = (
        (
            language.say("Countries by technology"),
            [(entry.technology.text, entry.countries) for entry in technologies],
        ),
        (language.say("Vendors by number of countries"), _largest(vendors)),
        (
            language.say("Homes of suppliers by number of countries supplied"),
            _largest((collection.country(home).text, count) for home, count in homes.items()),
        ),
    )
    return [_chart(caption, bars, collection) for caption, bars in charts if bars]


def _largest(bars: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(bars, key=lambda bar: (-bar[1], bar[0]))[:LONGEST]


def _chart(caption: str, bars: list[tuple[str, int]], collection: Collection) -> dict[str, Any]:
    language = collection.language
    told = [f"{name} {language.number(value)}" for name, value in bars]
    return {
        "caption": caption,
        "description": language.say("A bar chart: {bars}.", bars=", ".join(told)),
        "bars": [
            {"name": name, "value": value, "words": language.number(value)} for name, value in bars
        ],
    }
