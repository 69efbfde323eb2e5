"""Three lists or more: log-linear models of dependence between lists, averaged by AIC.

Fienberg (1972, Biometrika 59, 591-603): counts by history are Poisson, their logarithms a sum
of one term for each list and one for each pair of lists that depend on each other. The
intercept is the logarithm of the count that no list shows. The term of all lists together
cannot be estimated and is taken to be zero: no data can test it.
"""

from __future__ import annotations

import warnings
from itertools import chain, combinations
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln
from scipy.stats import chi2
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM, GLMResultsWrapper
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from sousveil.findings.statistics.intervals import size_interval
from sousveil.findings.underreporting.two_lists import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sousveil.findings.underreporting.histories import Histories

    Vector = NDArray[np.float64]

Pair = tuple[int, int]

LARGEST = 1e6
"""An estimate of more unseen than this is no estimate: the model does not determine it."""

_CUT = float(chi2.ppf(0.95, 1))


@frozen(kw_only=True)
class Model:
    """A fitted model: the pairs of lists that depend, and how many units no list has."""

    pairs: tuple[Pair, ...]
    unseen: float
    variance: float
    deviance: float
    degrees: int
    aic: float
    weight: float = 0.0


def fit_models(histories: Histories) -> tuple[Model, ...]:
    """Fit every model with dependence of pairs, the best by AIC first, with Akaike weights.

    A pair without overlap gets no term, since its estimate would be infinite (Chan,
    Silverman and Vincent 2021, Journal of the American Statistical Association 116).
    """
    lists = range(len(histories.names))
    pairs = [pair for pair in combinations(lists, 2) if histories.overlap(*pair)]
    chosen = chain.from_iterable(combinations(pairs, n) for n in range(len(pairs) + 1))
    fitted = [fit_model(histories, model) for model in chosen]
    usable = sorted(
        (m for m in fitted if m is not None and m.unseen < LARGEST), key=lambda m: m.aic
    )
    if not usable:
        return ()
    likelihoods = [exp((usable[0].aic - m.aic) / 2) for m in usable]
    return tuple(
        Model(
            pairs=m.pairs,
            unseen=m.unseen,
            variance=m.variance,
            deviance=m.deviance,
            degrees=m.degrees,
            aic=m.aic,
            weight=likelihood / sum(likelihoods),
        )
        for m, likelihood in zip(usable, likelihoods, strict=True)
    )


def fit_model(histories: Histories, pairs: tuple[Pair, ...]) -> Model | None:
    """Fit one model; None where it has more terms than counts, or its terms are not told apart."""
    design, counts = _design(histories, pairs)
    if design.shape[1] > design.shape[0] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    fit = _fit_poisson(counts, design)
    unseen = exp(min(float(fit.params[0]), log(LARGEST) + 1))
    return Model(
        pairs=pairs,
        unseen=unseen,
        variance=unseen + unseen**2 * float(fit.cov_params()[0, 0]),
        deviance=float(fit.deviance),
        degrees=design.shape[0] - design.shape[1],
        aic=float(fit.aic),
    )


def average(histories: Histories, models: tuple[Model, ...]) -> Size:
    """Average the models by their Akaike weights; the error includes that they differ.

    Buckland, Burnham and Augustin (1997, Biometrics 53, 603-618).
    """
    unseen = sum(m.weight * m.unseen for m in models)
    error = sum(m.weight * sqrt(m.variance + (m.unseen - unseen) ** 2) for m in models)
    low, high = size_interval(histories.observed, unseen, error**2)
    return Size(value=histories.observed + unseen, error=error, low=low, high=high)


def profile(histories: Histories, model: Model) -> tuple[float, float | None]:
    """Give the profile likelihood interval of the size under one model (Cormack 1992).

    The upper end is None where the likelihood hardly falls however many are unseen.
    """
    design, counts = _design(histories, model.pairs)
    zero = np.zeros(design.shape[1])
    zero[0] = 1.0
    full = np.vstack([design, zero])

    def log_likelihood(unseen: float) -> float:
        return _multinomial(full, np.append(counts, unseen))

    best = minimize_scalar(
        lambda x: -log_likelihood(exp(x)),
        bounds=(log(model.unseen + 0.01) - 3, log(model.unseen + 0.01) + 3),
        method="bounded",
    )
    top, at = -float(best.fun), exp(float(best.x))

    def fall(unseen: float) -> float:
        return 2 * (top - log_likelihood(unseen)) - _CUT

    low = 0.0 if fall(1e-6) < 0 else float(brentq(fall, 1e-6, at))
    outer = at * 2 + 1
    while fall(outer) < 0:
        outer *= 2
        if outer > LARGEST:
            return histories.observed + low, None
    return histories.observed + low, histories.observed + float(brentq(fall, at, outer))


def _multinomial(design: Vector, counts: Vector) -> float:
    fitted = _fit_poisson(counts, design).fittedvalues
    shares = fitted / fitted.sum()
    total = float(counts.sum())
    return float(
        gammaln(total + 1)
        - gammaln(counts + 1).sum()
        + float((counts * np.log(np.maximum(shares, 1e-300))).sum())
    )


def _design(histories: Histories, pairs: tuple[Pair, ...]) -> tuple[Vector, Vector]:
    rows = [
        [1, *history, *(history[i] * history[j] for i, j in pairs)]
        for history, _ in histories.counts
    ]
    counts = [count for _, count in histories.counts]
    return np.array(rows, np.float64), np.array(counts, np.float64)


def _fit_poisson(counts: Vector, design: Vector) -> GLMResultsWrapper:
    """Fit with statsmodels.

    The largest model fits exactly, of which statsmodels warns, and leaves no degrees of
    freedom, by which it divides for a scale that a Poisson model does not use.
    """
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return GLM(counts, design, family=Poisson()).fit(scale=1.0)
