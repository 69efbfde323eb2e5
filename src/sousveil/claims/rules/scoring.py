"""Weigh what speaks for and against a pair: a logistic score with published weights.

The weights are data (``data/rules``), fitted by ``scripts/fit_weights.py``; the
score is the calibrated chance that a careful coder would record the pair.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True)
class Weights:
    """What each feature weighs, in log odds; a pair is proposed from ``threshold`` on."""

    version: str
    notes: str
    bias: float
    threshold: float
    weights: dict[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the chance, 0 to 1, that a pair with these features is a claim."""
        odds = self.bias + sum(
            value * self.weights.get(name, 0.0) for name, value in features.items()
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def contributions(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return what each feature adds to the log odds, the weightiest first."""
        parts = [
            (name, value * self.weights[name])
            for name, value in features.items()
            if self.weights.get(name)
        ]
        return sorted(parts, key=lambda part: -abs(part[1]))


@lru_cache(maxsize=4)
def load_weights(name: str = "pairs") -> Weights:
    """Return the bundled weights of pairs of country and technology, or of ``vendors``."""
    text = read_bundled(f"rules/{name}.yaml").decode()
    return structure(text, Weights, where=f"rules/{name}.yaml")
