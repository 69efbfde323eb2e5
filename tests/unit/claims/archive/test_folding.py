"""Words are folded as the extractor folds them, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.claims.archive.folding import WIDE, fold_term, fold_words
from sousveil.claims.text.folding import lower, strip_marks


def _words(text: str) -> list[str]:
    """The words of a text, folded the slow way; what lies outside the first plane is a blank."""
    folded = (lower(strip_marks(letter)) for letter in text)
    return "".join(one if one.isalnum() and one < "\U00010000" else " " for one in folded).split()


@given(st.text() | st.text("aÉİßı-_ .\u2009\u00a0\u2014 7顔é한ΩЖش\U0001d400"))
def test_a_text_is_folded_letter_by_letter(text: str) -> None:
    assert fold_term(text).decode().split() == _words(text)


@given(st.text() | st.text("ab -\n\u3000"))
def test_one_blank_is_before_every_word_and_after_the_last(text: str) -> None:
    folded = fold_term(text)
    assert folded == (b" %s " % b" ".join(folded.split()) if folded.strip() else b" ")


@given(st.text("aB é.-") | st.text("aB 顔ア한 é."))
def test_words_among_wide_letters_follow_the_text(text: str) -> None:
    folded = fold_words(text).words.decode()
    parted = WIDE.sub(" ", text)
    assert folded.split() == _words(text) + (_words(parted) if parted != text else [])


def test_a_lone_surrogate_is_no_error() -> None:
    assert fold_words("a\ud83d b").words == b" a b "


@pytest.mark.parametrize("text", ["a_b", "\U0001d400", "人", "é ア", "a\ud83d"])
def test_a_text_whose_words_the_extractor_parts_otherwise_is_not_plain(text: str) -> None:
    assert not fold_words(text).is_plain


@pytest.mark.parametrize("text", ["", "a b", "é ж \u2014", "قال"])
def test_a_text_of_words_between_blanks_is_plain(text: str) -> None:
    assert fold_words(text).is_plain
