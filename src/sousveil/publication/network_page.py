"""The page of an edition's network: who is recorded with whom, as a drawing and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.build_record import hash_sources
from sousveil.publication.charts.network_drawing import NetworkDrawing, draw_network
from sousveil.publication.collection import EditionLabel
from sousveil.publication.languages import sort_key
from sousveil.publication.network_graph import network_links, place_network
from sousveil.publication.site_paths import Link, file_stem, finding_path

if TYPE_CHECKING:
    from sousveil.model.statistic import StatisticFinding
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.network_graph import Network

PROCEDURE = "vendor_network"


@frozen(kw_only=True)
class NetworkRow:
    """A vendor in the table of the network."""

    vendor: Link
    home: Link | None
    community: int
    countries: tuple[Link, ...]


@frozen(kw_only=True)
class CommunityRow:
    """A community as the finding on the network reports it."""

    number: int
    countries: int
    vendors: int
    links: int
    largest: str


@frozen(kw_only=True)
class NetworkPage:
    """The network of one edition; ``finding`` is the finding on it, None where none was computed."""

    path: str
    title: str
    description: str
    edition: EditionLabel
    others: tuple[Link, ...]
    drawing: NetworkDrawing
    vendors: tuple[NetworkRow, ...]
    finding: Link | None
    communities: tuple[CommunityRow, ...]


def network_path(codebook_id: str) -> str:
    """Return the page of an edition's network."""
    return f"network/{file_stem(codebook_id)}.html"


def view_network(codebook_id: str, collection: Collection) -> NetworkPage:
    """Gather the network of an edition."""
    edition = collection.edition(codebook_id)
    language = collection.language
    finding = _find_statistic(edition)
    network = _place(edition, finding)
    return NetworkPage(
        path=network_path(codebook_id),
        title=language.say("Network of vendors and countries"),
        description=language.say(
            "Which vendors are recorded in which countries, as one network: {edition}.",
            edition=codebook_id,
        ),
        edition=edition.label,
        others=tuple(
            Link(label.codebook_id, network_path(label.codebook_id))
            for label in collection.labels
            if label.codebook_id != codebook_id
        ),
        drawing=draw_network(network, edition, collection),
        vendors=_list_vendors(network, edition, collection),
        finding=_link(finding, edition, collection) if finding else None,
        communities=_list_communities(finding) if finding else (),
    )


def list_network_sources(codebook_id: str, collection: Collection) -> tuple[object, ...]:
    """Return all that the network of an edition is drawn and told of, in an order of its own.

    Placing a large network takes seconds; this tells whether it must be placed anew.
    """
    edition = collection.edition(codebook_id)
    index = edition.index
    links = sorted(network_links(index))
    codes = sorted({code for code, _id, _name in links})
    vendors = sorted({vendor_id for _code, vendor_id, _name in links})
    return (
        hash_sources("sousveil.findings"),
        edition.label,
        links,
        [collection.country(code) for code in codes],
        [(collection.vendor(one), index.vendors[one]) for one in vendors],
        [collection.country(index.vendors[one].home_iso3 or "") for one in vendors],
        _find_statistic(edition),
    )


def draw_edition_network(codebook_id: str, collection: Collection) -> NetworkDrawing:
    """Return the drawing of an edition's network alone."""
    edition = collection.edition(codebook_id)
    return draw_network(_place(edition, _find_statistic(edition)), edition, collection)


def _find_statistic(edition: PublishedEdition) -> StatisticFinding | None:
    computed = edition.publication.statistics
    found = (f for f in computed if f.query.procedure == PROCEDURE and not f.result.refusal)
    return next(found, None)


def _place(edition: PublishedEdition, finding: StatisticFinding | None) -> Network:
    links = network_links(edition.index)
    seed = finding.result.seed if finding else None
    return place_network(links) if seed is None else place_network(links, seed)


def _link(finding: StatisticFinding, edition: PublishedEdition, collection: Collection) -> Link:
    query = finding.query
    return Link(
        collection.name(query.statement), finding_path(edition.index.codebook_id, query.finding_id)
    )


def _list_communities(finding: StatisticFinding) -> tuple[CommunityRow, ...]:
    rows = (dict(zip(finding.result.columns, row, strict=True)) for row in finding.result.rows)
    return tuple(
        CommunityRow(
            number=int(row["community"] or 0),
            countries=int(row["countries"] or 0),
            vendors=int(row["vendors"] or 0),
            links=int(row["links_inside"] or 0),
            largest=str(row["largest_vendors"]),
        )
        for row in rows
    )


def _list_vendors(
    network: Network, edition: PublishedEdition, collection: Collection
) -> tuple[NetworkRow, ...]:
    index = edition.index
    rows = (
        NetworkRow(
            vendor=collection.vendor(node.code),
            home=collection.country(home) if (home := index.vendors[node.code].home_iso3) else None,
            community=node.community,
            countries=collection.countries(index.countries_of_vendor[node.code]),
        )
        for node in network.nodes
        if node.is_vendor
    )
    return tuple(sorted(rows, key=lambda row: (-len(row.countries), sort_key(row.vendor.text))))
