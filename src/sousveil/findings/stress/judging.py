"""The rule of a stress test: when a headline has moved, and what that makes of the finding.

- A count or a share moves if it changes by more than the tolerated part of it, and by more
  countries than tolerated: a count of nine loses one of nine whichever is left out.
- A name moves if it is another one; a ranking if another comes above one of its top few, or two
  of these change places. What is left out itself is first taken out of the answer.
- An effect moves if it comes to lie on the other side of no effect, or if the data come to tell
  it from none, or no longer do; one that has no such value, if it changes by more than the part.
- What can no longer be computed has moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import evolve

from sousveil.findings.stress.outcome import (
    FindingStress,
    GridResult,
    Headline,
    Outcome,
    StressVerdict,
)
from sousveil.model.finding import FindingQuery, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.findings.stress.grid import Tolerance
    from sousveil.findings.stress.variation import Variation
    from sousveil.model.statistic import StatisticQuery

NAMED = 3
"""How many of the things that a finding hangs on are named."""


class Say(Protocol):
    """Puts a text into a language and fills its placeholders."""

    def __call__(self, message: str, **values: object) -> str:
        """Return the text."""


def say_in_english(message: str, **values: object) -> str:
    """Fill the placeholders of a text."""
    return message.format(**values) if values else message


def judge_outcome(
    query: FindingQuery | StatisticQuery,
    baseline: Headline,
    varied: Headline,
    variation: Variation,
    tolerance: Tolerance,
) -> Outcome:
    """Say how far a headline changes under a variation, and whether that is too far."""
    if varied.refusal is not None or (varied.number is None and not varied.names):
        return Outcome(variation=variation, headline=varied, change=None, moves=True)
    if baseline.names:
        expected = tuple(name for name in baseline.names if name != variation.label)
        moves = (
            not _keeps_order(expected, varied, tolerance.top)
            if baseline.ranks
            else bool(expected) and varied.names != expected
        )
        return Outcome(variation=variation, headline=varied, change=None, moves=moves)
    before, after = baseline.number or 0.0, varied.number or 0.0
    if baseline.null is not None:
        sides = {(value > baseline.null) - (value < baseline.null) for value in (before, after)}
        moves = {-1, 1} <= sides or varied.told_apart != baseline.told_apart
        return Outcome(variation=variation, headline=varied, change=after - before, moves=moves)
    change = (after - before) / abs(before) if before else None
    moves = after != before if change is None else abs(change) > tolerance.relative
    if isinstance(query, FindingQuery):
        moves = moves and _countries(query, baseline, varied) > tolerance.countries
    return Outcome(variation=variation, headline=varied, change=change, moves=moves)


def judge_finding(
    query: FindingQuery | StatisticQuery,
    baseline: Headline,
    outcomes: Iterable[Outcome],
    counts: tuple[int, int],
) -> FindingStress:
    """Give a finding its verdict from what became of it; ``counts`` are tried and untried."""
    tried, untried = counts
    changed = tuple(o for o in outcomes if o.headline.differs_from(baseline))
    moving = [o for o in changed if o.moves]
    if baseline.refusal is not None or tried == 0:
        verdict = StressVerdict.NOT_TESTED
    elif any(o.variation.alone for o in moving):
        verdict = StressVerdict.HANGS_ON_ONE
    else:
        verdict = StressVerdict.DEPENDS if moving else StressVerdict.STANDS
    result = FindingStress(
        query=query,
        baseline=baseline,
        tried=tried,
        untried=untried,
        outcomes=changed,
        verdict=verdict,
        because="",
    )
    return evolve(result, because=explain_verdict(result, say_in_english))


def explain_verdict(result: GridResult, say: Say) -> str:
    """Say why a finding has its verdict; a refusal stays in the words in which it was given."""
    if result.verdict is StressVerdict.NOT_TESTED:
        return result.baseline.refusal or say("no variation applies to what it reads")
    if result.verdict is StressVerdict.HANGS_ON_ONE:
        return _say_alone(result.moving, say)
    if result.verdict is StressVerdict.DEPENDS:
        named = ", ".join(_name(outcome, say) for outcome in result.moving[:NAMED])
        return say("without {names} it moves", names=named)
    if result.baseline.told_apart is None:
        return say("none of {count} moves it", count=result.tried)
    if result.baseline.told_apart:
        return say("told from no effect under all of {count}", count=result.tried)
    return say("not told from no effect under all of {count}", count=result.tried)


def _keeps_order(expected: tuple[str, ...], varied: Headline, top: int) -> bool:
    """Say whether no name has come above one of the top few that was not above it before."""
    ranks = dict(zip(varied.names, varied.ranks, strict=True))
    last = len(ranks) + 1
    return all(
        ranks.get(lower, last) >= ranks.get(upper, last)
        for place, upper in enumerate(expected[:top])
        for lower in expected[place + 1 :]
    ) and all(name in ranks for name in expected[:top])


def _countries(query: FindingQuery, before: Headline, after: Headline) -> float:
    """Say by how many countries a count differs; that behind a share, if it is one."""
    first, second = (
        (h.number or 0.0) * ((h.denominator or 0) / 100 if query.unit is Unit.PERCENT else 1)
        for h in (before, after)
    )
    return round(abs(first - second), 6)


def _say_alone(moving: Sequence[Outcome], say: Say) -> str:
    alone = sorted(
        (o for o in moving if o.variation.alone),
        key=lambda o: (-abs(o.change or 0.0), o.variation.number),
    )
    groups = {o.variation.group for o in alone}
    kind = f"{say(groups.pop())} " if len(groups) == 1 else ""
    named = ", ".join(o.variation.label if kind else _name(o, say) for o in alone[:NAMED])
    if len(alone) == 1:
        return say("on the {thing} alone", thing=f"{kind}{named}")
    more = ", ..." if len(alone) > NAMED else ""
    return say("on any one of {count}: {things}", count=len(alone), things=f"{kind}{named}{more}")


def _name(outcome: Outcome, say: Say) -> str:
    """Name what is left out: a whole group, or one thing with the group that it is of."""
    group, label = outcome.variation.group, outcome.variation.label
    return say(group) if label == group else f"{say(group)} {label}"
