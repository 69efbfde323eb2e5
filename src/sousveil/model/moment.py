"""Moments: the state as of a date is what had been said by its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from sousveil.errors import BadInput

_AS_WRITTEN = (
    "write a day as 2026-01-31, or a time as 2026-01-31T12:00:00Z or 2026-01-31T12:00:00+02:00"
)


def parse_as_of(text: str) -> datetime:
    """Return the last moment that counts: the one given, or the end of the day given (UTC).

    >>> parse_as_of("2026-01-31").isoformat()
    '2026-01-31T23:59:59.999999+00:00'
    >>> parse_as_of("2026-01-31T12:00:00Z").isoformat()
    '2026-01-31T12:00:00+00:00'

    Raises:
        BadInput: it is no day and no time.
    """
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        return _parse(text)


def as_recorded(as_of: str) -> str:
    """Return the last moment that counts, written as times are recorded: in UTC, to the second.

    >>> as_recorded("2026-01-31"), as_recorded("2026-01-31T12:00:00+02:00")
    ('2026-01-31T23:59:59Z', '2026-01-31T10:00:00Z')

    Raises:
        BadInput: it is no day and no time.
    """
    try:
        moment = parse_as_of(as_of).astimezone(UTC)
    except OverflowError as error:
        raise BadInput(
            f"{as_of!r} is out of range", where="a date or time", next_step=_AS_WRITTEN
        ) from error
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def is_until(recorded: str, as_of: datetime) -> bool:
    """Say whether something was recorded by a moment; a day without a time counts from its start.

    Raises:
        BadInput: what was recorded is no day and no time.
    """
    return _parse(recorded) <= as_of


@lru_cache(maxsize=1024)
def _parse(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"{text!r} is no time",
            where="a date or time",
            next_step=_AS_WRITTEN,
        ) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
