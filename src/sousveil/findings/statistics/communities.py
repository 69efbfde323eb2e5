"""Communities of a network by Louvain's method, for networks parted by the hundred.

Invariant: communities and modularity are to the last digit those that networkx gives under
the same seed (`tests/unit/findings/statistics/test_communities.py` compares them). Its general graphs
cost several times what the method does on lists of neighbours.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Neighbours = list[dict[int, int]]

THRESHOLD = 1e-7
"""A level that adds no more modularity than this is the last."""


def find_communities(links: NDArray[np.bool_], seed: int) -> tuple[list[set[int]], float]:
    """Part a two-sided network into communities, the largest first, and say their modularity.

    Rows of the matrix are numbered from 0, columns on from there. The method is that of
    Blondel et al. (2008): each node goes to the neighbouring community that adds most
    modularity until none moves, then the communities are the nodes of the next level.
    """
    neighbours = _neighbours(links)
    members = [{node} for node in range(len(neighbours))]
    total = float(links.sum())
    if not total:
        return members, 0.0
    random = Random(seed)  # noqa: S311  # no secret: the same seed parts a network the same way
    modularity = _modularity(neighbours, [[node] for node in range(len(neighbours))], total)
    while True:
        parts, has_moved = _move_nodes(neighbours, total, random)
        if not has_moved:
            break
        members = [set().union(*(members[node] for node in part)) for part in parts]
        before, modularity = modularity, _modularity(neighbours, parts, total)
        if modularity - before <= THRESHOLD:
            break
        neighbours = _join_nodes(neighbours, parts)
    return sorted(members, key=lambda community: (-len(community), min(community))), modularity


def _neighbours(links: NDArray[np.bool_]) -> Neighbours:
    rows, columns = links.shape
    neighbours: Neighbours = [{} for _ in range(rows + columns)]
    for row, column in zip(*(places.tolist() for places in links.nonzero()), strict=True):
        neighbours[row][rows + column] = neighbours[rows + column][row] = 1
    return neighbours


def _move_nodes(
    neighbours: Neighbours, total: float, random: Random
) -> tuple[list[list[int]], bool]:
    """Move nodes in a random order until none gains; say which are together, and if any moved.

    ``inside`` is the sum of degrees of each community; the gain is what Blondel et al. give.
    """
    home = list(range(len(neighbours)))
    degrees = [_degree(neighbours, node) for node in home]
    inside = degrees.copy()
    others = [[(n, w) for n, w in near.items() if n != u] for u, near in enumerate(neighbours)]
    pairs = 2 * total**2
    order = home.copy()
    random.shuffle(order)
    has_moved, moves = False, True
    while moves:
        moves = False
        for node in order:
            was, degree = home[node], degrees[node]
            weights: dict[int, float] = {}
            for other, weight in others[node]:
                there = home[other]
                weights[there] = weights.get(there, 0.0) + weight
            own = weights.setdefault(was, 0.0)
            inside[was] -= degree
            cost = -own / total + inside[was] * degree / pairs
            best, most = was, 0.0
            for there, tie in weights.items():
                gain = cost + tie / total - inside[there] * degree / pairs
                if gain > most:
                    best, most = there, gain
            inside[best] += degree
            if best != was:
                home[node] = best
                has_moved = moves = True
    parts: list[list[int]] = [[] for _ in home]
    for node, community in enumerate(home):
        parts[community].append(node)
    return [part for part in parts if part], has_moved


def _modularity(neighbours: Neighbours, parts: list[list[int]], total: float) -> float:
    """Give the part of the links inside communities, less what their degrees would make it."""
    home = _home(parts)
    inside, degrees = [0] * len(parts), [0] * len(parts)
    for node, near in enumerate(neighbours):
        degrees[home[node]] += _degree(neighbours, node)
        inside[home[node]] += sum(w for n, w in near.items() if n <= node and home[n] == home[node])
    scale = 1 / sum(degrees) ** 2
    shares = zip(inside, degrees, strict=True)
    return sum(links / total - degree * degree * scale for links, degree in shares)


def _join_nodes(neighbours: Neighbours, parts: list[list[int]]) -> Neighbours:
    """Make each community a node, with the links inside it as a link to itself."""
    home = _home(parts)
    joined: Neighbours = [{} for _ in parts]
    for node, near in enumerate(neighbours):
        for other, weight in near.items():
            if other >= node:
                one, two = home[node], home[other]
                joined[one][two] = joined[two][one] = joined[one].get(two, 0) + weight
    return joined


def _home(parts: list[list[int]]) -> dict[int, int]:
    return {node: place for place, part in enumerate(parts) for node in part}


def _degree(neighbours: Neighbours, node: int) -> int:
    """Sum the weights of a node's links; one to itself has both its ends there."""
    near = neighbours[node]
    return sum(near.values()) + near.get(node, 0)
