"""Read amounts of money as they are written: a number, its scale and its currency."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.rules.currencies import load_currencies
from sousveil.claims.rules.date_words import fold

if TYPE_CHECKING:
    from sousveil.claims.rules.currencies import Currencies

_GROUPED = r"\d{1,3}(?:[., '٬]\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
_NUMBER = re.compile(
    rf"(?<![\d])(?<!\d[.,٫])(?:(?:{_GROUPED})(?:[.,٫]\d{{1,2}}(?!\d))?|\d+(?:[.,٫]\d+)?)"
)
_WIDE_SCALES = {
    "兆": 1e12, "조": 1e12, "亿": 1e8, "億": 1e8, "억": 1e8, "万": 1e4, "萬": 1e4, "만": 1e4,
}  # fmt: skip
_WIDE_TENS = {"千": 1e3, "천": 1e3, "百": 1e2, "백": 1e2}
_WIDE_PART = rf"\d[\d,]*(?:\.\d+)?[多余餘]? ?[{''.join(_WIDE_TENS)}]?[{''.join(_WIDE_SCALES)}]"
_WIDE = re.compile(rf"(?:{_WIDE_PART}[多余餘]? ?)+(?:\d[\d,]*(?= ?[円元원]))?")
_WIDE_PARTS = re.compile(
    rf"(\d[\d,]*(?:\.\d+)?)[多余餘]? ?([{''.join(_WIDE_TENS)}]?)([{''.join(_WIDE_SCALES)}]?)"
)
_MOST = 1e15


@frozen(kw_only=True)
class Amount:
    """An amount of money at characters ``start`` to ``end`` of a text; the currency is ISO 4217."""

    start: int
    end: int
    value: float
    currency: str


def read_amounts(text: str, language: str, country_iso3: str) -> list[Amount]:
    """Return the amounts of money in a text, in the order written.

    A currency whose name several countries use is that of the country, if it has one of it.

    >>> [(one.value, one.currency) for one in read_amounts("US$1.5 billion", "en", "KEN")]
    [(1500000000.0, 'USD')]
    >>> [(one.value, one.currency) for one in read_amounts("1亿2000万元", "zh", "UGA")]
    [(120000000.0, 'CNY')]
    """
    folded = fold(text)
    currencies = load_currencies()
    found: list[Amount] = []
    for start, end, value in _numbers(folded, language, currencies):
        before = currencies.currency_before(folded, start, country_iso3)
        behind = currencies.currency_behind(folded, end, country_iso3)
        is_free = not found or found[-1].end <= start
        if (before or behind) and is_free and value < _MOST:
            found.append(
                Amount(
                    start=before[0] if before else start,
                    end=behind[0] if behind else end,
                    value=value,
                    currency=(before or behind or (0, ""))[1],
                )
            )
    return found


def read_number(written: str, *, has_scale: bool, is_comma_decimal: bool) -> float:
    """Read digits whose points and commas part thousands, or decimals.

    Before a scale ('1.500 million'), three digits after a single mark are decimals if it is the
    mark of decimals in the language; without one they are thousands.

    >>> read_number("1,250,000.50", has_scale=False, is_comma_decimal=False)
    1250000.5
    >>> read_number("1.500", has_scale=True, is_comma_decimal=True)
    1500.0
    """
    plain = re.sub(r"[ '٬]", "", written).replace("٫", ".")
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return float(plain)
    if len(set(marks)) > 1:
        return float(plain.replace(marks[0], "").replace(",", "."))
    if len(marks) > 1:
        return float(plain.replace(marks[0], ""))
    head, tail = re.split("[.,]", plain)
    decimal = "," if is_comma_decimal else "."
    is_thousands = (
        len(tail) == 3 and head != "0" and not (has_scale and marks[0] == decimal)
    )  # digits of a group
    return float(head + tail) if is_thousands else float(f"{head}.{tail}")


def _numbers(text: str, language: str, currencies: Currencies) -> list[tuple[int, int, float]]:
    """Return the numbers of a text with their scales: start, end, value."""
    found = [(one.start(), one.end(), _wide_number(one[0])) for one in _WIDE.finditer(text)]
    taken = {place for start, end, _ in found for place in range(start, end)}
    is_comma_decimal = language in currencies.comma_decimal
    for one in _NUMBER.finditer(text):
        if one.start() in taken:
            continue
        end, factor = currencies.scale_at(text, one.end(), language)
        number = read_number(one[0], has_scale=factor > 1, is_comma_decimal=is_comma_decimal)
        found.append((one.start(), end, round(number * factor, 2)))
    return sorted(found)


def _wide_number(written: str) -> float:
    """Add up a number as Chinese, Japanese and Korean write it: '1億2千万'."""
    value = 0.0
    for digits, tens, scale in _WIDE_PARTS.findall(written):
        factor = _WIDE_TENS.get(tens, 1.0) * _WIDE_SCALES.get(scale, 1.0)
        value += float(digits.replace(",", "")) * factor
    return round(value, 2)
