"""Dates are read in every language of a vocabulary, as precise as they are written."""

from __future__ import annotations

import pytest

from sousveil.claims.rules.date_words import load_date_languages
from sousveil.claims.rules.dates import DateRole, read_dates
from sousveil.claims.vocabulary.vocabulary import list_languages

PUBLISHED = "2020-05-14"


def dates(text: str, language: str, published: str | None = PUBLISHED) -> list[str]:
    return [one.date for one in read_dates(text, language, published=published)]


def test_every_vocabulary_has_its_words_of_dates() -> None:
    assert sorted(load_date_languages().languages) == sorted(list_languages())


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "on 12 March 2019 and May 3rd, 2018", ["2019-03-12", "2018-05-03"]),
        ("de", "am 3. März 2019, im Mai 2018", ["2019-03-03", "2018-05"]),
        ("fr", "le 1er août 2018, en mars 2019", ["2018-08-01", "2019-03"]),
        ("es", "el 3 de agosto de 2018, en marzo del 2019", ["2018-08-03", "2019-03"]),
        ("pt", "em 3 de agosto de 2018, em março de 2019", ["2018-08-03", "2019-03"]),
        ("ru", "3 августа 2018 г., в марте 2019 года", ["2018-08-03", "2019-03"]),
        ("ar", "في ٣ آب/أغسطس ٢٠١٨ وفي مارس 2019", ["2018-08-03", "2019-03"]),
        ("id", "tanggal 3 Agustus 2018, pada Maret 2019", ["2018-08-03", "2019-03"]),
        ("tr", "3 Ağustos 2018'de, Mart 2019'da", ["2018-08-03", "2019-03"]),
        ("zh", "2018年8月3日，２０１９年3月", ["2018-08-03", "2019-03"]),
        ("ja", "2018年8月3日、平成31年3月", ["2018-08-03", "2019-03"]),
        ("ko", "2018년 8월 3일, 2019년 3월", ["2018-08-03", "2019-03"]),
    ],
)
def test_days_and_months_are_read(language: str, text: str, found: list[str]) -> None:
    assert dates(text, language, None) == found


@pytest.mark.parametrize(
    ("language", "text", "role"),
    [
        ("en", "since 2018", "since"),
        ("en", "by the end of 2018", "by"),
        ("en", "until 2018", "until"),
        ("en", "in early 2018", "at"),
        ("de", "seit dem Jahr 2018", "since"),
        ("de", "bis Ende 2018", "by"),
        ("de", "testete 2018 am Bahnhof", "at"),
        ("fr", "à partir de 2018", "since"),
        ("fr", "d'ici fin 2018", "by"),
        ("es", "desde el año 2018", "since"),
        ("es", "a finales de 2018", "at"),
        ("pt", "até o fim de 2018", "by"),
        ("ru", "с начала 2018 года", "at"),
        ("ru", "к концу 2018 года", "at"),
        ("ar", "منذ عام 2018", "since"),
        ("ar", "بحلول نهاية عام 2018", "by"),
        ("id", "sejak tahun 2018", "since"),
        ("tr", "2018'den beri", "since"),
        ("tr", "2018 yılına kadar", "by"),
        ("zh", "自2018年以来", "since"),
        ("zh", "2018年底前", "by"),
        ("ja", "2018年から", "since"),
        ("ja", "2018年度末までに", "by"),
        ("ja", "2018年まで運用", "until"),
        ("ko", "2018년부터", "since"),
        ("ko", "2018년 말까지", "by"),
    ],
)
def test_the_words_around_a_year_say_what_it_is(language: str, text: str, role: str) -> None:
    (found,) = read_dates(text, language)
    assert (found.date, found.role) == ("2018", DateRole(role))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "last year", "2019"),
        ("en", "in March last year", "2019-03"),
        ("en", "three months ago", "2020-02"),
        ("en", "yesterday", "2020-05-13"),
        ("en", "since August", "2019-08"),
        ("en", "on 20 May", "2019-05-20"),
        ("de", "vor zwei Jahren", "2018"),
        ("de", "im vergangenen Monat", "2020-04"),
        ("fr", "l'an dernier", "2019"),
        ("fr", "hier", "2020-05-13"),
        ("es", "en marzo del año pasado", "2019-03"),
        ("pt", "no mês passado", "2020-04"),
        ("ru", "в марте прошлого года", "2019-03"),
        ("ar", "الشهر الماضي", "2020-04"),
        ("id", "dua tahun lalu", "2018"),
        ("tr", "geçen yıl", "2019"),
        ("zh", "去年3月", "2019-03"),
        ("ja", "先月", "2020-04"),
        ("ko", "지난해 3월", "2019-03"),
    ],
)
def test_what_counts_from_today_needs_the_day_of_publication(
    language: str, text: str, found: str
) -> None:
    assert dates(text, language) == [found]
    assert dates(text, language, None) == []


def test_a_date_is_no_more_precise_than_publication_lets_it_be() -> None:
    assert dates("last year, last month, yesterday", "en", "2020") == ["2019"]
    assert dates("last year, last month, yesterday", "en", "2020-01") == ["2019", "2019-12"]


def test_a_month_without_its_year_is_the_next_one_where_a_text_looks_ahead() -> None:
    (ahead,) = read_dates("in March", "en", published=PUBLISHED, is_future=True)
    assert ahead.date == "2021-03"


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "on 03/04/2019", "2019"),
        ("en", "on 04/04/2019", "2019-04-04"),
        ("en", "on 25/04/2019", "2019-04-25"),
        ("en", "on 04/25/2019", "2019-04-25"),
        ("en", "on 2019-04-03", "2019-04-03"),
        ("de", "am 03.04.2019", "2019-04-03"),
        ("fr", "le 03/04/2019", "2019-04-03"),
    ],
)
def test_day_and_month_in_figures_are_read_where_their_order_is_certain(
    language: str, text: str, found: str
) -> None:
    assert dates(text, language) == [found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Vision 2030"),
        ("en", "Regulation 2016/679"),
        ("en", "2018 cameras"),
        ("en", "installed in 2018 schools"),
        ("en", "2,018 cameras, 2019.5 points"),
        ("en", "they may march on with 12 officers"),
        ("en", "on 31/02/2019"),
        ("de", "2018 Kameras"),
        ("fr", "la loi 2018-493"),
        ("zh", "2018台摄像头"),
    ],
)
def test_a_number_that_is_no_date_is_not_read(language: str, text: str) -> None:
    assert dates(text, language) == []


def test_a_publication_date_that_is_none_is_as_if_there_were_none() -> None:
    assert dates("last year", "en", "2019-02-31") == dates("last year", "en", "soon") == []


def test_a_range_of_years_has_a_start_and_an_end() -> None:
    found = read_dates("in 2017-2019", "en")
    assert [(one.date, one.role.value) for one in found] == [("2017", "since"), ("2019", "until")]
