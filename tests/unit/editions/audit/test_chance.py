from __future__ import annotations

import math

import pytest

from sousveil.editions.audit.chance import at_least, draw_hits


def test_equal_trials_have_the_binomial_tail() -> None:
    expected = sum(math.comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(4, 11))
    assert at_least(4, [0.3] * 10) == pytest.approx(expected)


def test_unequal_trials_are_summed_exactly() -> None:
    assert at_least(2, [0.1, 0.2, 0.5]) == pytest.approx(0.1 * 0.2 * 0.5 + 0.01 + 0.04 + 0.09)


def test_no_success_is_always_reached() -> None:
    assert at_least(0, []) == 1.0


def test_more_successes_than_trials_are_impossible() -> None:
    assert at_least(2, [0.9]) == 0.0


def test_a_tail_far_below_one_keeps_its_digits() -> None:
    assert at_least(20, [1e-3] * 20) == pytest.approx(1e-60)


def test_draws_without_replacement_are_hypergeometric() -> None:
    assert draw_hits(3, 2, 10) == pytest.approx(1 - (8 * 7 * 6) / (10 * 9 * 8))


def test_drawing_everything_draws_the_hit() -> None:
    assert draw_hits(10, 1, 10) == 1.0
