"""Whatever a text holds, its dates are dates and its amounts are numbers, each where it says."""

from __future__ import annotations

import math
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sousveil.claims.rules.amounts import read_amounts, read_number
from sousveil.claims.rules.date_words import load_date_languages
from sousveil.claims.rules.dates import read_dates
from sousveil.claims.vocabulary.vocabulary import list_languages
from sousveil.sources.collectors.partial_date import read_partial_date

LANGUAGES = st.sampled_from(list_languages())
PIECES = st.sampled_from(
    (
        *(
            "in",
            "since",
            "by",
            "until",
            "last",
            "year",
            "month",
            "ago",
            "12",
            "3.",
            "2018",
            "31/02/2019",
        ),
        *(
            "March",
            "mars",
            "марта",
            "года",
            "年",
            "月",
            "3日",
            "令和",
            "去年",
            "$",
            "US$",
            "€",
            "40",
        ),
        *(
            "million",
            "млрд",
            "亿",
            "元",
            "억",
            "원",
            "1.500,5",
            "٣٫٥",
            "مليون",
            "دولار",
            ",",
            "'",
            "-",
        ),
    )
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join))
DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2049, 12, 28))
PUBLISHED = st.one_of(
    st.none(),
    DAYS.map(date.isoformat),
    DAYS.map(lambda day: day.isoformat()[:7]),
    st.text(max_size=9),
)


@given(text=TEXTS, language=LANGUAGES, published=PUBLISHED, is_future=st.booleans())
def test_what_is_read_as_a_date_is_one(
    text: str, language: str, published: str | None, is_future: bool
) -> None:
    found = read_dates(text, language, published=published, is_future=is_future)
    ends = [0, *(one.end for one in found)]
    for one, end_before in zip(found, ends, strict=False):
        assert read_partial_date(one.date) == one.date
        assert end_before <= one.start < one.end <= len(text)


@given(day=DAYS, language=st.sampled_from(["en", "de", "fr", "es", "pt", "id", "tr"]))
def test_a_day_written_with_the_name_of_its_month_is_read_back(day: date, language: str) -> None:
    name = load_date_languages().languages[language].months[day.month - 1].split("|")[0]
    (found,) = read_dates(f"{day.day} {name} {day.year}", language)
    assert found.date == day.isoformat()


@given(day=DAYS)
def test_a_day_written_in_figures_and_units_is_read_back(day: date) -> None:
    for language, written in (
        ("zh", f"{day.year}年{day.month}月{day.day}日"),
        ("ja", f"{day.year}年{day.month}月{day.day}日"),
        ("ko", f"{day.year}년 {day.month}월 {day.day}일"),
    ):
        (found,) = read_dates(written, language)
        assert found.date == day.isoformat()


@given(text=TEXTS, language=LANGUAGES, country=st.sampled_from(["KEN", "CHN", "AUS", "CMR"]))
def test_what_is_read_as_an_amount_is_a_number_with_a_currency(
    text: str, language: str, country: str
) -> None:
    for one in read_amounts(text, language, country):
        assert math.isfinite(one.value)
        assert one.value >= 0
        assert len(one.currency) == 3
        assert 0 <= one.start < one.end <= len(text)


@given(number=st.integers(min_value=1000, max_value=10**14))
def test_thousands_are_read_back_however_they_are_parted(number: int) -> None:
    for mark in (",", ".", "'", " "):
        written = f"{number:,}".replace(",", mark)
        for is_comma_decimal in (True, False):
            assert (
                read_number(written, has_scale=False, is_comma_decimal=is_comma_decimal) == number
            )


@given(whole=st.integers(min_value=0, max_value=9999), cents=st.integers(min_value=0, max_value=99))
def test_decimals_are_read_back_with_either_mark(whole: int, cents: int) -> None:
    for mark in ",.":
        written = f"{whole}{mark}{cents:02}"
        value = read_number(written, has_scale=True, is_comma_decimal=mark == ",")
        assert value == float(f"{whole}.{cents:02}")


@given(millions=st.integers(min_value=1, max_value=9999))
def test_an_amount_is_the_same_in_every_language(millions: int) -> None:
    for language, written in (
        ("en", f"US${millions} million"),
        ("de", f"{millions} Millionen US-Dollar"),
        ("fr", f"{millions} millions de dollars"),
        ("es", f"{millions} millones de dólares"),
        ("pt", f"{millions} milhões de dólares"),
        ("ru", f"{millions} млн долларов"),
        ("ar", f"{millions} مليون دولار"),
        ("id", f"{millions} juta dolar AS"),
        ("tr", f"{millions} milyon dolar"),
        ("zh", f"{millions * 100}万美元"),
        ("ja", f"{millions * 100}万ドル"),
        ("ko", f"{millions * 100}만 달러"),
    ):
        (found,) = read_amounts(written, language, "UGA")
        assert (found.value, found.currency) == (millions * 1e6, "USD")
