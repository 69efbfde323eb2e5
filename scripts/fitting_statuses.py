"""Fit the weights of statuses: multinomial logistic regression, pulled towards a prior."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen
from scipy.optimize import minimize

from scripts.fitting_matrix import make_matrix
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.rules.status import StatusWeights

STATUS_RIDGE = 0.1
"""Pull of the weights of statuses to their prior: strong, for rare statuses have few examples."""


@frozen
class StatusExample:
    """A required label that was found: its features, and the statuses that are right."""

    document: int
    truth: frozenset[ClaimStatus]
    features: Mapping[str, float]


def is_told(example: StatusExample, weights: StatusWeights) -> bool:
    """Tell whether weights give an example one of its right statuses."""
    sums = weights.sums(example.features)
    return max(sums, key=lambda status: sums[status]) in example.truth


def fit_statuses(
    examples: Sequence[StatusExample], prior: StatusWeights, weight_of: Sequence[float]
) -> StatusWeights:
    """Fit by multinomial logistic regression; any of the right statuses of an example will do."""
    statuses = list(prior.weights)
    named = {name for weights in prior.weights.values() for name in weights}
    names = sorted(named | {name for example in examples for name in example.features})
    matrix = make_matrix([example.features for example in examples], names)[:, :-1]
    truth = np.array([[status in one.truth for status in statuses] for one in examples], float)
    counts = np.array([weight_of[example.document] for example in examples])
    counts /= counts.sum()
    start = np.array([[prior.weights[one].get(name, 0.0) for name in names] for one in statuses])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(start.shape)
        odds = matrix @ weights.T
        chances = np.exp(odds - odds.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        right = np.clip((chances * truth).sum(axis=1), 1e-9, None)
        slope = (chances - chances * truth / right[:, None]) * counts[:, None]
        pull = weights - start
        value = -counts @ np.log(right) + STATUS_RIDGE * np.sum(pull**2) / 2
        return float(value), (slope.T @ matrix + STATUS_RIDGE * pull).ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B").x.reshape(start.shape)
    return evolve(
        prior,
        weights={
            status: {name: round(float(found[row, place]), 3) for place, name in enumerate(names)}
            for row, status in enumerate(statuses)
        },
    )
