"""Quotes are found through typography, and are always the document's own characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.claims.candidate import MAX_QUOTE
from sousveil.claims.llm.quoting import QuotableText, is_telling
from sousveil.claims.llm.windows import Window


def locate(text: str, quote: str, context: str = "") -> str | None:
    place = QuotableText(text=text).locate(quote, context, Window(start=0, end=len(text)))
    return None if place is None else text[place[0] : place[1]]


@pytest.mark.parametrize(
    ("text", "quote", "kept"),
    [
        (
            "The “safe city” isn’t safe.",
            'The "safe city" isn\'t safe',
            "The “safe city” isn’t safe",
        ),
        ("The police\n  use\u00a0it daily.", "police use it daily", "police\n  use\u00a0it daily"),
        ("A sur\u00adveil\u00adlance plat\u200bform.", "surveillance platform", None),
        ("2019–2022: cameras—many", "2019-2022: cameras-many", "2019–2022: cameras—many"),
        ("They waited… then bought it.", "waited... then bought", "waited… then bought"),
        ("La policía de Bogotá usa cámaras", "policia de Bogota usa camaras", None),
        ("Es ist „sicher“ in Köln hier", 'Es ist "sicher" in Köln hier', None),
        ("警方使用人脸识别系统抓人。", "警方使用人脸识别系统", "警方使用人脸识别系统"),
        ("الشُّرطة تستخدم كاميرات", "الشرطة تستخدم كاميرات", "الشُّرطة تستخدم كاميرات"),
        ("The police use it daily.", "“The police use it daily…”", "The police use it daily"),
    ],
)
def test_a_quote_is_found_through_typography(text: str, quote: str, kept: str | None) -> None:
    found = locate(text, quote)
    assert found is not None
    assert found in text
    if kept is not None:
        assert found == kept


def test_marks_written_apart_are_part_of_the_quote() -> None:
    text = unicodedata.normalize("NFD", "Die Polizei in Münster prüfte Gesichter im Café")
    assert locate(text, "Münster prüfte Gesichter im Café") == text[text.index("Mu") :]


@pytest.mark.parametrize(
    "quote",
    ["The Police use it daily", "police used it daily", "police  it daily", "polize use it daily"],
)
def test_other_words_are_not_found(quote: str) -> None:
    assert locate("The police use it daily.", quote) is None


@pytest.mark.parametrize(
    ("context", "line"),
    [("In Lima", 0), ("In  Quito,", 1), ("In Bogota", 2), ("", 0), ("In Paris", 0)],
)
def test_of_several_places_the_one_nearest_to_the_context_is_taken(context: str, line: int) -> None:
    lines = [f"In {city}, the police use cameras." for city in ("Lima", "Quito", "Bogotá")]
    text = "\n".join(lines)
    quote = "the police use cameras"
    place = QuotableText(text=text).locate(quote, context, Window(start=0, end=len(text)))
    assert place is not None
    assert text[: place[0]].count("\n") == line


def test_a_quote_is_looked_for_in_its_window_alone() -> None:
    text = "The police use cameras. Nothing here."
    window = Window(start=24, end=len(text))
    assert QuotableText(text=text).locate("The police use cameras", "", window) is None
    assert QuotableText(text=text).locate("The  police use cameras", "", window) is None


def test_a_long_quote_is_cut_at_a_space() -> None:
    text = "The police use cameras in every street. " * 30
    found = locate(text, text[:1000])
    assert found is not None
    assert 150 < len(found) <= MAX_QUOTE
    assert text.startswith(f"{found} ")


@pytest.mark.parametrize(
    ("quote", "is_enough"),
    [("of it", False), ("uses cameras", True), ("人脸识别", False), ("警方使用人脸识别", True)],
)
def test_a_quote_has_to_say_something(quote: str, is_enough: bool) -> None:
    assert is_telling(quote) is is_enough


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("são paulo", "São Paulo"), ("Sao Paulo", "São Paulo"), ("Paul", None), ("北京", "北京")],
)
def test_a_name_is_found_whole_and_as_the_document_writes_it(
    name: str, spelling: str | None
) -> None:
    assert QuotableText(text="From São Paulo to 北京市.").spelling(name) == spelling


@given(st.text(min_size=1, max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_looked_for_what_is_found_is_in_the_document(
    text: str, quote: str, context: str
) -> None:
    place = QuotableText(text=text).locate(quote, context, Window(start=0, end=len(text)))
    if place is not None:
        assert 0 <= place[0] < place[1] <= len(text)
    elif quote.strip():
        assert quote.strip() not in text
