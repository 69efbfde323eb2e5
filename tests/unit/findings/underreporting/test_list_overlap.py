from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scripts.measure_estimators import Scenario, draw_lists, measure

from sousveil.findings.statistics.input_table import InputTable
from sousveil.findings.underreporting.histories import Histories
from sousveil.findings.underreporting.log_linear import fit_models, profile
from sousveil.findings.underreporting.lower_bound import chao_lower_bound
from sousveil.findings.underreporting.overlap import list_overlap
from sousveil.findings.underreporting.two_lists import chapman, chapman_under
from sousveil.model.statistic import DeclaredList, StatisticQuery, StatisticResult


def declare(name: str, **fields: object) -> DeclaredList:
    values = {"compiled_by": f"maker of {name}", "period": "2024"} | fields
    return DeclaredList(name=name, column=name, **values)  # type: ignore[arg-type]


def estimate(
    counts: dict[tuple[int, ...], int], lists: tuple[DeclaredList, ...], units: int = 179
) -> StatisticResult:
    rows = [history for history, count in counts.items() for _ in range(count)]
    rows += [(0,) * len(lists)] * (units - len(rows))
    table = InputTable(
        columns=("country_iso3", *(one.column for one in lists)),
        rows=tuple((f"C{n}", *row) for n, row in enumerate(rows)),
        where="test",
    )
    query = StatisticQuery(
        finding_id="f", statement="s", procedure="list_overlap", table="t", lists=lists
    )
    return list_overlap(table, query)


A, B, C = declare("a"), declare("b"), declare("c")
THREE = tuple(product((1, 0), repeat=3))[:-1]
ENOUGH: dict[tuple[int, ...], int] = {(1, 1): 20, (1, 0): 15, (0, 1): 12}


@pytest.mark.parametrize(
    ("counts", "lists", "says"),
    [
        (ENOUGH, (A, declare("b", compiled_by="maker of a")), "both were compiled by maker of a"),
        (ENOUGH, (A, declare("b", draws_on=("a",))), "b draws on a"),
        (
            ENOUGH,
            (declare("a", draws_on=("wire",)), declare("b", draws_on=("wire",))),
            "both draw on wire",
        ),
        (ENOUGH, (A, declare("b", period="2019")), "different times"),
        ({(1, 1): 6, (1, 0): 15, (0, 1): 12}, (A, B), "6 units in common, fewer than 7"),
        ({(1, 1): 3, (1, 0): 15, (0, 1): 4}, (A, B), "b: 7 units, fewer than 10"),
        ({(1, 1): 20, (1, 0): 15}, (A, B), "all of b is on a"),
        ({(1,): 30}, (A,), "two lists at least"),
    ],
)
def test_lists_that_say_nothing_are_refused_with_the_reason(
    counts: dict[tuple[int, ...], int], lists: tuple[DeclaredList, ...], says: str
) -> None:
    result = estimate(counts, lists)
    assert result.effect is None
    assert result.estimates == ()
    assert says in (result.refusal or "")


def test_every_reason_is_given_and_not_only_the_first() -> None:
    result = estimate({(1, 1): 6, (1, 0): 15, (0, 1): 12}, (A, declare("b", draws_on=("a",))))
    assert len((result.refusal or "").split("; ")) == 2


def test_two_lists_give_chapmans_size_a_bound_and_a_stress_test() -> None:
    result = estimate(ENOUGH, (A, B))
    assert result.refusal is None
    assert result.effect is not None
    assert result.effect.value == pytest.approx(36 * 33 / 21 - 1)
    stress = [float(row[2] or 0) for row in result.rows if row[0] == "size under stress"]
    assert stress == sorted(stress)
    assert stress[2] == pytest.approx(result.effect.value)
    assert {c.name: c.standing.value for c in result.checks} == {
        "independence": "caution",
        "number of units": "holds",
    }


