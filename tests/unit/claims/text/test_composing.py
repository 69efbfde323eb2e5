"""Composed texts: one character for a letter, and a way back to the text as it was given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.claims.archive.scan import bundled_scan
from sousveil.claims.candidate import MAX_QUOTE, Candidate, TextDocument
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.claims.text.composing import compose

CLAIMS = {
    "fr": "La police d'Abidjan utilise des caméras à reconnaissance faciale à l'entrée du marché.",
    "es": "La policía de Bogotá usa cámaras de reconocimiento facial en las estaciones.",
    "ko": "나이로비 경찰은 거리에서 안면인식 카메라를 사용하고 있다.",
    "ja": "ナイロビの警察は街頭で顔認証カメラを使用している。",
}


def claims_of(text: str, language: str) -> list[Candidate]:
    document = TextDocument(document_id="d", text=text, language=language)
    found = RulesExtractor().extract(document)
    for one in found:
        one.check_quote(text)
    return found


@pytest.mark.parametrize("language", CLAIMS)
def test_letters_and_marks_apart_give_the_same_claims_quoted_as_they_were_written(
    language: str,
) -> None:
    apart = unicodedata.normalize("NFD", CLAIMS[language])
    expected = claims_of(CLAIMS[language], language)
    found = claims_of(apart, language)
    assert expected
    assert [(one.country_iso3, one.technology_code, one.status) for one in found] == [
        (one.country_iso3, one.technology_code, one.status) for one in expected
    ]
    assert [unicodedata.normalize("NFC", one.quote) for one in found] == [
        one.quote for one in expected
    ]


def test_vowel_signs_and_joining_lines_of_arabic_hide_no_term() -> None:
    plain = "تستخدم شرطة دبي كاميرات التعرف على الوجوه."
    signed = "تَستخدِمُ شُرطة دبي كامـــيرات التعرُّف على الوُجوه."
    expected = {(one.country_iso3, one.technology_code) for one in claims_of(plain, "ar")}
    assert ("ARE", "facial_recognition") in expected
    assert {(one.country_iso3, one.technology_code) for one in claims_of(signed, "ar")} == expected


@pytest.mark.parametrize("language", CLAIMS)
def test_the_scan_of_archives_passes_a_page_whose_marks_stand_apart(language: str) -> None:
    page = f"<p>{unicodedata.normalize('NFD', CLAIMS[language])}</p>".encode()
    assert bundled_scan().passes(page)


@given(st.text(alphabet="aé e\u0301\u0308각\u1100\u1161\u11a8\u00ad\u0640شُ", max_size=30))
def test_a_span_given_holds_what_the_composed_span_holds(text: str) -> None:
    composed = compose(text)
    for start in range(len(composed.text)):
        first, last = composed.span_given(start, start + 1, MAX_QUOTE)
        assert composed.text[start] in compose(text[first:last]).text


@given(st.text(alphabet="ae\u0301", min_size=1, max_size=400))
def test_a_span_given_is_no_longer_than_asked_for(text: str) -> None:
    composed = compose(text)
    first, last = composed.span_given(0, len(composed.text), MAX_QUOTE)
    assert 0 <= last - first <= MAX_QUOTE


def test_a_text_without_marks_of_their_own_is_as_it_was() -> None:
    text = "Überwachung, 監視, слежка"
    assert compose(text).text is text
