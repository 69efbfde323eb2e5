from __future__ import annotations

from typing import Any

import pytest

from sousveil.findings.stress.grid import Tolerance
from sousveil.findings.stress.judging import explain_verdict, judge_finding, judge_outcome
from sousveil.findings.stress.outcome import Headline, StressVerdict
from sousveil.findings.stress.variation import Variation
from sousveil.model.finding import FindingQuery, Unit
from sousveil.model.statistic import StatisticQuery

TOLERANCE = Tolerance(relative=0.1, countries=1, top=2)
EFFECT = StatisticQuery(finding_id="f", statement="s", procedure="p", table="t")


def counting(unit: Unit = Unit.COUNTRIES) -> FindingQuery:
    return FindingQuery(finding_id="f", statement="s", unit=unit, query="q")


def variation(number: int = 1, label: str = "NEC", *, alone: bool = True) -> Variation:
    group = "vendor" if alone else "vendor statements"
    return Variation(number=number, group=group, thing=label, label=label, alone=alone, size=1)


def headline(number: float | None = None, **fields: Any) -> Headline:
    return Headline(quantity="q", number=number, **fields)


def ranking(*names: str, ranks: tuple[int, ...] | None = None) -> Headline:
    return headline(names=names, ranks=ranks or tuple(range(1, len(names) + 1)))


def moves(query: Any, before: Headline, after: Headline) -> bool:
    return judge_outcome(query, before, after, variation(), TOLERANCE).moves


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (50, 46, False),  # eight per cent
        (50, 44, True),  # twelve per cent, six countries
        (9, 8, False),  # eleven per cent, but one country alone
        (9, 7, True),
        (0, 1, False),
        (0, 2, True),
    ],
)
def test_a_count_moves_by_more_than_a_tenth_and_more_than_one_country(
    before: int, after: int, moved: bool
) -> None:
    assert moves(counting(), headline(before), headline(after)) == moved


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ((50.0, 4), (66.7, 3), False),  # two of four, two of three: no country more or less
        ((50.0, 40), (40.0, 40), True),  # twenty, sixteen
        ((50.0, 40), (47.5, 40), False),
    ],
)
def test_a_share_moves_with_the_countries_behind_it(
    before: tuple[float, int], after: tuple[float, int], moved: bool
) -> None:
    first, second = (headline(value, denominator=of) for value, of in (before, after))
    assert moves(counting(Unit.PERCENT), first, second) == moved


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ((0.2, True), (0.5, True), False),  # further from nothing, and still told from it
        ((0.2, True), (0.1, False), True),  # no longer told from nothing
        ((0.2, False), (0.3, True), True),
        ((0.2, False), (-0.1, False), True),  # on the other side
        ((0.2, False), (0.0, False), False),
    ],
)
def test_an_effect_moves_to_the_other_side_of_nothing_or_as_the_data_tell_it_apart(
    before: tuple[float, bool], after: tuple[float, bool], moved: bool
) -> None:
    first, second = (headline(v, null=0.0, told_apart=apart) for v, apart in (before, after))
    assert moves(EFFECT, first, second) == moved


def test_an_index_without_a_value_of_no_effect_moves_by_more_than_a_tenth() -> None:
    assert not moves(EFFECT, headline(0.10), headline(0.109))
    assert moves(EFFECT, headline(0.10), headline(0.089))


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (ranking("Huawei", "ZTE", "IBM"), False),  # what is left out is no longer in the answer
        (ranking("ZTE", "Huawei", "IBM"), True),
        (ranking("Huawei", "IBM", "ZTE"), True),
        (ranking("Huawei", "IBM", "ZTE", ranks=(1, 2, 2)), False),  # level, not above
        (ranking("Huawei", "IBM"), True),
    ],
)
def test_a_ranking_moves_if_another_comes_above_one_of_its_top(
    after: Headline, moved: bool
) -> None:
    assert moves(counting(Unit.RANKING), ranking("Huawei", "NEC", "ZTE", "IBM"), after) == moved


def test_a_name_is_not_missed_where_it_is_itself_what_is_left_out() -> None:
    names = counting(Unit.NAMES)
    assert not moves(names, headline(names=("NEC",)), headline(names=("IBM",)))
    assert not moves(names, headline(names=("IBM", "NEC")), headline(names=("IBM",)))
    assert moves(names, headline(names=("IBM",)), headline(names=("ZTE",)))


def test_what_can_no_longer_be_computed_has_moved() -> None:
    assert moves(EFFECT, headline(0.1), headline(refusal="too few"))
    assert moves(counting(), headline(3), headline())


def judged(before: Headline, *after: tuple[Headline, Variation]) -> tuple[StressVerdict, str]:
    outcomes = [judge_outcome(counting(), before, h, v, TOLERANCE) for h, v in after]
    found = judge_finding(counting(), before, outcomes, (len(after), 0))
    return found.verdict, found.because


def test_a_finding_stands_if_nothing_moves_it() -> None:
    verdict = judged(headline(50), (headline(49), variation()))
    assert verdict == (StressVerdict.STANDS, "none of 1 moves it")


def test_a_finding_hangs_on_the_one_thing_that_moves_it() -> None:
    group = (headline(10), variation(2, "vendor statements", alone=False))
    one = (headline(20), variation(1, "NEC"))
    verdict = judged(headline(50), one, group, (headline(49), variation(3, "IBM")))
    assert verdict == (StressVerdict.HANGS_ON_ONE, "on the vendor NEC alone")


def test_of_several_things_that_each_move_a_finding_the_heaviest_is_named_first() -> None:
    verdict = judged(
        headline(50), (headline(30), variation(1, "NEC")), (headline(20), variation(2, "IBM"))
    )
    assert verdict == (StressVerdict.HANGS_ON_ONE, "on any one of 2: vendor IBM, NEC")


def test_a_finding_that_only_a_whole_kind_moves_depends_on_it() -> None:
    verdict = judged(headline(50), (headline(10), variation(2, "vendor statements", alone=False)))
    assert verdict == (StressVerdict.DEPENDS, "without vendor statements it moves")


def test_a_finding_that_is_refused_or_that_nothing_bears_on_is_not_tested() -> None:
    assert judged(headline(refusal="too few")) == (StressVerdict.NOT_TESTED, "too few")
    verdict, because = judged(headline(50))
    assert (verdict, because) == (
        StressVerdict.NOT_TESTED,
        "no variation applies to what it reads",
    )


class Words:
    """Marks what it is asked to say."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def say(self, message: str, **values: object) -> str:
        self.asked.append(message)
        return f"<{message.format(**values)}>"


def test_why_a_finding_has_its_verdict_is_said_in_the_language_that_is_asked_for() -> None:
    group = (headline(10), variation(2, "vendor statements", alone=False))
    one = (headline(20), variation(1, "NEC"))
    for after in ((), (one,), (group,), (one, group)):
        outcomes = [judge_outcome(counting(), headline(50), h, v, TOLERANCE) for h, v in after]
        found = judge_finding(counting(), headline(50), outcomes, (3, 0))
        words = Words()
        said = explain_verdict(found, words.say)
        assert words.asked
        assert said.startswith("<")
        assert said.replace("<", "").replace(">", "") == found.because


def test_a_refusal_is_given_in_its_own_words() -> None:
    found = judge_finding(counting(), headline(refusal="too few"), [], (3, 0))
    assert explain_verdict(found, Words().say) == "too few"
