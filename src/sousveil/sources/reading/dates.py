"""Read the day of publication where a document states it; never guess one."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

FIRST_YEAR = 1900
YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?![\d/.-])")
DAY_NAME = re.compile(r"\A[A-Za-z]{3,9}, (?=\d)")
IN_ENGLISH = re.compile(
    r"(?:(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2}),?"
    r"|(?P<day2>\d{1,2}) (?P<month2>[A-Za-z]{3})[a-z]*\.?,?) (?P<year>\d{4})"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_day(value: str | None) -> str | None:
    """Give the ISO 8601 day of a stated date or time, as written where it was published.

    03/04/2021 is a different day on either side of the Atlantic, 2021-03 is not a day: both
    give None.

    >>> parse_day("2021-03-04T23:30:00+03:00"), parse_day("4 March 2021"), parse_day("03/04/2021")
    ('2021-03-04', '2021-03-04', None)
    """
    text = (value or "").strip()[:100]
    if match := YEAR_FIRST.match(text):
        if not match[2] and len(match[3] + match[4]) != 4:
            return None
        return _make_day(int(match[1]), int(match[3]), int(match[4]))
    if match := IN_ENGLISH.match(DAY_NAME.sub("", text)):
        month = (match["month"] or match["month2"]).lower()
        if month in MONTHS:
            day = int(match["day"] or match["day2"])
            return _make_day(int(match["year"]), MONTHS.index(month) + 1, day)
    return None


def parse_mail_day(value: str | None) -> str | None:
    """Give the day of an e-mail's Date header, as written by its sender."""
    try:
        day = parsedate_to_datetime((value or "")[:200]).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _make_day(day.year, day.month, day.day)


def _make_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= FIRST_YEAR else None
    except ValueError:
        return None
