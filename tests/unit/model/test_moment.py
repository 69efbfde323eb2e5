"""As of a day is as of its end; as of a time is as of that time."""

from __future__ import annotations

import pytest

from sousveil.errors import BadInput
from sousveil.model.moment import is_until, parse_as_of


@pytest.mark.parametrize(
    ("recorded", "as_of", "is_in"),
    [
        ("2026-01-31T23:59:59Z", "2026-01-31", True),
        ("2026-02-01T00:00:00Z", "2026-01-31", False),
        ("2026-02-01T00:30:00+02:00", "2026-01-31", True),
        ("2026-01-31", "2026-01-31T00:00:00Z", True),
        ("2026-01-31T12:00:01Z", "2026-01-31T12:00:00Z", False),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00", True),
        ("2026-01-31T23:00:00Z", "20260131", True),
    ],
)
def test_what_was_recorded_by_then_is_in(recorded: str, as_of: str, is_in: bool) -> None:
    assert is_until(recorded, parse_as_of(as_of)) is is_in


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "2026"])
def test_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no time"):
        parse_as_of(text)
