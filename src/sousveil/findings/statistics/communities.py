"""Communities of a two-sided network, by igraph: networks are parted by the hundred.

Invariant: the same links and seed give the same communities, whatever else the process draws.
"""

from __future__ import annotations

import random
from threading import Lock
from typing import TYPE_CHECKING

import igraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_drawing = Lock()
"""The library has one source of chance for the process."""


def find_communities(links: NDArray[np.bool_], seed: int) -> tuple[list[set[int]], float]:
    """Part a two-sided network into communities, the largest first, and say their modularity.

    Rows of the matrix are numbered from 0, columns on from there. The method is that of
    Blondel et al. (2008), "Louvain", which takes the nodes in an order drawn by the seed. A
    network without links has every node by itself, and a modularity of 0.
    """
    rows, columns = links.shape
    pairs = zip(*(places.tolist() for places in links.nonzero()), strict=True)
    graph = igraph.Graph(n=rows + columns, edges=[(row, rows + column) for row, column in pairs])
    if not graph.ecount():
        return [{node} for node in range(rows + columns)], 0.0
    with _drawing:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311  # no secret
        try:
            parts = graph.community_multilevel()
        finally:
            igraph.set_random_number_generator(random)
    communities = sorted(map(set, parts), key=lambda part: (-len(part), min(part)))
    return communities, float(parts.modularity)
