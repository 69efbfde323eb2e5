"""Read the dates that a sentence names, as precise as they are written and never more.

A date that leaves out its year, or counts from today, is read only where the day of publication
is known. Of day and month in figures only the year is taken where their order is not certain.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.date_words import DateWords, fold, load_date_languages
from sousveil.claims.vocabulary.terms import longest
from sousveil.sources.collectors.partial_date import read_partial_date

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEFORE = 40
"""Characters before a date in which the words stand that say what it is of the event."""
_MONTHS = 12
_FIGURE = re.compile(r"\d|元")
"""Every date but those that count from publication has a figure; the first year of an era has its own."""
_ERAS = {"令和": 2018, "平成": 1988}


class DateRole(StrEnum):
    """What a date is of an event, as the words around it say."""

    AT = "at"
    SINCE = "since"
    BY = "by"
    UNTIL = "until"


@frozen(kw_only=True)
class DateMention:
    """A date at characters ``start`` to ``end`` of the text: YYYY, YYYY-MM or YYYY-MM-DD."""

    start: int
    end: int
    date: str
    role: DateRole


def read_dates(
    text: str, language: str, *, published: str | None = None, is_future: bool = False
) -> list[DateMention]:
    """Return the dates of a text in the order written.

    A month without a year is the last one before the day of publication, or the next one
    after it where the text speaks of what is to come.

    >>> [one.date for one in read_dates("since 12 March 2019, and by 2025", "en")]
    ['2019-03-12', '2025']
    >>> [one.date for one in read_dates("last month", "en", published="2020-01-15")]
    ['2019-12']
    """
    if published is None and _FIGURE.search(text) is None:
        return []
    reader = _Reader(
        text=fold(text),
        words=load_date_languages().languages[language],
        published=_parts(published),
        is_future=is_future,
    )
    return sorted(longest(reader.mentions()), key=lambda one: one.start)


@frozen(kw_only=True)
class _Reader:
    text: str
    words: DateWords
    published: tuple[int, ...]
    is_future: bool

    def mentions(self) -> Iterator[DateMention]:
        for pattern in self.words.absolute:
            for found in pattern.finditer(self.text):
                yield from self._mention(found, _written(found, self.words))
        for found in self.words.in_figures.finditer(self.text):
            yield from self._mention(found, _in_figures(found, self.words.order))
        yield from self._eras()
        yield from self._years()
        if self.published:
            yield from self._relative_dates()
            yield from self._yearless()

    def _mention(
        self, found: re.Match[str], written: str | None, role: DateRole | None = None
    ) -> Iterator[DateMention]:
        if written is not None:
            start, end = found.span()
            role = role or self._role(start, end) or DateRole.AT
            yield DateMention(start=start, end=end, date=written, role=role)

    def _role(self, start: int, end: int) -> DateRole | None:
        """Return the role that the words around give, None where none does."""
        for role, pattern in self.words.behind:
            if pattern.match(self.text, end):
                return DateRole(role)
        before = self.text[max(0, start - _BEFORE) : start]
        for role, pattern in self.words.before:
            if pattern.search(before):
                return DateRole(role)
        return None

    def _years(self) -> Iterator[DateMention]:
        counted = load_date_languages().counted_thing
        for found in self.words.year_alone.finditer(self.text):
            role = self._role(*found.span())
            is_said = role is not None or found["word"] is not None
            if counted.match(self.text, found.end()) and found["word"] is None:
                continue
            if not is_said and not self.words.bare_year:
                continue
            if found["last"] is None:
                yield from self._mention(found, found["year"], role)
            else:
                yield DateMention(
                    start=found.start("year"),
                    end=found.end("year"),
                    date=found["year"],
                    role=DateRole.SINCE,
                )
                yield DateMention(
                    start=found.start("last"),
                    end=found.end("last"),
                    date=found["last"],
                    role=DateRole.UNTIL,
                )

    def _eras(self) -> Iterator[DateMention]:
        for found in self.words.era.finditer(self.text) if self.words.is_wide else ():
            year = _ERAS[found["era"]] + (1 if found["count"] == "元" else int(found["count"]))
            month = int(found["month_number"] or 0)
            yield from self._mention(found, write_date(year, month, int(found["day"] or 0)))

    def _relative_dates(self) -> Iterator[DateMention]:
        for pattern, offset in self.words.relative_years:
            for found in pattern.finditer(self.text):
                groups = found.groupdict()
                name = groups.get("month") or groups.get("month_after")
                month = self.words.month_of(name) if name else 0
                yield from self._mention(found, write_date(self.published[0] + offset, month, 0))
        for unit, pattern, offset in self.words.relative_units:
            for found in pattern.finditer(self.text):
                yield from self._mention(found, _shift(self.published, unit, offset))
        for unit, pattern in self.words.counted_back:
            for found in pattern.finditer(self.text):
                offset = -self.words.number_of(found["number"])
                yield from self._mention(found, _shift(self.published, unit, offset))

    def _yearless(self) -> Iterator[DateMention]:
        for pattern in self.words.yearless:
            for found in pattern.finditer(self.text):
                day = int(found.groupdict().get("day") or 0)
                role = self._role(*found.span())
                if role is None and not day and not self.words.is_wide:
                    continue  # 'march', 'may', 'mars' are words too
                month = self.words.month_of(found["month"])
                year = _nearest_year(month, day, self.published, is_future=self.is_future)
                if year is not None:
                    yield from self._mention(found, write_date(year, month, day), role)


def write_date(year: int, month: int, day: int) -> str | None:
    """Return a date as precise as it is given (0 is not given), None where there is no such day.

    >>> write_date(2019, 2, 0), write_date(2019, 2, 29)
    ('2019-02', None)
    """
    if not month:
        return f"{year}"
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _written(found: re.Match[str], words: DateWords) -> str | None:
    groups = found.groupdict()
    number = groups.get("month_number")
    month = int(number) if number else words.month_of(groups["month"])
    return write_date(int(groups["year"]), month, int(groups.get("day") or 0))


def _in_figures(found: re.Match[str], order: str | None) -> str | None:
    year, first, second = int(found["year"]), int(found[1]), int(found[3])
    if order == "dmy" or first > _MONTHS or first == second:
        return write_date(year, second, first)
    if second > _MONTHS:
        return write_date(year, first, second)
    return f"{year}"


def _parts(written: str | None) -> tuple[int, ...]:
    known = read_partial_date(written)
    return tuple(int(part) for part in known.split("-")) if known else ()


def _shift(published: tuple[int, ...], unit: str, offset: int) -> str | None:
    """Count from the day of publication, where that is known as precisely as the unit asks."""
    if unit == "year":
        return f"{published[0] + offset}"
    if len(published) < 2:  # year and month
        return None
    if unit == "month":
        months = published[0] * _MONTHS + published[1] - 1 + offset
        return write_date(months // _MONTHS, months % _MONTHS + 1, 0)
    if len(published) < 3:  # and day
        return None
    return (date(*published[:3]) + timedelta(days=offset)).isoformat()


def _nearest_year(
    month: int, day: int, published: tuple[int, ...], *, is_future: bool
) -> int | None:
    """Return the year of the last such month before publication, or of the next one after it."""
    if len(published) < 2:  # year and month
        return None
    year, today = published[0], published[1:]
    then = (month, day)[: len(today)] if day else (month,)
    if is_future:
        return year if then >= today[: len(then)] else year + 1
    return year if then <= today[: len(then)] else year - 1
