"""Measure the estimators of under-reporting on simulated populations of known size.

Run: python -m scripts.measure_estimators [--populations 1000] [--seed 1]

For each scenario: how often the 95 per cent interval holds the true size, how far the
estimate is off in the median, how often the data are refused as too thin. For Chao's lower
bound: how often its interval does not begin above the true size. Lists are simulated, so
their dependence is known; with real ones it never is.
"""

from __future__ import annotations

import argparse
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from sousveil.findings.underreporting.histories import Histories
from sousveil.findings.underreporting.log_linear import average, fit_models
from sousveil.findings.underreporting.lower_bound import chao_lower_bound
from sousveil.findings.underreporting.refusing import refuse
from sousveil.findings.underreporting.two_lists import chapman
from sousveil.model.statistic import DeclaredList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sousveil.findings.underreporting.two_lists import Size


@frozen(kw_only=True)
class Scenario:
    """A population of a known size, and lists that find its members.

    ``odds_ratio`` is between the first two lists. With ``spread`` members differ in how
    easily they are found: the standard deviation of their log odds, the same for all lists.
    """

    name: str
    size: int
    found: tuple[float, ...]
    odds_ratio: float = 1.0
    spread: float = 0.0


@frozen(kw_only=True)
class Measured:
    """What became of the populations of one scenario."""

    scenario: Scenario
    populations: int
    refused: int
    covered: dict[str, int] = field(factory=dict)
    errors: dict[str, list[float]] = field(factory=dict)

    @property
    def estimated(self) -> int:
        """How many populations were not refused."""
        return self.populations - self.refused

    def coverage(self, estimator: str) -> float:
        """Return the share of intervals that hold the true size, of those that were given."""
        return self.covered[estimator] / max(self.estimated, 1)

    def bias(self, estimator: str) -> float:
        """Return the median relative error of the estimate."""
        return float(np.median(self.errors[estimator])) if self.errors[estimator] else np.nan


TWO, THREE = (0.6, 0.5), (0.6, 0.5, 0.4)
SCENARIOS = (
    Scenario(name="two independent lists", size=100, found=TWO),
    Scenario(name="two independent lists", size=50, found=TWO),
    Scenario(name="two lists that seek each other out", size=100, found=TWO, odds_ratio=3.0),
    Scenario(name="two lists that avoid each other", size=100, found=TWO, odds_ratio=1 / 3),
    Scenario(name="two lists, members differ", size=100, found=TWO, spread=1.0),
    Scenario(name="three independent lists", size=100, found=THREE),
    Scenario(name="three lists, two of them dependent", size=100, found=THREE, odds_ratio=3.0),
    Scenario(name="three lists, members differ", size=100, found=THREE, spread=1.0),
)


def main() -> None:
    """Print a table of coverage and bias."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--populations", type=int, default=1000, help="for each scenario")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| lists | true size | refused | estimator | coverage | median error |")
    print("|---|---|---|---|---|---|")
    for measured in measure(SCENARIOS, options.populations, options.seed):
        scenario = measured.scenario
        for estimator in measured.covered:
            print(
                f"| {scenario.name} | {scenario.size} | {measured.refused / measured.populations:.1%}"
                f" | {estimator} | {measured.coverage(estimator):.1%}"
                f" | {measured.bias(estimator):+.1%} |"
            )


def measure(scenarios: Iterable[Scenario], populations: int, seed: int) -> tuple[Measured, ...]:
    """Simulate populations of each scenario and hold every interval against the true size."""
    return tuple(_measure(scenario, populations, seed) for scenario in scenarios)


def draw_lists(scenario: Scenario, generator: np.random.Generator) -> NDArray[np.float64]:
    """Draw who is on which list, as a matrix of members by lists."""
    shift = generator.normal(0.0, scenario.spread, scenario.size) if scenario.spread else 0.0
    found = np.array(scenario.found)
    odds = np.log(found / (1 - found))
    chances = 1 / (1 + np.exp(-(odds[None, :] + np.reshape(shift, (-1, 1)))))
    draws = generator.random((scenario.size, len(found)))
    on_first = draws[:, 0] < chances[:, 0]
    if scenario.odds_ratio != 1.0:
        both = _both(found[0], found[1], scenario.odds_ratio)
        chances = np.broadcast_to(chances, draws.shape).copy()
        chances[:, 1] = np.where(on_first, both / found[0], (found[1] - both) / (1 - found[0]))
    return np.asarray(draws < chances, np.float64)


def _both(first: float, second: float, odds_ratio: float) -> float:
    """Give the share on both of two lists with known shares and odds ratio (Plackett 1965)."""
    linear = 1 + (first + second) * (odds_ratio - 1)
    root = sqrt(linear**2 - 4 * odds_ratio * (odds_ratio - 1) * first * second)
    return (linear - root) / (2 * (odds_ratio - 1))


def _measure(scenario: Scenario, populations: int, seed: int) -> Measured:
    generator = np.random.default_rng(seed)
    names = tuple(f"list {number}" for number in range(len(scenario.found)))
    declared = tuple(
        DeclaredList(name=name, column=name, compiled_by=name, period="one") for name in names
    )
    estimators = ("Chapman" if len(names) == 2 else "log-linear", "Chao's lower bound")
    covered = dict.fromkeys(estimators, 0)
    errors: dict[str, list[float]] = {name: [] for name in estimators}
    refused = 0
    for _ in range(populations):
        histories = Histories.of(names, draw_lists(scenario, generator))
        if refuse(histories, declared):
            refused += 1
            continue
        for name, size in zip(estimators, _estimate(histories), strict=True):
            high = size.high if name != "Chao's lower bound" else np.inf
            covered[name] += bool(size.low <= scenario.size <= high)
            errors[name].append(size.value / scenario.size - 1)
    return Measured(
        scenario=scenario,
        populations=populations,
        refused=refused,
        covered=covered,
        errors=errors,
    )


def _estimate(histories: Histories) -> tuple[Size, Size]:
    lists = len(histories.names)
    if lists == 2:
        best = chapman(histories.size(0), histories.size(1), histories.overlap(0, 1))
    else:
        best = average(histories, fit_models(histories))
    bound = chao_lower_bound(
        histories.observed, histories.on_exactly(1), histories.on_exactly(2), lists
    )
    return best, bound


if __name__ == "__main__":
    main()
