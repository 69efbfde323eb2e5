"""The plot of a stress test: a strip for each finding, a mark for each variation that changes it.

Each strip has its own scale, written under its ends; a band shows how far a number may go and
still stand. Marks that would fall on the same spot are
one, as large as they are many. Whatever is told by colour is told by shape too.
"""

from __future__ import annotations

from collections import defaultdict
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Self

import jinja2
from attrs import frozen

from sousveil.data import read_bundled
from sousveil.findings.stress.outcome import StressVerdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.findings.published import PublishedValues
    from sousveil.findings.stress.outcome import FindingStress, Headline, Outcome, StressTest

WIDTH, LEFT, RIGHT = 1080, 330, 740
TOP, ROW_HEIGHT = 64, 62
MARGIN = 0.06
"""Of the scale, left free at both ends."""

MIDDLE, STACK = 22, 7
"""Where a strip's marks stand, and how far those of one spot stand apart: moved above, stood below."""

NAMED = 3


@frozen(kw_only=True)
class Mark:
    """Variations that fall on one spot of a strip."""

    x: float
    y: float
    radius: float
    moves: bool
    says: str


@frozen(kw_only=True)
class Strip:
    """A finding as drawn; one that is no number has no places, and says its value in words."""

    top: int
    name: str
    statement: tuple[str, ...]
    value: str
    baseline: float | None
    band: tuple[float, float] | None
    no_effect: float | None
    published: float | None
    published_value: str
    marks: tuple[Mark, ...]
    low: str
    high: str
    verdict: str
    falls: bool
    because: tuple[str, ...]


def draw_stress_test(test: StressTest, published: PublishedValues) -> str:
    """Draw a stress test as a whole SVG document."""
    strips = [
        _strip(stress, published, test.tolerance.relative, top=TOP + place * ROW_HEIGHT)
        for place, stress in enumerate(test.findings)
    ]
    stands = sum(1 for s in test.findings if s.verdict is StressVerdict.STANDS)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(read_bundled("charts/stress_plot.svg.j2").decode())
    return template.render(
        width=WIDTH,
        height=TOP + ROW_HEIGHT * len(strips) + 12,
        left=LEFT,
        right=RIGHT,
        title=f"Stress tests of {test.edition_id}",
        says=f"{stands} of {len(strips)} findings stand whatever is left out.",
        rows=strips,
    )


def _strip(
    stress: FindingStress, published: PublishedValues, tolerated: float, *, top: int
) -> Strip:
    baseline = stress.baseline
    told = published.find(stress.query.finding_id)
    printed = told.value if told is not None and not isinstance(told.value, str) else None
    ends = _tolerated_ends(baseline, tolerated)
    shown = [
        value
        for value in (
            *(baseline.number, baseline.null, printed, *ends),
            *(outcome.headline.number for outcome in stress.outcomes),
        )
        if value is not None
    ]
    scale = _Scale.around(shown)
    is_drawn = baseline.number is not None
    places = [scale.place(end) for end in ends]
    return Strip(
        top=top,
        name=stress.query.finding_id,
        statement=_lines(stress.query.statement, 52),
        value=_value(stress),
        baseline=scale.place(baseline.number),
        band=(places[0] or 0.0, places[1] or 0.0) if ends else None,
        no_effect=scale.place(baseline.null),
        published=scale.place(printed) if is_drawn else None,
        published_value="" if told is None else f"{told.relation.value} {told.value}",
        marks=_marks(stress.outcomes, scale) if is_drawn else (),
        low=_number(min(shown, default=None)),
        high=_number(max(shown, default=None)),
        verdict=stress.verdict.value,
        falls=bool(stress.moving),
        because=_lines(stress.because, 48),
    )


def _tolerated_ends(baseline: Headline, tolerated: float) -> tuple[float, ...]:
    """Give the ends of the band within which a number stands; an effect with a zero has none."""
    if baseline.number is None or baseline.null is not None:
        return ()
    room = abs(baseline.number) * tolerated
    return (baseline.number - room, baseline.number + room)


@frozen(kw_only=True)
class _Scale:
    """The scale of a strip, from its values to pixels."""

    low: float
    high: float

    @classmethod
    def around(cls, shown: Sequence[float]) -> Self:
        low, high = min(shown, default=0.0), max(shown, default=0.0)
        room = (high - low or abs(high) or 1.0) * MARGIN
        return cls(low=low - room, high=high + room)

    def place(self, value: float | None) -> float | None:
        if value is None:
            return None
        return round(LEFT + (value - self.low) / (self.high - self.low) * (RIGHT - LEFT), 1)


def _marks(outcomes: Sequence[Outcome], scale: _Scale) -> tuple[Mark, ...]:
    """Put marks of one spot together; what moved is drawn last, over the others."""
    spots: dict[tuple[bool, int], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        place = scale.place(outcome.headline.number)
        if place is not None:
            spots[outcome.moves, round(place)].append(outcome)
    return tuple(
        Mark(
            x=x,
            y=MIDDLE - STACK if moves else MIDDLE,
            radius=round(min(2.5 + 0.5 * (len(here) - 1) ** 0.5, 7.0), 1),
            moves=moves,
            says=_say(here),
        )
        for (moves, x), here in sorted(spots.items())
    )


def _say(here: Sequence[Outcome]) -> str:
    first = here[0]
    named = ", ".join(outcome.variation.label for outcome in here[:NAMED])
    more = f" and {len(here) - NAMED} more" if len(here) > NAMED else ""
    return f"{_number(first.headline.number)} without {named}{more}"


def _value(stress: FindingStress) -> str:
    headline = stress.baseline
    if headline.refusal is not None:
        return shorten(headline.refusal, 70, placeholder=" ...")
    if headline.names:
        return shorten(", ".join(headline.names), 70, placeholder=" ...")
    return f"{_number(headline.number)} {headline.quantity}"


def _lines(text: str, width: int) -> tuple[str, ...]:
    return tuple(wrap(text, width, max_lines=2, placeholder=" ..."))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
