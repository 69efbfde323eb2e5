"""Floors under scores: a change that makes extraction worse fails, and a gain is kept.

A floor is a file that lies with the gold files of which it speaks. A score below its floor is a fault; one
above it by more than ``slack`` asks for the floor to be raised, so that the gain is not
lost again unnoticed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.evaluation.matching import Level
from sousveil.claims.evaluation.scoring import MEASURES
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from sousveil.claims.evaluation.evaluating import Evaluation

FALSE_ALARM_RATE = "false_alarm_rate"
_TINY = 1e-9


@frozen(kw_only=True)
class Bound:
    """What one measure must reach; the rate of false alarms must not be above its bound.

    ``language`` restricts it to the documents of one language.
    """

    level: Level
    measure: str
    bound: float
    language: str | None = None

    @property
    def name(self) -> str:
        """The measure in words."""
        of = f" of language {self.language}" if self.language else ""
        return f"{self.measure} at level {self.level}{of}"

    def gain(self, value: float) -> float:
        """Return by how much a value is better than the bound; below zero it is worse."""
        return self.bound - value if self.measure == FALSE_ALARM_RATE else value - self.bound


@frozen(kw_only=True)
class Floor:
    """All bounds; ``slack`` is the gain that need not raise a bound yet."""

    slack: float
    bounds: tuple[Bound, ...]

    def problems(self) -> list[str]:
        """Say what is wrong with the floor."""
        found = [] if self.bounds else ["bounds: there are none"]
        if not 0 <= self.slack <= 1:
            found.append(f"slack: {self.slack} is not between 0 and 1")
        seen = set()
        for number, bound in enumerate(self.bounds):
            if bound.measure not in MEASURES:
                found.append(f"bounds[{number}].measure: not one of {', '.join(MEASURES)}")
            if not 0 <= bound.bound <= 1:
                found.append(f"bounds[{number}].bound: {bound.bound} is not between 0 and 1")
            if bound.name in seen:
                found.append(f"bounds[{number}]: {bound.name} stands twice")
            seen.add(bound.name)
        return found


class Standing(StrEnum):
    """Where a score stands against its bound."""

    KEPT = "kept"
    BELOW = "below"
    OUTGROWN = "outgrown"


@frozen(kw_only=True)
class FloorResult:
    """A bound, the value measured (None if there was nothing to count), and where it stands."""

    bound: Bound
    value: float | None
    standing: Standing


def read_floor(text: str, *, where: str) -> Floor:
    """Read a floor's YAML.

    Raises:
        InvalidData: it breaks a rule; every failure is listed.
    """
    return structure(text, Floor, where=where)


def check_floor(evaluation: Evaluation, floor: Floor) -> tuple[FloorResult, ...]:
    """Hold an evaluation against its floor; what could not be measured counts as below."""
    results = []
    for bound in floor.bounds:
        group = ("language", bound.language) if bound.language else ("all", "all")
        score = evaluation.find(*group, bound.level)
        value = score.measures[bound.measure] if score is not None else None
        results.append(
            FloorResult(bound=bound, value=value, standing=_standing(bound, value, floor.slack))
        )
    return tuple(results)


def _standing(bound: Bound, value: float | None, slack: float) -> Standing:
    if value is None or bound.gain(value) < -_TINY:
        return Standing.BELOW
    return Standing.OUTGROWN if bound.gain(value) > slack + _TINY else Standing.KEPT
