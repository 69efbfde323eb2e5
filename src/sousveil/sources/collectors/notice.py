"""A procurement notice in one shape, whatever format it came in.

Contact points are not read: the names in them are those of private people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.collection import Description
from sousveil.model.source import SourceKind
from sousveil.sources.collectors.descriptions import clean_text, keep_extra, language_of
from sousveil.sources.collectors.partial_date import read_partial_date

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of each sort of repeated fact, so many become metadata; the count of the rest is kept.
MAX_LISTED = 50
MAX_DATES = 4 * MAX_LISTED


@frozen(kw_only=True)
class Organisation:
    """A buyer or a supplier; the country as the notice gives it (a code or a name)."""

    name: str | None = None
    identifier: str | None = None
    country: str | None = None


@frozen(kw_only=True)
class Value:
    """An amount in a currency; ``stage`` says of what (``tender``, ``award_01``, ...)."""

    stage: str
    amount: str
    currency: str | None = None


@frozen(kw_only=True)
class NoticeItem:
    """What is bought: the words for it, and the class (scheme and code) it falls in."""

    description: str | None = None
    classification: str | None = None


@frozen(kw_only=True)
class Notice:
    """What a notice says. Dates are as given; None and empty are not given.

    ``identifiers`` are the facts that name the notice and its procedure (ocid, notice
    number, tags, method); ``texts`` are its passages in full, each with its label.
    """

    notice_format: str
    identifiers: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    buyers: tuple[Organisation, ...] = ()
    suppliers: tuple[Organisation, ...] = ()
    items: tuple[NoticeItem, ...] = ()
    values: tuple[Value, ...] = ()
    event_dates: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def describe_notice(notice: Notice) -> Description:
    """Return a notice as metadata of its source.

    A date that cannot be read stays missing; its words are kept as ``..._as_given``.
    """
    dates = [
        (name, given, read_partial_date(given)) for name, given in notice.event_dates[:MAX_DATES]
    ]
    published = read_partial_date(notice.published)
    extra: dict[str, str | None] = {**dict(_list_facts(notice)), **dict(notice.identifiers)}
    extra |= {f"{name}_as_given": given for name, given, day in dates if day is None}
    if published is None:
        extra["published_date_as_given"] = notice.published
    if language_of(notice.language) is None:
        extra["language_as_given"] = notice.language
    return Description(
        title=clean_text(notice.title),
        publisher=clean_text(notice.publisher),
        published_date=published,
        language=language_of(notice.language),
        kind=SourceKind.PROCUREMENT_NOTICE,
        event_dates=tuple((name, day) for name, _given, day in dates if day is not None),
        extra=keep_extra(**extra),
    )


def render_text(notice: Notice) -> str:
    """Return a notice as labelled lines, its own words untouched.

    The same notice gives the same text, so that spans of characters can point into it.
    """
    rows: list[tuple[str, str | None]] = [("Title", notice.title)]
    for label, organisations in (("Buyer", notice.buyers), ("Supplier", notice.suppliers)):
        for one in organisations:
            rows += [(label, one.name), (f"{label} identifier", one.identifier)]
            rows += [(f"{label} country", one.country)]
    rows += notice.texts
    for item in notice.items:
        rows += [("Item", item.description), ("Item classification", item.classification)]
    rows += [(_label(f"{one.stage}_value"), _write_value(one)) for one in notice.values]
    rows += [("Published", notice.published)]
    rows += [(_label(name), given) for name, given in notice.event_dates]
    rows += [(_label(name), value) for name, value in notice.identifiers]
    return "".join(f"{label}: {text}\n" for label, text in rows if text)


def number(name: str, position: int) -> str:
    """Return the name of the nth of its sort, which sorts as it counts.

    >>> number("award", 1)
    'award_01'
    """
    return f"{name}_{position:02}"


def _list_facts(notice: Notice) -> Iterator[tuple[str, str | None]]:
    yield "notice_format", notice.notice_format
    for sort, organisations in (("buyer", notice.buyers), ("supplier", notice.suppliers)):
        yield from _count_omitted(f"{sort}s", len(organisations))
        for position, one in enumerate(organisations[:MAX_LISTED], start=1):
            name = number(sort, position)
            yield f"{name}_name", one.name
            yield f"{name}_id", one.identifier
            yield f"{name}_country", one.country
    yield from _count_omitted("items", len(notice.items))
    for position, item in enumerate(notice.items[:MAX_LISTED], start=1):
        yield f"{number('item', position)}_description", item.description
        yield f"{number('item', position)}_classification", item.classification
    yield from _count_omitted("values", len(notice.values))
    yield from _count_omitted("event_dates", len(notice.event_dates), MAX_DATES)
    for value in notice.values[:MAX_LISTED]:
        yield f"{value.stage}_value_amount", value.amount
        yield f"{value.stage}_value_currency", value.currency


def _count_omitted(sort: str, count: int, most: int = MAX_LISTED) -> Iterator[tuple[str, str]]:
    if count > most:
        yield f"{sort}_omitted", str(count - most)


def _write_value(value: Value) -> str:
    return f"{value.amount} {value.currency}" if value.currency else value.amount


def _label(name: str) -> str:
    """Return ``award_01_value`` as 'Award 1 value'."""
    words = [str(int(word)) if word.isdecimal() else word for word in name.split("_")]
    return " ".join(words).capitalize()
