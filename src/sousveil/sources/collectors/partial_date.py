"""Dates as precise as they are given: a day, a month or a year, never more."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_TIME = r"(?:[T ][0-9]{2}:[0-9:.]*)"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_DAY = rf"(?:[-/](?P<day>[0-9]{{1,2}}){_TIME}?{_ZONE})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # ISO 8601, with a time or a zone; RIS writes 2019/09/17/ and 2019///.
        rf"{_YEAR}(?:[-/](?P<month>[0-9]{{1,2}}){_DAY}?)?/*",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"(?P<day>[0-9]{{1,2}})\.? {_MONTH},? {_YEAR}",
        rf"{_MONTH} (?P<day>[0-9]{{1,2}}),? {_YEAR}",
        rf"{_MONTH},? {_YEAR}",
    )
)
# Day and month stand in either order, so that only the year is certain.
_EITHER_ORDER = re.compile(rf"[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.]{_YEAR}")
_FULL_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def read_partial_date(text: str | None) -> str | None:
    """Return a date as ``2019``, ``2019-09`` or ``2019-09-17``; None if it is none.

    A month or day written as 00 was not given. English names of months are known; a
    range, a season and '09/04/2019' are read as far as they are certain, or not at all.

    >>> read_partial_date("2019-09-17T22:30:00Z"), read_partial_date("September 2019")
    ('2019-09-17', '2019-09')
    >>> read_partial_date("04/09/2019"), read_partial_date("2019-09-31")
    ('2019', None)
    """
    if text is None:
        return None
    given = " ".join(text.split())[:64]
    for form in _FORMS:
        match = form.fullmatch(given)
        if match is not None:
            return _write_date(match.groupdict())
    match = _EITHER_ORDER.fullmatch(given)
    return match["year"] if match is not None else None


def _write_date(parts: dict[str, str | None]) -> str | None:
    year = int(parts["year"] or 0)
    month = int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    name = parts.get("name")
    if name is not None:
        month = _month_of(name)
        if not month:
            return None
    if not month:
        return f"{year}" if not day else None
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _month_of(name: str) -> int:
    lower = name.lower()
    known = lower in _FULL_NAMES or lower in _MONTHS or lower == "sept"
    return _MONTHS.index(lower[:3]) + 1 if known else 0
