"""The plot of a stress test: a strip for each finding, a mark for each variation that changes it.

Each strip has its own scale, written under its ends; a band shows how far a number may go and
still stand. Marks that would fall on the same spot are
one, as large as they are many. Whatever is told by colour is told by shape too. Names of what is
left out are data, and stay as they are in every language.
"""

from __future__ import annotations

from collections import defaultdict
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Self

import jinja2
from attrs import frozen

from sousveil.data import read_bundled
from sousveil.findings.published import PublishedValues
from sousveil.findings.stress.judging import explain_verdict
from sousveil.findings.stress.outcome import StressVerdict
from sousveil.publication.languages import N_, Language
from sousveil.publication.wording import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.findings.stress.outcome import FindingStress, Headline, Outcome, StressTest

WIDTH, LEFT, RIGHT = 1080, 330, 740
TOP, ROW_HEIGHT = 64, 62
MARGIN = 0.06
"""Of the scale, left free at both ends."""

MIDDLE, STACK = 22, 7
"""Where a strip's marks stand, and how far those of one spot stand apart: moved above, stood below."""

NAMED = 3

VERDICTS = {
    StressVerdict.STANDS: N_("stands"),
    StressVerdict.HANGS_ON_ONE: N_("hangs on one"),
    StressVerdict.DEPENDS: N_("depends on a kind"),
    StressVerdict.NOT_TESTED: N_("not tested"),
}
LEGEND = (
    ("baseline", N_("as it is")),
    ("stood", N_("one variation; it stands")),
    ("moved", N_("a variation that moves it")),
    ("published", N_("published")),
    ("band", N_("within this a number stands")),
)
"""What each sign means, by the name that the template draws it by."""
_LETTER, _SIGN = 6.4, 34
"""The width of a letter of the legend, and of a sign with the room around it."""


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
    baseline_says: str
    band: tuple[float, float] | None
    no_effect: float | None
    published: float | None
    published_says: str
    marks: tuple[Mark, ...]
    low: str
    high: str
    verdict: str
    falls: bool
    because: tuple[str, ...]


def draw_stress_test(
    test: StressTest, published: PublishedValues, language: Language = ENGLISH
) -> str:
    """Draw a stress test as a whole SVG document."""
    strips = [
        _Drawing(language, published, test.tolerance.relative).strip(
            stress, top=TOP + place * ROW_HEIGHT
        )
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
        title=language.say("Stress tests of {edition}", edition=test.edition_id),
        says=language.say(
            "{count} of {total} findings stand whatever is left out.",
            count=stands,
            total=len(strips),
        ),
        legend=_legend(language),
        tolerated=language.say("within this it stands"),
        unmoved=language.say("no effect"),
        rows=strips,
    )


def _legend(language: Language) -> list[tuple[str, int, str]]:
    """Give each sign its place and its words, as far apart as the words are long."""
    placed, x = [], 0.0
    for sign, words in LEGEND:
        said = language.say(words)
        placed.append((sign, round(x), said))
        x += _SIGN + _LETTER * len(said)
    return placed


@frozen
class _Drawing:
    """Draws strips in one language, with what was published and how far a number may go."""

    language: Language
    published: PublishedValues
    tolerated: float

    def strip(self, stress: FindingStress, *, top: int) -> Strip:
        baseline, language = stress.baseline, self.language
        told = self.published.find(stress.query.finding_id)
        printed = told.value if told is not None and not isinstance(told.value, str) else None
        ends = _tolerated_ends(baseline, self.tolerated)
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
        value = self._value(stress)
        statement = stress.query.statement
        return Strip(
            top=top,
            name=stress.query.finding_id,
            statement=_lines(language.own(statement) or statement, 52),
            value=value,
            baseline=scale.place(baseline.number),
            baseline_says=language.say("{value}, as it is", value=value),
            band=(places[0] or 0.0, places[1] or 0.0) if ends else None,
            no_effect=scale.place(baseline.null),
            published=scale.place(printed) if is_drawn else None,
            published_says=""
            if told is None
            else language.say("published: {value}", value=f"{told.relation.value} {told.value}"),
            marks=self._marks(stress.outcomes, scale) if is_drawn else (),
            low=self._number(min(shown, default=None)),
            high=self._number(max(shown, default=None)),
            verdict=language.say(VERDICTS[stress.verdict]),
            falls=bool(stress.moving),
            because=_lines(explain_verdict(stress, language.say), 48),
        )

    def _marks(self, outcomes: Sequence[Outcome], scale: _Scale) -> tuple[Mark, ...]:
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
                says=self._say(here),
            )
            for (moves, x), here in sorted(spots.items())
        )

    def _say(self, here: Sequence[Outcome]) -> str:
        value = self._number(here[0].headline.number)
        names = self.language.comma.join(outcome.variation.label for outcome in here[:NAMED])
        if len(here) <= NAMED:
            return self.language.say("{value} without {names}", value=value, names=names)
        return self.language.say(
            "{value} without {names} and {count} more",
            value=value,
            names=names,
            count=len(here) - NAMED,
        )

    def _value(self, stress: FindingStress) -> str:
        headline = stress.baseline
        if headline.refusal is not None:
            return shorten(headline.refusal, 70, placeholder=" ...")
        if headline.names:
            return shorten(self.language.comma.join(headline.names), 70, placeholder=" ...")
        quantity = self.language.own(headline.quantity) or headline.quantity
        return f"{self._number(headline.number)} {quantity}"

    def _number(self, value: float | None) -> str:
        return "" if value is None else f"{value:.4g}".translate(self.language.separators)


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


def _lines(text: str, width: int) -> tuple[str, ...]:
    return tuple(wrap(text, width, max_lines=2, placeholder=" ..."))
