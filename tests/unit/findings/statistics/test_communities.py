"""Communities by Louvain's method, held against those that networkx finds."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sousveil.findings.statistics.communities import find_communities
from sousveil.findings.statistics.network import two_sided_graph


def draw_links(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    generator = np.random.default_rng(seed)
    shape = generator.integers(2, 60, 2)
    return np.asarray(generator.random(shape) < generator.choice([0.02, 0.1, 0.3]), np.bool_)


def test_two_groups_that_share_no_vendor_are_two_communities() -> None:
    links = np.zeros((5, 4), np.bool_)
    links[:3, :2] = links[3:, 2:] = True
    communities, modularity = find_communities(links, seed=1)
    assert communities == [{0, 1, 2, 5, 6}, {3, 4, 7, 8}]
    assert modularity == pytest.approx(1 - 0.6**2 - 0.4**2)


def test_a_network_without_links_has_every_node_by_itself() -> None:
    assert find_communities(np.zeros((1, 2), np.bool_), seed=1) == ([{0}, {1}, {2}], 0.0)


@pytest.mark.parametrize("seed", range(40))
def test_communities_and_modularity_are_those_of_networkx_to_the_last_digit(seed: int) -> None:
    links = draw_links(seed)
    links[0, 0] = True
    graph = two_sided_graph(links)
    theirs = nx.community.louvain_communities(graph, seed=seed)
    communities, modularity = find_communities(links, seed)
    assert sorted(communities, key=min) == sorted(theirs, key=min)
    assert modularity == nx.community.modularity(graph, theirs)
