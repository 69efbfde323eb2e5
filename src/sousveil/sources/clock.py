"""The time as it is recorded with everything that is retrieved."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the time as it is recorded: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
