"""Boosted decision trees over the rules' features, as data: no library is needed to ask them.

The trees are bundled (``data/reranking``), fitted by ``scripts/fit_model.py``. The same features
always give the same chance.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.data import read_bundled
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@frozen(kw_only=True)
class Tree:
    """One tree. A split is a feature's number, a threshold, where to go from at most it, and above.

    A place of 0 or more is a split that stands further on; -1 is the first leaf, -2 the second.
    """

    features: tuple[int, ...]
    thresholds: tuple[float, ...]
    below: tuple[int, ...]
    above: tuple[int, ...]
    leaves: tuple[float, ...]

    def ask(self, values: Sequence[float]) -> float:
        """Return what the tree adds to the log odds."""
        place = 0 if self.features else -1
        while place >= 0:
            is_below = values[self.features[place]] <= self.thresholds[place]
            place = self.below[place] if is_below else self.above[place]
        return self.leaves[-1 - place]

    def faults(self, features: int) -> Iterator[str]:
        """Say where a way through the tree would end nowhere or in a circle."""
        columns = (self.features, self.thresholds, self.below, self.above)
        if not self.leaves or len({len(column) for column in columns}) > 1:
            yield "no leaf, or columns of different length"
            return
        for number, (feature, _, *places) in enumerate(zip(*columns, strict=True)):
            if not 0 <= feature < features:
                yield f"split {number}: no feature {feature}"
            for place in places:
                if not (number < place < len(self.features) or -len(self.leaves) <= place < 0):
                    yield f"split {number}: no place {place}"


@frozen(kw_only=True)
class Trees:
    """The chance that a careful coder would record a pair; it is proposed from ``threshold`` on."""

    version: str
    notes: str
    threshold: float
    bias: float
    features: tuple[str, ...]
    trees: tuple[Tree, ...] = field(repr=False)

    def score(self, features: Mapping[str, float]) -> float:
        """Return the chance, 0 to 1, that a pair with these features is a claim."""
        values = [features.get(name, 0.0) for name in self.features]
        odds = self.bias + sum(tree.ask(values) for tree in self.trees)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def problems(self) -> list[str]:
        """Say what is wrong with the trees."""
        return [
            f"tree {number}: {problem}"
            for number, tree in enumerate(self.trees)
            for problem in tree.faults(len(self.features))
        ]


@lru_cache(maxsize=1)
def load_trees() -> Trees:
    """Return the bundled trees."""
    return read_trees(read_bundled("reranking/trees.yaml").decode(), is_bundled=True)


def read_trees(text: str, *, is_bundled: bool = False) -> Trees:
    """Read trees from their file.

    Raises:
        BadInput: it is not YAML.
        InvalidData: it is not of this form, or a way through a tree ends nowhere.
    """
    return structure(text, Trees, where="reranking/trees.yaml", is_bundled=is_bundled)
