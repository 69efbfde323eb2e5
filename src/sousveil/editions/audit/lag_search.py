"""Lag searches: one column against one listed order, and the run of rows least due to chance.

The inner part of the search for shifted columns (``shifted_column``), which says what it is
for and how its probabilities are corrected.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.chance import at_least, draw_hits
from sousveil.editions.audit.derived_value import DerivedValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sousveil.editions.audit.derived_value import DerivedColumn

MAX_LAG = 8
HIGHEST_AUTOCORRELATION = 0.3


@frozen
class Lags:
    """Which places are looked at: ``first`` to ``last`` before the row, after it if negative."""

    first: int
    last: int

    def __contains__(self, lag: int) -> bool:
        return min(self.first, self.last) <= lag <= max(self.first, self.last)

    @property
    def widened(self) -> Lags:
        """Every lag on the same side."""
        sign = 1 if self.first > 0 else -1
        return Lags(sign, sign * MAX_LAG)


@frozen(kw_only=True)
class Trial:
    """A row of unexplained value at its place in one order, with the donors around it by lag.

    ``implied`` is the interval that its component must lie in, and ``fitting`` the number of
    listed units that do, which makes the chance of a donor where there is no relation.
    """

    value: DerivedValue
    implied: tuple[float, float]
    place: int
    donors: dict[int, str]
    fitting: int

    def chance(self, lags: Lags, length: int) -> float:
        """Return the probability of a donor at these lags in a list of unrelated order."""
        nearest, farthest = sorted((self.place - lags.first, self.place - lags.last))
        draws = min(farthest, length - 1) - max(nearest, 0) + 1
        return draw_hits(max(draws, 0), self.fitting, length)

    def nearest(self, lags: Lags, after: float = -math.inf, before: float = math.inf) -> int | None:
        """Return the smallest lag with a donor between two places, or None."""
        found = (lag for lag in self.donors if lag in lags and after < self.place - lag < before)
        return min(found, key=abs, default=None)


@frozen(kw_only=True)
class Run:
    """The trials of one order, and the run among them whose hits are least probable.

    ``chance`` is that of the hits from trial ``first`` to trial ``last`` at these lags,
    before any correction.
    """

    trials: tuple[Trial, ...]
    lags: Lags
    first: int
    last: int
    chance: float

    def explain(self) -> tuple[tuple[Trial, int], ...]:
        """Return every row that the run explains, with its lag.

        To the hits come the rows between them, and next to them at either end, that have
        their donor farther off on the same side. A pasted list keeps its order, so such a
        donor must lie between those of the rows before and after.
        """
        lag_of = {
            i: lag
            for i in range(self.first, self.last + 1)
            if (lag := self.trials[i].nearest(self.lags)) is not None
        }
        for i in range(self.first, self.last):
            self._extend(lag_of, i)
        for i in range(self.last + 1, len(self.trials)):
            if not self._extend(lag_of, i):
                break
        for i in range(self.first - 1, -1, -1):
            if not self._extend(lag_of, i):
                break
        return tuple((self.trials[i], lag_of[i]) for i in sorted(lag_of))

    def _extend(self, lag_of: dict[int, int], i: int) -> bool:
        """Explain one more row if its donor keeps the order; say whether it is explained."""
        if i in lag_of:
            return True
        donor_places = {j: self.trials[j].place - lag for j, lag in lag_of.items()}
        after = max((place for j, place in donor_places.items() if j < i), default=-math.inf)
        before = min((place for j, place in donor_places.items() if j > i), default=math.inf)
        lag = self.trials[i].nearest(self.lags.widened, after, before)
        if lag is not None:
            lag_of[i] = lag
        return lag is not None


def every_lags() -> Iterator[Lags]:
    """Give constant lags, then limits up to which lags may vary, in both directions."""
    for sign in (1, -1):
        for lag in range(1, MAX_LAG + 1):
            yield Lags(sign * lag, sign * lag)
        for lag in range(2, MAX_LAG + 1):
            yield Lags(sign, sign * lag)


def is_smooth(values: Sequence[float]) -> bool:
    """Whether neighbours in a list are alike, so that a slight error looks like a short lag.

    Measured by the autocorrelation at lag 1. It is at most ``HIGHEST_AUTOCORRELATION``, and
    three standard errors of it, in a list whose order has nothing to do with the values.
    """
    if len(values) < 3:
        return True
    mean = statistics.fmean(values)
    spread = math.fsum((value - mean) ** 2 for value in values)
    if spread == 0:
        return True
    together = math.fsum((a - mean) * (b - mean) for a, b in itertools.pairwise(values))
    return together / spread > max(HIGHEST_AUTOCORRELATION, 3 / math.sqrt(len(values)))


def try_rows(
    column: DerivedColumn,
    component: str,
    unexplained: Sequence[DerivedValue],
    listed: Sequence[tuple[str, float]],
) -> tuple[Trial, ...]:
    """Look around every unexplained row in one order for units that have the implied value.

    ``listed`` holds the units that have the component, in that order; a row whose unit is
    not among them is left out.
    """
    places = {unit: place for place, (unit, _) in enumerate(listed)}
    ascending = sorted(value for _, value in listed)
    trials = []
    for value in unexplained:
        place = places.get(value.key.unit)
        if place is None:
            continue
        low, high = column.imply(value, component)
        start = max(place - MAX_LAG, 0)
        around = listed[start : place + MAX_LAG + 1]
        donors = {place - p: unit for p, (unit, v) in enumerate(around, start) if low <= v <= high}
        trials.append(
            Trial(
                value=value,
                implied=(low, high),
                place=place,
                donors=donors,
                fitting=bisect_right(ascending, high) - bisect_left(ascending, low),
            )
        )
    return tuple(sorted(trials, key=lambda trial: trial.place))


def find_run(trials: tuple[Trial, ...], lags: Lags, length: int, limit: float) -> Run | None:
    """Return the run whose hits are least probable, if its probability is below the limit.

    A run starts and ends with a hit. The probability that exactly these rows are hit bounds
    the tail from below, so runs are tried in the order of that bound, and only while it is
    below what has been reached.

    Args:
        trials: the rows, in the listed order.
        lags: where to look for donors.
        length: the number of units listed.
        limit: a probability above 0.
    """
    chances = [trial.chance(lags, length) for trial in trials]
    hits = [i for i, trial in enumerate(trials) if trial.nearest(lags) is not None]
    summed = [0.0]
    for i in hits:
        summed.append(summed[-1] + math.log(chances[i]))
    bounds = sorted(
        (summed[last + 1] - summed[first], first, last)
        for first in range(len(hits))
        for last in range(first, len(hits))
        if summed[last + 1] - summed[first] < math.log(limit)
    )
    best: Run | None = None
    for bound, first, last in bounds:
        if bound >= math.log(limit):
            break
        start, end = hits[first], hits[last]
        chance = at_least(last - first + 1, chances[start : end + 1])
        if chance < limit:
            limit = max(chance, math.ulp(0.0))
            best = Run(trials=trials, lags=lags, first=start, last=end, chance=limit)
    return best
