"""What a stress test says of a finding: under each variation its headline, and a verdict."""

from __future__ import annotations

from enum import StrEnum

from attrs import evolve, frozen

from sousveil.findings.stress.grid import Tolerance
from sousveil.findings.stress.variation import NotApplied, Variation
from sousveil.model.finding import FindingQuery
from sousveil.model.statistic import StatisticQuery


class StressVerdict(StrEnum):
    """Whether a headline stands when part of the evidence is left out."""

    STANDS = "stands"
    HANGS_ON_ONE = "hangs on one"
    DEPENDS = "depends on a kind"
    NOT_TESTED = "not tested"


@frozen(kw_only=True)
class Headline:
    """What a finding says: a number, or names; or why it says nothing.

    ``quantity`` is what the number is: countries, percent, an odds ratio.
    ``names`` are the names of an answer, or those of a ranking with their ``ranks``.
    ``null`` is the value of no effect, and ``told_apart`` whether the data tell the number
    from it.
    """

    quantity: str
    number: float | None = None
    denominator: int | None = None
    names: tuple[str, ...] = ()
    ranks: tuple[int, ...] = ()
    null: float | None = None
    told_apart: bool | None = None
    refusal: str | None = None

    def differs_from(self, other: Headline) -> bool:
        """Say whether it says something else, of however many countries."""
        return evolve(self, denominator=None) != evolve(other, denominator=None)


@frozen(kw_only=True)
class Outcome:
    """What becomes of a finding under one variation.

    ``change`` is that of the number: as a part of it, or of an effect that has a value of no
    effect, the difference.
    """

    variation: Variation
    headline: Headline
    change: float | None
    moves: bool


@frozen(kw_only=True)
class GridResult:
    """What came of a finding that was put through a grid.

    ``outcomes`` are those that changed the headline at all; ``tried`` counts all, also the
    ones that could be seen to change nothing without computing it, and ``untried`` those
    that the budget left out.
    """

    baseline: Headline
    tried: int
    untried: int
    outcomes: tuple[Outcome, ...]
    verdict: StressVerdict
    because: str

    @property
    def moving(self) -> tuple[Outcome, ...]:
        """The variations under which the headline does not stand."""
        return tuple(outcome for outcome in self.outcomes if outcome.moves)


@frozen(kw_only=True)
class FindingStress(GridResult):
    """A finding put through a grid, and what came of it."""

    query: FindingQuery | StatisticQuery


@frozen(kw_only=True)
class StressTest:
    """All findings of an edition put through a grid, and what of the grid did not apply.

    ``groups`` are the groups of variations that did, with how many each has.
    ``tolerance`` is the rule that the verdicts follow.
    """

    edition_id: str
    findings: tuple[FindingStress, ...]
    groups: tuple[tuple[str, int], ...]
    not_applied: tuple[NotApplied, ...]
    tolerance: Tolerance
