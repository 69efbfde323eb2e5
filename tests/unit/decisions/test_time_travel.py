"""The log as of a date is a beginning of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.decisions.time_travel import entries_as_of
from sousveil.errors import BadInput
from sousveil.model.decision import GENESIS_HASH, Decision, LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = ("01", "02", "04", "03", "05")
"""The fourth was decided before the third by the clock, and stands after it in the log."""


@pytest.fixture
def entries(make_decision: Callable[..., Decision]) -> list[LogEntry]:
    """Five entries, days apart."""
    return [
        LogEntry.following(n, GENESIS_HASH, make_decision(decided_at=f"2026-01-{day}T12:00:00Z"))
        for n, day in enumerate(DAYS, start=1)
    ]


@pytest.mark.parametrize(
    ("as_of", "count"),
    [
        (None, 5),
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-01-02T11:59:59Z", 1),
        ("2026-01-02T12:00:00Z", 2),
        ("2026-01-03", 2),
        ("2026-01-04", 4),
        ("2027-01-01", 5),
    ],
)
def test_the_log_ends_before_the_first_entry_that_was_decided_later(
    entries: list[LogEntry], as_of: str | None, count: int
) -> None:
    assert list(entries_as_of(entries, as_of)) == entries[:count]


def test_no_date_is_refused_before_anything_is_read() -> None:
    with pytest.raises(BadInput, match="'yesterday' is no time"):
        entries_as_of([], "yesterday")
