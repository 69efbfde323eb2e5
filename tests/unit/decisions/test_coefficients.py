"""Coefficients of agreement: the published worked examples, what is undefined, the intervals.

Alpha: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A to C.
Kappa: the worked example of two readers of 50 grant proposals, Wikipedia, "Cohen's kappa".
"""

from __future__ import annotations

from itertools import product, zip_longest
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.claims.evaluation.bootstrap import Resampling
from sousveil.decisions import coefficients
from sousveil.decisions.coefficients import FIRST_TWO_ALIKE, ONE_VALUE, TOO_FEW, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn

QUICK = Resampling(count=50)
BINARY = ("0100000010", "1110010000")
TWO_OBSERVERS = ("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def by_claim(*observers: str) -> list[tuple[str | None, ...]]:
    """Turn a row for each observer, a dot for nothing said, into codings of each claim."""
    return [
        tuple(None if value == "." else value for value in values)
        for values in zip_longest(*observers)
    ]


@pytest.mark.parametrize(
    ("observers", "published"),
    [(BINARY, 0.095), (TWO_OBSERVERS, 0.692), (FOUR_OBSERVERS, 0.743)],
    ids=["A: binary", "B: two observers", "C: four observers, some silent"],
)
def test_alpha_is_that_of_the_worked_examples(observers: tuple[str, ...], published: float) -> None:
    alpha = measure(by_claim(*observers), QUICK).alpha
    assert alpha is not None
    assert round(alpha, 3) == published


def test_kappa_and_percent_agreement_are_those_of_the_worked_example() -> None:
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    measured = measure([pair for pair, count in table.items() for _ in range(count)], QUICK)
    assert measured.claim_count == 50
    assert measured.kappa == pytest.approx(0.4)
    assert measured.percent_agreement == pytest.approx(70)


def test_a_claim_with_one_coding_is_left_out() -> None:
    both = measure([*by_claim(*TWO_OBSERVERS), ("a",), (None, "b"), ()], QUICK)
    assert both == measure(by_claim(*TWO_OBSERVERS), QUICK)


@pytest.mark.parametrize("codings", [[], [()], [("a",), (None, "b")]])
def test_without_two_codings_nothing_is_measured_and_it_says_why(
    codings: list[Sequence[str | None]],
) -> None:
    measured = measure(codings, QUICK)
    assert (measured.claim_count, measured.note) == (0, TOO_FEW)
    assert (measured.percent_agreement, measured.kappa, measured.alpha) == (None, None, None)


def test_where_all_say_the_same_the_coefficients_are_undefined_and_it_says_why() -> None:
    measured = measure([("a", "a")] * 5, QUICK)
    assert (measured.claim_count, measured.percent_agreement) == (5, 100.0)
    assert (measured.kappa, measured.alpha, measured.note) == (None, None, ONE_VALUE)
    assert (measured.kappa_interval, measured.alpha_interval) == (None, None)


def test_a_third_coder_alone_differing_leaves_kappa_undefined_and_alpha_not() -> None:
    measured = measure([("a", "a", "b"), ("a", "a")], QUICK)
    assert (measured.kappa, measured.note) == (None, FIRST_TWO_ALIKE)
    assert measured.alpha is not None
    assert measured.percent_agreement == pytest.approx(100 * (1 / 3 + 1) / 2)


def test_an_interval_holds_its_value_and_is_the_same_for_the_same_seed() -> None:
    codings = by_claim(*TWO_OBSERVERS) * 20
    measured = measure(codings, Resampling(count=400, seed=3))
    assert measured == measure(codings, Resampling(count=400, seed=3))
    assert measured.alpha_interval != measure(codings, Resampling(count=400)).alpha_interval
    for value, interval in (
        (measured.alpha, measured.alpha_interval),
        (measured.kappa, measured.kappa_interval),
    ):
        assert value is not None
        assert interval is not None
        assert interval[0] < value < interval[1]
        assert interval[1] - interval[0] < 0.2


def test_more_claims_give_a_narrower_interval() -> None:
    widths = []
    for copies in (1, 4, 16):
        interval = measure(by_claim(*TWO_OBSERVERS) * copies, Resampling(count=400)).alpha_interval
        assert interval is not None
        widths.append(interval[1] - interval[0])
    assert widths[0] > widths[1] > widths[2]


@st.composite
def codings(draw: DrawFn) -> list[list[str]]:
    return draw(
        st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=4), min_size=1, max_size=12)
    )


@settings(deadline=None, max_examples=60)
@given(codings())
def test_a_draw_is_reckoned_as_the_libraries_do(said: list[list[str]]) -> None:
    import numpy as np  # noqa: PLC0415

    codes = coefficients._as_codes(said)
    random = np.random.default_rng(7)
    drawn = random.integers(0, len(codes), size=(6, len(codes)))
    differing = coefficients._disagreement(codes) * (codes >= 0).sum(axis=1)
    for draw in drawn:
        sample = codes[draw]
        alphas = coefficients._drawn_alphas(codes, differing, draw[None, :])
        kappas = coefficients._drawn_kappas(codes, draw[None, :])
        is_varied = len(set(sample[sample >= 0].tolist())) > 1
        assert len(alphas) == is_varied
        if is_varied:
            assert alphas[0] == pytest.approx(coefficients._alpha(sample), abs=1e-9)
            expected = coefficients._kappa(sample)
            assert len(kappas) == (expected is not None)
            assert expected is None or kappas[0] == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(codings())
def test_neither_the_order_of_claims_nor_the_names_of_values_matter(
    said: list[list[str]],
) -> None:
    renamed = [[{"a": "x", "b": "m", "c": "b"}[v] for v in values] for values in reversed(said)]
    one, other = measure(said, QUICK), measure(renamed, QUICK)
    assert one.percent_agreement == pytest.approx(other.percent_agreement)
    for left, right in ((one.alpha, other.alpha), (one.kappa, other.kappa)):
        assert (left is None) == (right is None)
        assert left is None or left == pytest.approx(right)


@pytest.mark.parametrize(("first", "second"), list(product("ab", repeat=2)))
def test_one_claim_is_measured_without_a_warning(first: str, second: str) -> None:
    measured = measure([(first, second)], QUICK)
    assert measured.claim_count == 1
    assert (measured.alpha is None) == (first == second)
