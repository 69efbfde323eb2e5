"""Coefficients of agreement between coders, nominal, with bootstrap intervals.

Krippendorff's alpha is of any number of codings of a claim (Krippendorff, Computing
Krippendorff's Alpha-Reliability, 2011); Cohen's kappa of the first against the second
(Cohen, Educational and Psychological Measurement 20, 1960). The coefficients are the
libraries'; the draws are reckoned here, since a library call for each is far too slow, and
tests hold the two together. Claims are drawn, with their codings (Efron and Tibshirani 1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.claims.evaluation.bootstrap import Interval, percentile_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sousveil.claims.evaluation.bootstrap import Resampling

_AT_ONCE = 2_000_000
"""Codings that are held at once while claims are drawn."""
_MISSING = -1
ONE_VALUE = "every coding says the same: chance cannot be told from agreement"
FIRST_TWO_ALIKE = "kappa: the first two codings say the same of every claim"
TOO_FEW = "no claim has two codings of it"


@frozen(kw_only=True)
class Coefficients:
    """What was measured of one variable; what is undefined is None, and ``note`` says why."""

    claim_count: int
    percent_agreement: float | None = None
    kappa: float | None = None
    kappa_interval: Interval | None = None
    alpha: float | None = None
    alpha_interval: Interval | None = None
    note: str | None = None


def measure(codings: Iterable[Sequence[str | None]], resampling: Resampling) -> Coefficients:
    """Measure how far coders agree.

    Args:
        codings: of each claim, what its coders said of one variable, in the order in which
            they coded it; None is nothing said.
        resampling: how often claims are drawn for the intervals, and the seed.
    """
    said = [values for values in map(_given, codings) if len(values) > 1]
    if not said:
        return Coefficients(claim_count=0, note=TOO_FEW)
    codes = _as_codes(said)
    percent = 100 * (1 - float(_disagreement(codes).mean()))
    if codes.max() == 0:
        return Coefficients(claim_count=len(said), percent_agreement=percent, note=ONE_VALUE)
    kappa = _kappa(codes)
    kappas, alphas = _draw(codes, resampling)
    return Coefficients(
        claim_count=len(said),
        percent_agreement=percent,
        kappa=kappa,
        kappa_interval=percentile_interval(kappas),
        alpha=_alpha(codes),
        alpha_interval=percentile_interval(alphas),
        note=FIRST_TWO_ALIKE if kappa is None else None,
    )


def _given(values: Sequence[str | None]) -> list[str]:
    return [value for value in values if value is not None]


def _as_codes(said: list[list[str]]) -> NDArray[Any]:
    """Return a row for each claim and a column for each place in the order of coding."""
    import numpy as np  # noqa: PLC0415  # heavy, and only needed where something was coded twice

    numbers = {value: n for n, value in enumerate(sorted({v for values in said for v in values}))}
    codes = np.full((len(said), max(map(len, said))), _MISSING, dtype=np.int64)
    for row, values in enumerate(said):
        codes[row, : len(values)] = [numbers[value] for value in values]
    return codes


def _alpha(codes: NDArray[Any]) -> float:
    import krippendorff  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    data = np.where(codes == _MISSING, np.nan, codes.astype(float)).T
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def _kappa(codes: NDArray[Any]) -> float | None:
    """Return kappa of the first two codings; None where both are the same value throughout."""
    import numpy as np  # noqa: PLC0415
    from statsmodels.stats.inter_rater import cohens_kappa  # noqa: PLC0415

    first, second = codes[:, 0], codes[:, 1]
    if len(np.union1d(first, second)) < 2:  # a third coder said something else
        return None
    size = int(codes.max()) + 1
    table = np.zeros((size, size), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    return float(cohens_kappa(table, return_results=False))


def _disagreement(codes: NDArray[Any]) -> NDArray[Any]:
    """Return of each claim the share of pairs of its codings that differ."""
    import numpy as np  # noqa: PLC0415

    differ = np.zeros(len(codes))
    pairs = np.zeros(len(codes))
    for left in range(codes.shape[1]):
        for right in range(left + 1, codes.shape[1]):
            both = codes[:, right] != _MISSING
            pairs += both
            differ += both & (codes[:, left] != codes[:, right])
    quotient: NDArray[Any] = differ / pairs
    return quotient


def _draw(codes: NDArray[Any], resampling: Resampling) -> tuple[list[float], list[float]]:
    """Draw claims and return kappa and alpha of each draw, but those that are undefined."""
    import numpy as np  # noqa: PLC0415

    random = np.random.default_rng(resampling.seed)
    per_claim = (codes != _MISSING).sum(axis=1)
    disagreement = _disagreement(codes) * per_claim
    kappas: list[float] = []
    alphas: list[float] = []
    for draws in _portions(resampling.count, max(codes.size, int(codes.max()) + 1)):
        drawn = random.integers(0, len(codes), size=(draws, len(codes)))
        kappas += _drawn_kappas(codes, drawn)
        alphas += _drawn_alphas(codes, disagreement, drawn)
    return kappas, alphas


def _portions(count: int, size: int) -> Iterator[int]:
    """Cut draws of some size into portions that fit into memory."""
    at_once = max(1, _AT_ONCE // size)
    for start in range(0, count, at_once):
        yield min(at_once, count - start)


def _drawn_kappas(codes: NDArray[Any], drawn: NDArray[Any]) -> list[float]:
    first, second = codes[drawn, 0], codes[drawn, 1]
    observed = (first == second).mean(axis=1)
    size = int(codes.max()) + 1
    expected = (_counts(first, size) * _counts(second, size)).sum(axis=1) / len(codes) ** 2
    defined = expected < 1
    kappas = (observed - expected)[defined] / (1 - expected)[defined]
    return list(map(float, kappas))


def _drawn_alphas(
    codes: NDArray[Any], disagreement: NDArray[Any], drawn: NDArray[Any]
) -> list[float]:
    size = int(codes.max()) + 1
    counts = _counts(codes[drawn].reshape(len(drawn), -1), size)
    total = counts.sum(axis=1)
    unlike = total**2 - (counts**2).sum(axis=1)
    defined = unlike > 0
    observed = disagreement[drawn].sum(axis=1)
    alphas = 1 - (total - 1)[defined] * observed[defined] / unlike[defined]
    return list(map(float, alphas))


def _counts(values: NDArray[Any], size: int) -> NDArray[Any]:
    """Count each value in each row, leaving out what is missing."""
    import numpy as np  # noqa: PLC0415

    rows = np.arange(len(values))[:, None] * (size + 1)
    flat = np.bincount((values + 1 + rows).ravel(), minlength=len(values) * (size + 1))
    counted: NDArray[Any] = flat.reshape(len(values), size + 1)[:, 1:]
    return counted
