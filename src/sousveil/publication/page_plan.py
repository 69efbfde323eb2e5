"""Which pages a site has: for each its path, its template and the view that fills it.

A page of a new kind is a function here that plans it; building, languages, links between
languages and what is kept from the last time follow.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.publication import choosing_page, feeds, map_layers, network_page, search_page
from sousveil.publication.audit_page import list_audited, list_audits, view_audit
from sousveil.publication.charts.chart_files import (
    drawing_path,
    embed_path,
    table_path,
    view_embed,
    write_table,
)
from sousveil.publication.charts.chart_plan import plan_charts
from sousveil.publication.collection import Collection
from sousveil.publication.comparison_page import compare_pair, pair_editions
from sousveil.publication.country_list import list_countries
from sousveil.publication.country_page import view_country
from sousveil.publication.data_page import view_data
from sousveil.publication.edition_page import view_edition
from sousveil.publication.finding_page import list_findings, view_finding
from sousveil.publication.overview_page import view_overview
from sousveil.publication.page_sources import (
    list_country_sources,
    list_edition_sources,
    list_vendor_sources,
)
from sousveil.publication.reference_pages import view_corrections, view_methodology
from sousveil.publication.search_index import plan_index
from sousveil.publication.site_paths import (
    audit_path,
    comparison_path,
    country_path,
    edition_path,
    finding_path,
    technology_path,
    vendor_path,
)
from sousveil.publication.statistic_page import view_statistic
from sousveil.publication.technology_page import list_technologies, view_technology
from sousveil.publication.vendor_page import list_vendors, view_vendor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sousveil.publication.downloads import Downloads


@frozen(kw_only=True)
class PlannedPage:
    """A page to build; ``view`` makes of the collection, in its language, what the page shows.

    Without a template the view is the file's text. A shared file is the same in all
    languages and written once, at the top of the site. ``sources`` is all that a view is made
    of, where that is told sooner than the view; a page is built again when they changed.
    """

    path: str
    template: str | None
    view: Callable[[Collection], Any]
    is_shared: bool = False
    sources: Callable[[Collection], Any] | None = None

    def content(self, collection: Collection) -> Any:
        """Return what tells whether the page is still the same, of the collection in English."""
        return (self.sources or self.view)(collection)


def plan_pages(collection: Collection) -> tuple[PlannedPage, ...]:
    """Return the pages of a site that know of no download, which are nearly all."""
    return (
        *_plan_entrance(),
        *_plan_countries(collection),
        *_plan_vendors(collection),
        *_plan_technologies(collection),
        *_plan_findings(collection),
        *_plan_comparisons(collection),
        *_plan_audits(collection),
        *_plan_search(collection),
        *_plan_feeds(collection),
        *_plan_networks(collection),
        *_plan_charts(collection),
    )


def plan_download_pages(
    collection: Collection, downloads: Callable[[], Mapping[str, Downloads]]
) -> tuple[PlannedPage, ...]:
    """Return the pages that tell of downloads; they wait for those of each edition."""
    sources = _wait(downloads, list_edition_sources)
    return (
        PlannedPage(
            path="index.html",
            template="overview",
            view=_wait(downloads, view_overview),
            sources=sources,
        ),
        PlannedPage(path="data.html", template="data", view=_wait(downloads, view_data)),
        *_plan_editions(collection, downloads),
    )


def _plan_entrance() -> Iterator[PlannedPage]:
    yield PlannedPage(
        path=map_layers.PATH, template=None, view=map_layers.write_layers, is_shared=True
    )
    yield PlannedPage(path="methodology.html", template="methodology", view=view_methodology)
    yield PlannedPage(path="corrections.html", template="corrections", view=view_corrections)


def _plan_editions(
    collection: Collection, downloads: Callable[[], Mapping[str, Downloads]]
) -> Iterator[PlannedPage]:
    for name in (edition.index.codebook_id for edition in collection.editions):
        yield PlannedPage(
            path=edition_path(name),
            template="edition",
            view=_wait(downloads, partial(view_edition, name)),
            sources=_wait(downloads, list_edition_sources),
        )


def _wait(
    downloads: Callable[[], Mapping[str, Downloads]],
    view: Callable[[Mapping[str, Downloads], Collection], Any],
) -> Callable[[Collection], Any]:
    return lambda collection: view(downloads(), collection)


def _plan_countries(collection: Collection) -> Iterator[PlannedPage]:
    yield PlannedPage(path="countries/index.html", template="countries", view=list_countries)
    for code in collection.units:
        yield PlannedPage(
            path=country_path(code),
            template="country",
            view=partial(view_country, code),
            sources=partial(list_country_sources, code),
        )


def _plan_vendors(collection: Collection) -> Iterator[PlannedPage]:
    yield PlannedPage(path="vendors/index.html", template="vendors", view=list_vendors)
    for vendor_id in collection.vendors:
        yield PlannedPage(
            path=vendor_path(vendor_id),
            template="vendor",
            view=partial(view_vendor, vendor_id),
            sources=partial(list_vendor_sources, vendor_id),
        )


def _plan_technologies(collection: Collection) -> Iterator[PlannedPage]:
    yield PlannedPage(
        path="technologies/index.html", template="technologies", view=list_technologies
    )
    for code in collection.technologies:
        view = partial(view_technology, code)
        yield PlannedPage(path=technology_path(code), template="technology", view=view)


def _plan_findings(collection: Collection) -> Iterator[PlannedPage]:
    yield PlannedPage(path="findings/index.html", template="findings", view=list_findings)
    for edition in collection.editions:
        name = edition.index.codebook_id
        counted = (r.finding.query.finding_id for r in edition.publication.replication)
        statistics = (f.query.finding_id for f in edition.publication.statistics)
        for template, view, ids in (
            ("finding", view_finding, counted),
            ("statistic", view_statistic, statistics),
        ):
            for one in ids:
                yield PlannedPage(
                    path=finding_path(name, one),
                    template=template,
                    view=partial(view, name, one),
                )


def _plan_comparisons(collection: Collection) -> Iterator[PlannedPage]:
    choosing = choosing_page
    yield PlannedPage(path="compare/index.html", template="compare", view=choosing.list_comparisons)
    for path, view in (
        (choosing.COUNTRIES, choosing.choose_countries),
        (choosing.VENDORS, choosing.choose_vendors),
    ):
        yield PlannedPage(path=path, template="choose", view=view)
    for path, text in (
        (choosing.COUNTRY_DATA, choosing.write_country_data),
        (choosing.VENDOR_DATA, choosing.write_vendor_data),
    ):
        yield PlannedPage(path=path, template=None, view=text)
    for before, after in pair_editions(collection):
        yield PlannedPage(
            path=comparison_path(before, after),
            template="comparison",
            view=partial(compare_pair, before, after),
        )


def _plan_audits(collection: Collection) -> Iterator[PlannedPage]:
    audited = list_audited(collection)
    if audited:
        yield PlannedPage(path="audit/index.html", template="audits", view=list_audits)
    for edition in audited:
        name = edition.index.codebook_id
        yield PlannedPage(path=audit_path(name), template="audit", view=partial(view_audit, name))


def _plan_search(collection: Collection) -> Iterator[PlannedPage]:
    yield PlannedPage(path=search_page.PATH, template="search", view=search_page.view_search)
    for file in plan_index(collection):
        yield PlannedPage(path=file.path, template=None, view=file.write, is_shared=True)


def _plan_feeds(collection: Collection) -> Iterator[PlannedPage]:
    """Plan the feeds of changes; a single edition has none."""
    if len(collection.editions) < 2:
        return
    gathered: list[tuple[str, Callable[[Collection], feeds.Feed]]] = [
        (feeds.ALL_CHANGES, feeds.gather_changes)
    ]
    for code in collection.units:
        stem = feeds.feeds_of(country_path(code))[0]
        gathered.append((stem, partial(feeds.gather_country_changes, code)))
    for vendor_id in collection.vendors:
        stem = feeds.feeds_of(vendor_path(vendor_id))[0]
        gathered.append((stem, partial(feeds.gather_vendor_changes, vendor_id)))
    for stem, gather in gathered:
        for form, write in (("atom", feeds.write_atom), ("json", feeds.write_json)):
            view = partial(_write_feed, gather, write)
            yield PlannedPage(path=f"{stem}.{form}", template=None, view=view, sources=gather)


def _write_feed(
    gather: Callable[[Collection], feeds.Feed],
    write: Callable[[feeds.Feed], str],
    collection: Collection,
) -> str:
    return write(gather(collection))


def _plan_networks(collection: Collection) -> Iterator[PlannedPage]:
    for edition in collection.editions:
        name = edition.index.codebook_id
        yield PlannedPage(
            path=network_page.network_path(name),
            template="network",
            view=partial(network_page.view_network, name),
            sources=partial(network_page.list_network_sources, name),
        )


def _plan_charts(collection: Collection) -> Iterator[PlannedPage]:
    for chart in plan_charts(collection):
        drawing, table = drawing_path(chart.stem), table_path(chart.stem)
        yield PlannedPage(
            path=drawing, template=chart.template, view=chart.draw, sources=chart.sources
        )
        yield PlannedPage(path=table, template=None, view=partial(write_table, chart.make))
        yield PlannedPage(
            path=embed_path(chart.stem), template="embed", view=partial(view_embed, chart.make)
        )