def test_an_interval_beyond_the_number_of_units_fails_its_check() -> None:
    result = estimate({(1, 1): 8, (1, 0): 50, (0, 1): 40}, (A, B), units=120)
    assert next(c for c in result.checks if c.name == "number of units").standing.value == "fails"


def test_three_lists_give_models_and_say_whether_they_agree() -> None:
    counts = dict(zip(THREE, (10, 12, 9, 20, 8, 16, 13), strict=True))
    result = estimate(counts, (A, B, C))
    assert result.refusal is None
    assert sum(row[0] == "size by model" for row in result.rows) == 8
    weights = [float(str(row[1])[-4:]) for row in result.rows if row[0] == "size by model"]
    assert sum(weights) == pytest.approx(1, abs=0.05)
    assert "models agree" in {check.name for check in result.checks}
    assert result.effect is not None
    assert result.effect.low is not None
    assert result.effect.low >= 88


def test_the_profile_interval_holds_the_estimate_and_never_less_than_was_seen() -> None:
    counts = tuple(zip(THREE, (28, 21, 17, 69, 18, 55, 63), strict=True))
    histories = Histories(names=("p", "q", "e"), counts=counts)
    best = next(m for m in fit_models(histories) if not m.pairs)
    low, high = profile(histories, best)
    assert high is not None
    assert histories.observed <= low < histories.observed + best.unseen < high


def test_a_pair_of_lists_without_overlap_gets_no_term_of_its_own() -> None:
    counts = tuple(zip(THREE, (0, 0, 9, 20, 8, 16, 13), strict=True))
    models = fit_models(Histories(names=("a", "b", "c"), counts=counts))
    assert models
    assert all((0, 1) not in model.pairs for model in models)


def test_dependence_multiplies_the_unseen_and_leaves_what_was_seen() -> None:
    base, stressed = chapman(40, 30, 20), chapman_under(4, 40, 30, 20)
    assert stressed.value - 50 == pytest.approx(4 * (base.value - 50))
    assert stressed.low > 50


def test_the_lower_bound_is_what_was_seen_if_nothing_was_seen_once_only() -> None:
    bound = chao_lower_bound(30, 0, 30, 2)
    assert (bound.value, bound.low, bound.high) == (30, 30, 30)


def test_the_lists_of_a_scenario_depend_as_it_says() -> None:
    scenario = Scenario(name="s", size=200_000, found=(0.6, 0.5), odds_ratio=3.0)
    lists = draw_lists(scenario, np.random.default_rng(1))
    a, b, c, d = (
        float(((lists == pair).all(axis=1)).mean()) for pair in ((1, 1), (1, 0), (0, 1), (0, 0))
    )
    assert a * d / (b * c) == pytest.approx(3.0, rel=0.05)
    assert lists.mean(axis=0) == pytest.approx([0.6, 0.5], abs=0.01)


@pytest.mark.parametrize(
    ("scenario", "estimator", "least", "most"),
    [
        (Scenario(name="two", size=100, found=(0.6, 0.5)), "Chapman", 0.90, 0.98),
        (Scenario(name="three", size=100, found=(0.6, 0.5, 0.4)), "log-linear", 0.90, 0.99),
        (
            Scenario(name="pair", size=100, found=(0.6, 0.5, 0.4), odds_ratio=3.0),
            "log-linear",
            0.88,
            0.99,
        ),
        (
            Scenario(name="differ", size=100, found=(0.6, 0.5), spread=1.0),
            "Chao's lower bound",
            0.97,
            1.0,
        ),
        (
            Scenario(name="dependent", size=100, found=(0.6, 0.5), odds_ratio=3.0),
            "Chapman",
            0.0,
            0.5,
        ),
    ],
)
def test_intervals_hold_the_true_size_as_often_as_the_docs_say(
    scenario: Scenario, estimator: str, least: float, most: float
) -> None:
    """The last one shows the harm: lists that seek each other out give intervals that miss."""
    (measured,) = measure([scenario], populations=300, seed=7)
    assert least <= measured.coverage(estimator) <= most
