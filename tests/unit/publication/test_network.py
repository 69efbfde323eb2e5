"""The network of vendors and countries: what it joins, where it stands, what its page says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.statistics.computing import compute_statistics
from sousveil.publication.charts.network_drawing import draw_network
from sousveil.publication.network_graph import HEIGHT, WIDTH, network_links, place_network
from sousveil.publication.network_page import view_network

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection


def test_every_link_of_the_edition_is_drawn_once(collection: Collection) -> None:
    index = collection.newest.index
    network = place_network(network_links(index))
    drawn = Counter(
        (network.nodes[one].code, network.nodes[other].code) for one, other in network.links
    )
    named = {(code, vendor) for code in index.links for vendor in index.vendor_ids(code)}
    assert set(drawn) == named
    assert set(drawn.values()) == {1}


def test_the_same_links_are_placed_the_same_within_the_frame(collection: Collection) -> None:
    links = network_links(collection.newest.index)
    first = place_network.__wrapped__(links)
    assert first == place_network.__wrapped__(frozenset(sorted(links, reverse=True)))
    assert all(0 <= node.x <= WIDTH and 0 <= node.y <= HEIGHT for node in first.nodes)
    spots = Counter((node.x, node.y) for node in first.nodes)
    assert max(spots.values()) == 1


def test_the_page_has_the_communities_of_the_finding(
    collection: Collection, editions: tuple[Edition, Edition]
) -> None:
    catalogue = load_catalogue("aigs-2022")
    wanted = tuple(q for q in catalogue.statistics if q.finding_id == "vendor-network")
    computed = compute_statistics(
        editions[1], evolve(catalogue, statistics=wanted), lambda _name: editions[0]
    )
    newest = evolve(
        collection.newest, publication=evolve(collection.newest.publication, statistics=computed)
    )
    changed = evolve(collection, editions=(*collection.editions[:-1], newest))
    page = view_network("aigs-2022", changed)
    network = place_network(network_links(newest.index))
    sizes = Counter((node.community, node.is_vendor) for node in network.nodes)
    assert page.finding is not None
    assert page.finding.path == "findings/aigs-2022/vendor-network.html"
    assert page.communities
    for row in page.communities:
        assert (row.countries, row.vendors) == (sizes[row.number, False], sizes[row.number, True])


def test_an_edition_without_vendors_has_a_page_that_says_so(collection: Collection) -> None:
    newest = evolve(collection.newest, index=evolve(collection.newest.index, links={}))
    changed = evolve(collection, editions=(newest,))
    page = view_network("aigs-2022", changed)
    assert page.drawing.nodes == ()
    assert page.vendors == ()


def test_labels_do_not_lie_on_each_other(collection: Collection) -> None:
    edition = collection.newest
    drawing = draw_network(place_network(network_links(edition.index)), edition, collection)
    labelled = [node for node in drawing.nodes if node.label]
    assert "Huawei" in {node.label for node in labelled}
    places = [(node.x + node.radius, node.y, len(node.label or "") * 6.2) for node in labelled]
    for number, (x, y, width) in enumerate(places):
        for other_x, other_y, other_width in places[:number]:
            apart = abs(y - other_y) >= 13 or x >= other_x + other_width or other_x >= x + width
            assert apart


def test_every_mark_is_a_link_with_a_name(site: Path) -> None:
    text = (site / "network/aigs-2022.html").read_text(encoding="utf-8")
    drawing = text.partition('<svg viewBox="0 0 1000')[2].partition("</svg>")[0]
    marks = drawing.partition('<g class="nodes"')[2]
    assert marks.count("data-node=") == marks.count('aria-label="') == marks.count("<title>")
    assert 'href="../vendors/huawei.html"' in drawing
