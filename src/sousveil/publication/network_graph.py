"""The network of vendors and countries of an edition, placed on a plane.

Communities are those that the finding on the network reports: the same graph, method and
seed. The same edition gives the same drawing.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, cos, pi, sin
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from attrs import frozen

from sousveil.findings.statistics.communities import find_communities
from sousveil.findings.statistics.concentration import incidence
from sousveil.findings.statistics.network import two_sided_graph
from sousveil.findings.statistics.resampling import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sousveil.publication.edition_index import EditionIndex

    Graph = nx.Graph[int]

WIDTH, HEIGHT, MARGIN = 1000, 720, 40
PULL = 6
"""How much more a link within a community draws together than one between two."""

PER_ROW, MOST_ROWS, ROW_HEIGHT = 8, 3, 56
"""How components beside the largest stand below it; more of them stand closer."""

WORK = 24_000
"""Steps of the layout times nodes: a large network is placed in fewer steps."""


@frozen(kw_only=True)
class Node:
    """A country or a vendor: its code or id, where it is drawn, its links, its community from 1."""

    code: str
    is_vendor: bool
    x: int
    y: int
    degree: int
    community: int


@frozen(kw_only=True)
class Network:
    """Nodes (countries, then vendors) and links between them, by the numbers of the nodes."""

    nodes: tuple[Node, ...]
    links: tuple[tuple[int, int], ...]


@lru_cache(maxsize=16)
def place_network(links: frozenset[tuple[str, str, str]], seed: int = SEED) -> Network:
    """Place a network; a link is a country's code, a vendor's id and the vendor's name."""
    if not links:
        return Network(nodes=(), links=())
    ids = {name: vendor_id for _code, vendor_id, name in sorted(links)}
    countries = sorted({code for code, _id, _name in links})
    pairs = sorted({(code, name) for code, _id, name in links})
    matrix = incidence(tuple(code for code, _ in pairs), tuple(name for _, name in pairs))
    linked = matrix.astype(bool)
    graph = two_sided_graph(linked)
    communities, _modularity = find_communities(linked, seed)
    member = {node: n for n, nodes in enumerate(communities, start=1) for node in nodes}
    places = _spread(graph, member, seed)
    codes = [*countries, *(ids[name] for name in sorted(ids))]
    return Network(
        nodes=tuple(
            Node(
                code=code,
                is_vendor=number >= len(countries),
                x=int(places[number, 0]),
                y=int(places[number, 1]),
                degree=graph.degree[number],
                community=member[number],
            )
            for number, code in enumerate(codes)
        ),
        links=tuple((min(pair), max(pair)) for pair in graph.edges),
    )


def network_links(index: EditionIndex) -> frozenset[tuple[str, str, str]]:
    """Return which vendors an edition names for which countries, for ``place_network``."""
    return frozenset(
        (code, vendor_id, index.vendors[vendor_id].vendor_name)
        for code in index.links
        for vendor_id in index.vendor_ids(code)
        if vendor_id in index.vendors
    )


def _spread(graph: Graph, member: dict[int, int], seed: int) -> NDArray[np.int_]:
    """Give every node its pixels: the largest component by springs, the others in rows below it."""
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    columns = max(PER_ROW, ceil((len(parts) - 1) / MOST_ROWS))
    rows = ceil((len(parts) - 1) / columns)
    places = np.empty((len(graph), 2))
    _spring(graph.subgraph(parts[0]).copy(), member, seed, HEIGHT - rows * ROW_HEIGHT, places)
    for number, part in enumerate(parts[1:]):
        row, column = divmod(number, columns)
        x = MARGIN + (column + 0.3) * (WIDTH - 2 * MARGIN) / columns
        _circle(graph, part, x, HEIGHT - (rows - row - 0.5) * ROW_HEIGHT, places)
    return places.round().astype(int)


def _spring(
    graph: Graph, member: dict[int, int], seed: int, height: int, places: NDArray[np.float64]
) -> None:
    """Place one component by springs, then spread it evenly enough to fill the plane."""
    for one, other, data in graph.edges(data=True):
        data["weight"] = PULL if member[one] == member[other] else 1
    steps = min(200, max(10, WORK // len(graph)))
    nodes = sorted(graph)
    placed = nx.spring_layout(graph, k=1.6 / len(graph) ** 0.5, iterations=steps, seed=seed)
    raw = np.array([placed[node] for node in nodes])
    for axis, extent in enumerate((WIDTH, height)):
        ranks = raw[:, axis].argsort(kind="stable").argsort(kind="stable") / max(len(raw) - 1, 1)
        low, high = raw[:, axis].min(), raw[:, axis].max()
        plain = (raw[:, axis] - low) / ((high - low) or 1.0)
        places[nodes, axis] = MARGIN + (extent - 2 * MARGIN) * (0.6 * ranks + 0.4 * plain)


def _circle(graph: Graph, part: set[int], x: float, y: float, places: NDArray[np.float64]) -> None:
    """Place a small component: the node with most links, the others around it."""
    middle, *around = sorted(part, key=lambda node: (-graph.degree[node], node))
    places[middle] = x, y
    for number, node in enumerate(around):
        angle = 2 * pi * number / len(around) + pi / 2
        places[node] = x + 18 * cos(angle), y + 18 * sin(angle)
