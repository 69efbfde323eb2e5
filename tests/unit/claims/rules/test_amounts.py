"""Amounts of money are read in every language, in the currency that they are written in."""

from __future__ import annotations

import pytest

from sousveil.claims.rules.amounts import read_amounts
from sousveil.claims.rules.currencies import load_currencies
from sousveil.claims.vocabulary.vocabulary import list_languages


def amounts(text: str, language: str = "en", country: str = "UGA") -> list[tuple[float, str]]:
    return [(one.value, one.currency) for one in read_amounts(text, language, country)]


def test_every_vocabulary_has_its_scales_and_words_of_prices() -> None:
    currencies = load_currencies()
    assert set(list_languages()) == set(currencies.cost) == set(currencies.scales) - {"any"}


@pytest.mark.parametrize(
    ("language", "text", "value", "currency"),
    [
        ("en", "US$1.25 billion", 1.25e9, "USD"),
        ("en", "£3bn", 3e9, "GBP"),
        ("en", "500 crore Indian rupees", 5e9, "INR"),
        ("en", "EUR 1,250,000.50", 1250000.5, "EUR"),
        ("de", "1,5 Milliarden US-Dollar", 1.5e9, "USD"),
        ("de", "12.500.000 Euro", 12.5e6, "EUR"),
        ("de", "40 Mio. Schweizer Franken", 40e6, "CHF"),
        ("fr", "40 millions d'euros", 40e6, "EUR"),
        ("fr", "2,5 milliards de yuans", 2.5e9, "CNY"),
        ("es", "1.200 millones de euros", 1.2e9, "EUR"),
        ("es", "3 mil millones de dólares", 3e9, "USD"),
        ("pt", "R$ 45,5 milhões", 45.5e6, "BRL"),
        ("pt", "1,2 bilhão de reais", 1.2e9, "BRL"),
        ("ru", "3,5 млрд рублей", 3.5e9, "RUB"),
        ("ru", "60 млн долларов США", 60e6, "USD"),
        ("ar", "٣٫٥ مليون يورو", 3.5e6, "EUR"),
        ("ar", "40 مليون دولار أمريكي", 40e6, "USD"),
        ("id", "Rp 1,5 triliun", 1.5e12, "IDR"),
        ("id", "40 juta dolar AS", 40e6, "USD"),
        ("tr", "300 milyon TL", 300e6, "TRY"),
        ("tr", "40 milyon avroluk", 40e6, "EUR"),
        ("zh", "1.26亿美元", 126e6, "USD"),
        ("zh", "3亿元人民币", 3e8, "CNY"),
        ("ja", "1億2千万円", 120e6, "JPY"),
        ("ja", "約2億ドル", 2e8, "USD"),
        ("ko", "1억2000만 달러", 120e6, "USD"),
        ("ko", "250억 원", 25e9, "KRW"),
    ],
)
def test_an_amount_has_its_scale_and_currency(
    language: str, text: str, value: float, currency: str
) -> None:
    assert amounts(text, language) == [(value, currency)]


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("200 million shillings", "KEN", [(200e6, "KES")]),
        ("200 million shillings", "UGA", [(200e6, "UGX")]),
        ("200 million shillings", "FRA", []),
        ("40 million pesos", "MEX", [(40e6, "MXN")]),
        ("$40 million", "KEN", [(40e6, "USD")]),
        ("$40 million", "AUS", []),
        ("US$40 million", "AUS", [(40e6, "USD")]),
        ("46 billion CFA francs", "CMR", [(46e9, "XAF")]),
        ("46 billion CFA francs", "SEN", [(46e9, "XOF")]),
    ],
)
def test_a_name_that_currencies_share_is_that_of_the_country(
    text: str, country: str, found: list[tuple[float, str]]
) -> None:
    assert amounts(text, country=country) == found


@pytest.mark.parametrize("text", ["1,800 cameras", "in 2018", "40 percent", "5 million people", ""])
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert amounts(text) == []


def test_several_amounts_are_read_in_their_order() -> None:
    found = amounts("a loan of €30 million and $5m for 300 cameras")
    assert found == [(30e6, "EUR"), (5e6, "USD")]
