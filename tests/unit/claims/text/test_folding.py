"""Folding makes spellings alike and never moves a character."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sousveil.claims.text.folding import lower, strip_marks
from sousveil.claims.vocabulary.terms import FoldedText


@settings(derandomize=True, deadline=None, max_examples=300)
@given(text=st.text())
@example(text="İstanbul ŞİŞLİ")
@example(text="ﬁ ẞ ǆ Ⅷ ŉ ΐ")
@example(text="\ud800\x00\u200b")
@example(text="e\u0301 한국 ﷺ")
def test_no_folding_changes_the_length_of_any_text(text: str) -> None:
    folded = FoldedText.of(text)
    assert {len(folded.unmarked), len(folded.low), len(lower(text)), len(strip_marks(text))} == {
        len(text)
    }


@settings(derandomize=True, deadline=None, max_examples=200)
@given(text=st.text())
def test_folding_twice_changes_no_more_than_folding_once(text: str) -> None:
    once = FoldedText.of(text)
    assert strip_marks(once.unmarked) == once.unmarked
    assert lower(once.low) == once.low


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Bogotá, São Paulo", "bogota, sao paulo"),
        ("İSTANBUL", "istanbul"),
        ("ışık", "isik"),
        ("Łódź", "lodz"),
        ("ЁЛКА", "елка"),
        ("أمن إدارة آلة مراقبة", "امن اداره اله مراقبه"),
        ("ＡＩカメラ", "aiカメラ"),
        ("the city’s “eye” — wide", 'the city\'s "eye" - wide'),
        ("a\u00a0b\u3000c", "a b c"),
    ],
)
def test_spellings_of_one_word_become_one(written: str, folded: str) -> None:
    assert FoldedText.of(written).low == folded


def test_letters_of_other_scripts_stay_as_they_are() -> None:
    text = "警察 カメラ 경찰 पुलिस полиция"
    assert FoldedText.of(text).low == text
