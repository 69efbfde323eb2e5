"""Communities of networks made so that they are known, and their modularity by another library."""

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


@pytest.mark.parametrize("seed", range(20))
def test_modularity_is_what_networkx_gives_the_same_communities(seed: int) -> None:
    links = draw_links(seed)
    links[0, 0] = True
    communities, modularity = find_communities(links, seed)
    assert sorted(node for part in communities for node in part) == list(range(sum(links.shape)))
    expected = nx.community.modularity(two_sided_graph(links), communities)
    assert modularity == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_groups_that_were_planted_are_found(seed: int) -> None:
    generator = np.random.default_rng(seed)
    groups = np.arange(40) // 10
    is_same = groups[:, None] == groups[None, :]
    links = generator.random((40, 40)) < np.where(is_same, 0.7, 0.03)
    communities, _ = find_communities(links, seed)
    planted = [{*range(n * 10, n * 10 + 10), *range(40 + n * 10, 50 + n * 10)} for n in range(4)]
    assert sorted(communities, key=min) == planted


def test_the_same_seed_parts_a_network_the_same_way() -> None:
    links = draw_links(3)
    first = find_communities(links, seed=7)
    find_communities(links, seed=8)
    assert find_communities(links, seed=7) == first
