"""The page that searches the site: a field, results by kind, and ways to go without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.search_index import plan_index
from sousveil.publication.site_paths import Link

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection

PATH = "search.html"


@frozen(kw_only=True)
class SearchPage:
    """The search page: scripts of the index, kinds of results with their titles, lists to go by."""

    path: str
    title: str
    description: str
    scripts: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    lists: tuple[Link, ...]


def view_search(collection: Collection) -> SearchPage:
    """Return the search page."""
    say = collection.language.say
    return SearchPage(
        path=PATH,
        title=say("Search"),
        description=say("Search countries, technologies, vendors, claims and sources."),
        scripts=tuple(file.path for file in plan_index(collection)),
        kinds=(
            ("countries", say("Countries")),
            ("technologies", say("Technologies")),
            ("vendors", say("Vendors")),
            ("sources", say("Sources")),
            ("claims", say("Claims")),
        ),
        lists=(
            Link(say("Countries"), "countries/index.html"),
            Link(say("Vendors"), "vendors/index.html"),
            Link(say("Technologies"), "technologies/index.html"),
            *(label.link for label in collection.labels),
        ),
    )
