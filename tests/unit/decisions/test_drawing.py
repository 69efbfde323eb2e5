"""Claims are drawn by id, the same everywhere, as many as the codebook asks for."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.decisions.drawing import draw_limit, is_drawn

IDS = [f"clm_{sha256(str(n).encode()).hexdigest()[:32]}" for n in range(4000)]
EDGES = ["clm_" + "0" * 32, "clm_" + "f" * 32]


def test_all_are_drawn_or_none_at_the_ends() -> None:
    assert all(is_drawn(one, 1.0) for one in IDS + EDGES)
    assert not any(is_drawn(one, 0.0) for one in IDS + EDGES)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.99])
def test_about_the_share_asked_for_is_drawn(share: float) -> None:
    drawn = sum(is_drawn(one, share) for one in IDS)
    assert abs(drawn / len(IDS) - share) < 0.025


@given(st.integers(0, 16**32 - 1), st.floats(0, 1), st.floats(0, 1))
def test_what_a_share_draws_a_larger_one_draws_too(number: int, one: float, other: float) -> None:
    claim_id = f"clm_{number:032x}"
    smaller, larger = sorted((one, other))
    assert is_drawn(claim_id, larger) or not is_drawn(claim_id, smaller)
    assert is_drawn(claim_id, smaller) == (number < smaller * 16**32)


@given(st.floats(0, 1))
def test_the_limit_is_as_long_as_an_id_or_beyond_all_of_them(share: float) -> None:
    assert len(draw_limit(share)) in ({0} if share == 0 else {5, 36})
