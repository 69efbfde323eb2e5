"""Features of many examples as one matrix, for the scripts that fit weights and trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def make_matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> np.ndarray:
    """Return the features of each row by name, and a last column of ones."""
    column = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names) + 1))
    matrix[:, -1] = 1.0
    for row, features in enumerate(rows):
        for name, value in features.items():
            if name in column:
                matrix[row, column[name]] = value
    return matrix
