"""What channels say of their items, in the model's terms: plain text, ISO days, ISO languages."""

from __future__ import annotations

import html
import re
from datetime import date
from email.utils import parsedate_to_datetime

from sousveil.sources.collectors.languages import find_language
from sousveil.sources.collectors.partial_date import read_partial_date
from sousveil.sources.collectors.plain_text import UNFIT

MAX_TEXT_LENGTH = 2_000
"""Longest title or name that is kept, in characters; the rest is cut off."""

_EARLIEST_YEAR = 1800  # programs write their own zero (0001, 1601) for a date that they do not know
_MAX_DATE_LENGTH = 64
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{6}Z?)?", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")


def clean_text(value: object) -> str | None:
    r"""Return text on one line without control characters, or None if nothing is left.

    >>> clean_text("  Cameras\n in the\x00 square ")
    'Cameras in the square'
    """
    if not isinstance(value, str):
        return None
    text = " ".join(UNFIT.sub("", value[: 4 * MAX_TEXT_LENGTH]).split())
    return text[:MAX_TEXT_LENGTH] or None


def clean_markup(value: object) -> str | None:
    """Return the text of a fragment of HTML, as ``clean_text`` does.

    >>> clean_markup("R&amp;D <b>budget</b>")
    'R&D budget'
    """
    if not isinstance(value, str):
        return None
    return clean_text(html.unescape(_TAG.sub(" ", value[: 4 * MAX_TEXT_LENGTH])))


def parse_day(value: object) -> str | None:
    """Return the ISO day of a date in ISO 8601, RFC 2822 or words, as its writer's calendar had it.

    The time and its zone are dropped, not converted: a story of the late evening keeps the
    day that its paper printed. A month or a year alone is no day.

    >>> parse_day("Thu, 01 Jan 2026 23:30:00 -0500"), parse_day("2026-01")
    ('2026-01-01', None)
    """
    if not isinstance(value, str) or len(value) > _MAX_DATE_LENGTH:
        return None
    text = value.strip()
    match = _ISO_DAY.match(text) or _COMPACT_DAY.fullmatch(text)
    try:
        if match is not None:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        else:
            day = parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _find_written_day(text)
    return day.isoformat() if day.year >= _EARLIEST_YEAR else None


def _find_written_day(text: str) -> str | None:
    known = read_partial_date(text)
    return known if known is not None and len(known) == len("2026-01-01") else None


def language_of(value: object) -> str | None:
    """Return the ISO 639-1 code of a language tag, or None if it has none.

    >>> language_of("pt-BR"), language_of("zho"), language_of("und")
    ('pt', 'zh', None)
    """
    if not isinstance(value, str):
        return None
    return find_language(value.strip().replace("_", "-").partition("-")[0])


def keep_extra(**values: str | None) -> tuple[tuple[str, str], ...]:
    """Return the extra facts that are known, sorted by name."""
    cleaned = ((name, clean_text(value)) for name, value in values.items())
    return tuple(sorted((name, text) for name, text in cleaned if text))
