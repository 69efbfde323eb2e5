"""Which charts a site has: for each its table, and the drawing that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from sousveil.findings.published import load_published
from sousveil.publication.charts.chart_files import Chart
from sousveil.publication.charts.map_chart import chart_map, map_stem, view_map_file
from sousveil.publication.charts.network_chart import chart_network, view_network_file
from sousveil.publication.charts.network_drawing import network_stem
from sousveil.publication.charts.stress_chart import chart_stress, stress_stem
from sousveil.publication.charts.stress_plot import draw_stress_test
from sousveil.publication.collection import Collection
from sousveil.publication.network_page import list_network_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.findings.stress.outcome import StressTest
    from sousveil.publication.collection import PublishedEdition


@frozen(kw_only=True)
class PlannedChart:
    """A chart to write: ``draw`` fills the template, or is the drawing where there is none.

    ``sources`` is what it is drawn of, where that is told sooner.
    """

    stem: str
    make: Callable[[Collection], Chart]
    template: str | None
    draw: Callable[[Collection], Any]
    sources: Callable[[Collection], Any] | None = None


def plan_charts(collection: Collection) -> Iterator[PlannedChart]:
    """Plan the charts of every edition: its maps, its network, its stress tests."""
    for edition in collection.editions:
        yield from _plan_maps(edition)
        yield from _plan_network(edition)
        if edition.publication.stress is not None:
            yield from _plan_stress(edition, edition.publication.stress)


def _plan_maps(edition: PublishedEdition) -> Iterator[PlannedChart]:
    name = edition.index.codebook_id
    for code in (None, *(t.technology_code for t in edition.index.coded_technologies)):
        yield PlannedChart(
            stem=map_stem(name, code),
            make=partial(chart_map, name, code),
            template="map_file",
            draw=partial(view_map_file, name, code),
        )


def _plan_network(edition: PublishedEdition) -> Iterator[PlannedChart]:
    name = edition.index.codebook_id
    yield PlannedChart(
        stem=network_stem(name),
        make=partial(chart_network, name),
        template="network_file",
        draw=partial(view_network_file, name),
        sources=partial(list_network_sources, name),
    )


def _plan_stress(edition: PublishedEdition, test: StressTest) -> Iterator[PlannedChart]:
    name = edition.index.codebook_id
    for stress in test.findings:
        yield PlannedChart(
            stem=stress_stem(name, stress.query.finding_id),
            make=partial(chart_stress, name, stress),
            template=None,
            draw=partial(_draw_stress, name, evolve(test, findings=(stress,))),
        )


def _draw_stress(codebook_id: str, test: StressTest, collection: Collection) -> str:
    return draw_stress_test(test, load_published(codebook_id), collection.language)
