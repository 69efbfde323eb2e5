"""Communities of a two-sided network, by graspologic-native: networks are parted by the hundred.

Invariant: the same links and seed give the same communities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import graspologic_native

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ITERATIONS = 2
"""Each begins with the communities of the one before; a second one mends much, a third little."""


def find_communities(links: NDArray[np.bool_], seed: int) -> tuple[list[set[int]], float]:
    """Part a two-sided network into communities, the largest first, and say their modularity.

    Rows of the matrix are numbered from 0, columns on from there. The method is that of
    Traag et al. (2019), "Leiden", for modularity. A node without links is by itself, and the
    modularity of a network without links is 0.
    """
    rows, columns = links.shape
    pairs = zip(*(places.tolist() for places in links.nonzero()), strict=True)
    edges = [(str(row), str(rows + column), 1.0) for row, column in pairs]
    modularity, found = 0.0, {}
    if edges:
        modularity, found = graspologic_native.leiden(edges, seed=seed, iterations=ITERATIONS)
    communities: dict[object, set[int]] = {}
    for node in range(rows + columns):
        communities.setdefault(found.get(str(node), f"alone: {node}"), set()).add(node)
    return sorted(communities.values(), key=lambda part: (-len(part), min(part))), modularity
