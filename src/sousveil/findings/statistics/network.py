"""The network of vendors and countries: degrees, projection, communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from sousveil.findings.statistics.communities import find_communities
from sousveil.findings.statistics.concentration import incidence
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.resampling import read_chance
from sousveil.model.statistic import (
    Check,
    Estimate,
    SignificanceTest,
    Standing,
    StatisticResult,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sousveil.model.finding import Value
    from sousveil.model.statistic import StatisticQuery

    Graph = nx.Graph[int]

REPLICATES = 49
MANY_LINKS, FEWER_REPLICATES = 10_000, 19
"""A network so large takes seconds to part, and differs little from the next of its degrees."""

LEAST_LINKS = 20
BURN_IN = 5
"""Trades for each row before the first draw (Strona et al. 2014)."""

SHOWN = 3
"""How many names of a community are listed."""

COLUMNS = ("community", "countries", "vendors", "links_inside", "largest_vendors")


def vendor_network(table: InputTable, query: StatisticQuery) -> StatisticResult:
    """Describe who supplies whom as a network, and whether it falls into communities.

    Columns: ``country_iso3``, ``vendor``, one row for each link. Communities: the
    Leiden method (Traag et al. 2019) on the two-sided network. Any network of
    such degrees has some modularity by chance; the effect is what is above the mean of
    networks in which every country keeps its number of vendors and every vendor its number
    of countries (curveball trades, Strona et al. 2014), with the range of those networks.
    """
    sample = table.complete((), (KEY, "vendor"))
    links = incidence(sample.labels[KEY], sample.labels["vendor"]).astype(bool)
    vendors = dict(enumerate(sorted(set(sample.labels["vendor"])), start=len(links)))
    if links.sum() < LEAST_LINKS:
        return StatisticResult(missing=sample.missing, refusal=f"fewer than {LEAST_LINKS} links")
    usual = REPLICATES if links.sum() <= MANY_LINKS else FEWER_REPLICATES
    seed, replicates = read_chance(query.parameters, usual)
    graph = two_sided_graph(links)
    communities, modularity = find_communities(links, seed)
    chance = np.array(
        [
            find_communities(shuffled, seed)[1]
            for shuffled in shuffled_links(links, np.random.default_rng(seed), replicates)
        ]
    )
    low, high = (modularity - float(q) for q in np.quantile(chance, [0.975, 0.025]))
    p = (int(np.sum(chance >= modularity)) + 1) / (replicates + 1)
    return StatisticResult(
        missing=sample.missing,
        effect=Estimate(
            name="modularity above chance",
            value=modularity - float(chance.mean()),
            low=low,
            high=high,
            method="range of networks with the same degrees, 2.5 to 97.5 per cent",
        ),
        estimates=(
            Estimate(name="modularity", value=modularity, method="Leiden"),
            *_describe(graph, links),
        ),
        tests=(SignificanceTest(name="modularity, degrees kept", p=p),),
        checks=(_check_named(dict(sample.missing.without).get("vendor", 0)),),
        columns=COLUMNS,
        rows=tuple(_row(n, c, graph, vendors) for n, c in enumerate(communities, start=1)),
        seed=seed,
        replicates=replicates,
    )


def shuffled_links(
    links: NDArray[np.bool_], generator: np.random.Generator, draws: int
) -> Iterator[NDArray[np.bool_]]:
    """Draw matrices with the same row and column sums, by trades between pairs of rows.

    One chain: ``BURN_IN`` trades for each row before the first matrix, then one for each
    row between two matrices.
    """
    shuffled = links.copy()
    for sweep in range(BURN_IN - 1 + draws):
        for _ in range(len(links)):
            first, second = generator.choice(len(links), 2, replace=False).tolist()
            _trade(shuffled, first, second, generator)
        if sweep >= BURN_IN - 1:
            yield shuffled.copy()


def _trade(
    links: NDArray[np.bool_], first: int, second: int, generator: np.random.Generator
) -> None:
    """Deal what only one of two rows has out anew; each row keeps its number."""
    only_one = np.flatnonzero(links[first] != links[second])
    owned = int(links[first, only_one].sum())
    dealt = generator.permutation(only_one)
    links[first, dealt[:owned]], links[first, dealt[owned:]] = True, False
    links[second, dealt[:owned]], links[second, dealt[owned:]] = False, True


def two_sided_graph(links: NDArray[np.bool_]) -> Graph:
    """Make the two-sided graph: countries are numbered from 0, vendors on from there."""
    graph: Graph = nx.Graph()
    graph.add_nodes_from(range(sum(links.shape)))
    graph.add_edges_from((i, j + links.shape[0]) for i, j in np.argwhere(links).tolist())
    return graph


def _describe(graph: Graph, links: NDArray[np.bool_]) -> tuple[Estimate, ...]:
    """Give degrees, and what the projection on vendors adds: how many share a country."""
    shared = nx.bipartite.projected_graph(graph, range(links.shape[0], sum(links.shape)))
    largest = max(map(len, nx.connected_components(graph)))
    named = {
        "countries": float(links.shape[0]),
        "vendors": float(links.shape[1]),
        "links": float(links.sum()),
        "vendors per country, mean": float(links.sum(axis=1).mean()),
        "countries per vendor, mean": float(links.sum(axis=0).mean()),
        "countries per vendor, median": float(np.median(links.sum(axis=0))),
        "countries of the largest vendor": float(links.sum(axis=0).max()),
        "pairs of vendors that share a country": float(shared.number_of_edges()),
        "share of nodes in the largest component": largest / len(graph),
    }
    return tuple(Estimate(name=name, value=value, method="count") for name, value in named.items())


def _row(
    number: int, community: set[int], graph: Graph, vendors: dict[int, str]
) -> tuple[Value, ...]:
    inside = graph.subgraph(community)
    named = sorted(
        community & vendors.keys(), key=lambda node: (-graph.degree[node], vendors[node])
    )
    return (
        number,
        len(community) - len(named),
        len(named),
        inside.number_of_edges(),
        ", ".join(vendors[node] for node in named[:SHOWN]),
    )


def _check_named(unnamed: int) -> Check:
    return Check(
        name="vendors named",
        standing=Standing.CAUTION if unnamed else Standing.HOLDS,
        detail=f"{unnamed} countries with supply name no vendor and are not in the network",
    )
