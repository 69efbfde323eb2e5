"""Logistic regression by Firth's penalised likelihood, finite where data separate.

The likelihood is multiplied by the square root of the determinant of Fisher's information
(Jeffreys' prior), which takes away the first-order bias (Firth 1993, Biometrika 80, 27-38)
and keeps estimates finite under separation (Heinze and Schemper 2002, Statistics in Medicine
21, 2409-2419). Intervals and tests profile the penalised likelihood, as they advise. Checked
against their endometrial cancer data in ``tests/golden/test_published_statistics.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.optimize import brentq
from scipy.special import expit, log_expit
from scipy.stats import chi2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.int64]

MAX_STEPS = 200
MAX_STEP = 5.0
"""No coefficient moves further than this in one step."""

MAX_HALVINGS = 30
TOLERANCE = 1e-10
ROUNDING = 1e-6
"""A shorter step is taken untested: it changes the likelihood by less than its rounding."""

_CUT = float(chi2.ppf(0.95, 1))
_FARTHEST = 60.0
"""Standard errors out at which the search for an end of an interval is given up."""


@frozen(kw_only=True)
class Coefficient:
    """A log odds ratio with its profile interval and penalised likelihood ratio test."""

    name: str
    value: float
    low: float | None
    high: float | None
    p: float


@frozen(kw_only=True, eq=False)
class FirthFit:
    """A fitted model: coefficients in the order of the design's columns."""

    design: Vector
    outcome: Vector
    coefficients: Vector
    covariance: Vector
    log_likelihood: float

    def profile(self, place: int, name: str) -> Coefficient:
        """Profile one coefficient: where the penalised deviance rises by 3.84 is its interval."""
        value = float(self.coefficients[place])
        step = float(np.sqrt(self.covariance[place, place]))
        return Coefficient(
            name=name,
            value=value,
            low=self._end(place, value, -step),
            high=self._end(place, value, step),
            p=self.test(place),
        )

    def test(self, place: int) -> float:
        """Give p of the penalised likelihood ratio test that a coefficient is zero.

        It is below 5 per cent exactly where the profile interval leaves zero out.
        """
        return float(chi2.sf(max(self._rise(place, 0.0), 0.0), 1))

    def _rise(self, place: int, at: float) -> float:
        start = self.coefficients.copy()
        start[place] = at
        free = np.delete(np.arange(len(start)), place)
        _, log_likelihood = _maximise(self.design, self.outcome, start, free)
        return 2 * (self.log_likelihood - log_likelihood)

    def _end(self, place: int, value: float, step: float) -> float | None:
        """Walk outwards until the deviance has risen enough, then find where; None if never."""
        outer, width = value + step, abs(step)
        while self._rise(place, outer) < _CUT:
            step *= 1.5
            outer += step
            if abs(outer - value) > _FARTHEST * width:
                return None
        return float(brentq(lambda at: self._rise(place, at) - _CUT, value, outer, xtol=1e-8))


def fit_firth(design: Vector, outcome: Vector) -> FirthFit:
    """Fit by Firth's method; ``design`` has the column of ones where an intercept is wanted."""
    every = np.arange(design.shape[1])
    coefficients, log_likelihood = _maximise(
        design, outcome, np.zeros(design.shape[1], np.float64), every
    )
    return FirthFit(
        design=design,
        outcome=outcome,
        coefficients=coefficients,
        covariance=np.asarray(np.linalg.inv(_information(design, coefficients)), np.float64),
        log_likelihood=log_likelihood,
    )


def _maximise(design: Vector, outcome: Vector, start: Vector, free: Places) -> tuple[Vector, float]:
    """Climb the penalised likelihood over the free coefficients; the others stay as they are.

    The penalty is that of the whole design also where a coefficient is held, as in a profile.
    """
    signs = np.where(outcome > 0.5, 1.0, -1.0)
    at = _stand(design, signs, start)
    both = np.ix_(free, free)
    for _ in range(MAX_STEPS):
        step = _step(design, outcome, at, both)
        for _ in range(MAX_HALVINGS):
            beta = at.beta.copy()
            beta[free] += step
            tried = _stand(design, signs, beta)
            if tried.penalised >= at.penalised or np.abs(step).max(initial=0.0) < ROUNDING:
                break
            step = step / 2
        else:
            break
        at = tried
        if np.abs(step).max(initial=0.0) < TOLERANCE:
            break
    return at.beta, at.penalised


@frozen(kw_only=True, eq=False)
class _Stand:
    """Where the climb stands: what both the likelihood and the next step are made of."""

    beta: Vector
    fitted: Vector
    information: Vector
    penalised: float


def _stand(design: Vector, signs: Vector, beta: Vector) -> _Stand:
    """Take the penalised likelihood at some coefficients; ``signs`` are 1 and -1 by outcome."""
    linear = design @ beta
    fitted = expit(linear)
    information: Vector = (design * (fitted * (1 - fitted))[:, None]).T @ design
    sign, log_determinant = np.linalg.slogdet(information)
    penalised = -np.inf
    if sign > 0:
        penalised = float(np.sum(log_expit(signs * linear)) + 0.5 * log_determinant)
    return _Stand(beta=beta, fitted=fitted, information=information, penalised=penalised)


def _step(design: Vector, outcome: Vector, at: _Stand, both: tuple[Places, ...]) -> Vector:
    """Give Newton's step with the modified score: residuals plus leverage times (1/2 - fitted).

    ``both`` are the places of the free coefficients as rows and as columns.
    """
    fitted, information = at.fitted, at.information
    weights = fitted * (1 - fitted)
    leverage = weights * np.einsum("ij,ji->i", design, np.linalg.solve(information, design.T))
    score = design.T @ (outcome - fitted + leverage * (0.5 - fitted))
    step: Vector = np.linalg.solve(information[both], score[both[1][0]])
    return step * min(1.0, MAX_STEP / max(float(np.abs(step).max(initial=0.0)), 1e-300))


def _information(design: Vector, beta: Vector) -> Vector:
    fitted = expit(design @ beta)
    information: Vector = (design * (fitted * (1 - fitted))[:, None]).T @ design
    return information
