"""What changed since an earlier edition, one row for each country: what it gained, what it lost."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.comparison import Subject
from sousveil.publication.comparison_page import compare_pair
from sousveil.publication.languages import N_, sort_key
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.publication.collection import Collection
    from sousveil.publication.comparison_page import ComparisonPage
    from sousveil.publication.languages import Language
    from sousveil.publication.site_paths import Link

_HEADS = {
    (Subject.CELL, "gained"): N_("Technologies gained"),
    (Subject.CELL, "lost"): N_("Technologies lost"),
    (Subject.SUPPLY, "gained"): N_("Suppliers gained"),
    (Subject.SUPPLY, "lost"): N_("Suppliers lost"),
}
"""The columns; of covariates, which are other people's work, and of units the site tells."""


@frozen(kw_only=True)
class ChangeReport:
    """The changes in words: a summary, and a table with its caption."""

    summary: tuple[str, ...]
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def report_changes(collection: Collection) -> ChangeReport:
    """Report the changes from the last edition but one to the last; empty of a single edition."""
    language = collection.language
    if len(collection.editions) < 2:
        return ChangeReport(summary=(), caption="", heads=(), rows=())
    before, after = (edition.index.codebook_id for edition in collection.editions[-2:])
    page = compare_pair(before, after, collection)
    kinds = {say_code(kind, language): kind for _subject, kind in _HEADS}
    told: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for group in page.groups:
        for change in group.changes:
            place = (group.anchor, kinds.get(change.kind, ""))
            if change.country and place in _HEADS:
                told[change.country.text][place].append(change.what)
    return ChangeReport(
        summary=_summarise(page, language),
        caption=page.description,
        heads=(language.say("Country"), *(language.say(head) for head in _HEADS.values())),
        rows=tuple(
            (country, *("; ".join(told[country][place]) for place in _HEADS))
            for country in sorted(told, key=sort_key)
        ),
    )


def _summarise(page: ComparisonPage, language: Language) -> tuple[str, ...]:
    summary = page.summary
    lines = (
        _say_names(language.say("Countries gained"), summary.countries_gained),
        _say_names(language.say("Countries lost"), summary.countries_lost),
        language.say(
            "Cells gained: {gained}; lost: {lost}.",
            gained=summary.cells_gained,
            lost=summary.cells_lost,
        ),
        language.say(
            "Links of supply gained: {gained}; lost: {lost}.",
            gained=summary.links_gained,
            lost=summary.links_lost,
        ),
    )
    return tuple(line for line in lines if line)


def _say_names(what: str, links: Iterable[Link]) -> str:
    names = [link.text for link in links]
    return f"{what}: {', '.join(names)} ({len(names)})." if names else ""
