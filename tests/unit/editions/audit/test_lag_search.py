from __future__ import annotations

import random

import pytest

from sousveil.editions.audit.lag_search import MAX_LAG, Lags, every_lags, is_smooth


def test_lags_are_tried_in_both_directions_and_none_is_zero() -> None:
    lags = list(every_lags())
    assert len(lags) == len(set(lags)) == 4 * MAX_LAG - 2
    assert not any(0 in tried for tried in lags)


@pytest.mark.parametrize("lag", [1, 3, 8])
def test_widened_lags_stay_on_their_side(lag: int) -> None:
    assert lag in Lags(2, 2).widened
    assert -lag not in Lags(2, 2).widened
    assert -lag in Lags(-1, -2).widened


def test_a_sorted_list_is_smooth_and_a_shuffled_one_is_not() -> None:
    values = [float(n) for n in range(100)]
    assert is_smooth(values)
    random.Random(5).shuffle(values)  # noqa: S311
    assert not is_smooth(values)


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [3.0] * 20])
def test_a_list_that_is_short_or_constant_can_show_no_shift(values: list[float]) -> None:
    assert is_smooth(values)
