"""The first page: headline findings with their verdicts, the map, what changed, what it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.finding import Replication, Unit
from sousveil.publication.collection import EditionLabel
from sousveil.publication.comparison_page import ChangeSummary, summarise_newest
from sousveil.publication.downloads import Downloads
from sousveil.publication.edition_page import KeyFigures, count_key_figures
from sousveil.publication.finding_page import FindingRow, VerdictCount, count_verdicts, view_rows
from sousveil.publication.map_layers import MapChoices, list_choices
from sousveil.publication.terms import cite_edition
from sousveil.publication.wording import Term, name_region
from sousveil.publication.world_map import ALL_BLANKS, WorldMap, draw_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.publication.collection import Collection, PublishedEdition

HEADLINES = 8
"""How many findings stand on the first page; the table of findings has all."""


@frozen(kw_only=True)
class EditionSummary:
    """An edition on the first page."""

    edition: EditionLabel
    figures: KeyFigures
    verdicts: tuple[VerdictCount, ...]
    downloads: Downloads
    citation: str


@frozen(kw_only=True)
class Overview:
    """Everything that the first page shows."""

    path: str
    title: str
    description: str
    headlines_of: EditionLabel | None
    headlines: tuple[FindingRow, ...]
    map: WorldMap
    drawn: EditionLabel
    choices: MapChoices
    region_names: tuple[tuple[str, str], ...]
    blank_terms: tuple[Term, ...]
    changes: ChangeSummary | None
    editions: tuple[EditionSummary, ...]


def view_overview(downloads: Mapping[str, Downloads], collection: Collection) -> Overview:
    """Gather the first page; ``downloads`` are those of each codebook's edition."""
    language, choices = collection.language, list_choices(collection)
    headlines_of = _find_replicated(collection)
    return Overview(
        path="index.html",
        title=language.say("Overview"),
        description=language.say(
            "Which countries use AI surveillance, which technologies, who supplies them, "
            "and the evidence for each cell."
        ),
        headlines_of=headlines_of.label if headlines_of else None,
        headlines=_choose_headlines(headlines_of, collection) if headlines_of else (),
        map=draw_map(collection.newest.index, collection),
        drawn=collection.newest.label,
        choices=choices,
        region_names=tuple((code, name_region(code, language)) for code in choices.regions),
        blank_terms=ALL_BLANKS,
        changes=summarise_newest(collection),
        editions=tuple(
            EditionSummary(
                edition=edition.label,
                figures=count_key_figures(edition, collection),
                verdicts=count_verdicts(edition),
                downloads=downloads[edition.index.codebook_id],
                citation=cite_edition(edition.index.edition),
            )
            for edition in collection.newest_first
        ),
    )


def _find_replicated(collection: Collection) -> PublishedEdition | None:
    """Return the newest edition of which something was published that can be held against it."""
    for edition in collection.newest_first:
        verdicts = {result.verdict for result in edition.publication.replication}
        if verdicts - {Replication.NOT_PUBLISHED}:
            return edition
    return None


def _choose_headlines(edition: PublishedEdition, collection: Collection) -> tuple[FindingRow, ...]:
    """Return the first findings with a published value, in the order of the catalogue."""
    results = edition.publication.replication
    rows = view_rows(edition, collection)
    return tuple(
        row
        for result, row in zip(results, rows, strict=True)
        if result.published is not None and result.finding.query.unit is not Unit.RANKING
    )[:HEADLINES]
