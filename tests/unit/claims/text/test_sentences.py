"""Sentences stand where the text has them, in order, and hold all that it says."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sousveil.claims.text.sentences import MAX_SENTENCE, split_sentences

PIECES = (
    "The U.S. police use it.", "Dr. Lee", " said so! ", "警察使用。", "「はい」", "पुलिस।", "شرطة؟",
    "\n", "\r\n", "\x0c", "\u2028", "\xa0", "# ", "* ", "> ", "---", "|", "\u200b", "...", ". ",
    "?!", '"', "”)", "x" * 700, " word" * 150,
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


def split(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split_sentences(text)]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(text=texts)
@example(text="one\n\x0c\ntwo")
@example(text="\xa0")
@example(text="#\x0c#\n|\u3000|")
def test_sentences_stand_in_order_and_hold_everything_but_space_and_marks(text: str) -> None:
    last, last_line = 0, 0
    for one in split_sentences(text):
        assert last <= one.start < one.end <= one.start + MAX_SENTENCE
        assert last_line <= one.line
        assert not text[last : one.start].strip().strip(" \t\r\n#*-_|>=\u200b\x0c\xa0\u3000\u2028")
        last, last_line = one.end, one.line
    assert not any(letter.isalnum() for letter in text[last:])


@settings(derandomize=True, deadline=None, max_examples=200)
@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_no_letter_is_outside_of_every_sentence(text: str) -> None:
    inside = {place for one in split_sentences(text) for place in range(one.start, one.end)}
    assert all(place in inside for place, letter in enumerate(text) if letter.isalnum())


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. police use it.", "Dr. Smith sells it."],
        ["Mr. A. Smith of the U.S. Army came.", "He left."],
        ["It costs approx. 3.5 million.", "Nobody paid."],
        ["Police use it, e.g. at night.", "Others do not."],
        ["Is it No. 5?", "Yes."],
        ["They use it...", "So they said."],
        ["¿Qué usa la policía?", "¡Cámaras!", "Fin."],
        ["Die Polizei nutzt z.B. Kameras.", "Das kostet ca. 500 Euro."],
        ["г. Москва купила камеры.", "Полиция довольна."],
        ["पुलिस कैमरे का उपयोग करती है।", "शहर ने खरीदा।"],
        ["استخدمت الشرطة الكاميرات.", "ثم اشترت المدينة المزيد؟", "نعم."],
        ["경찰은 카메라를 쓴다.", "도시는 더 샀다."],
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["警察使用人脸识别。", "“这是好的。”", "他说！", "真的？", "是"],
        ["警察は顔認証を使う。", "「はい。」", "終わり。"],
    ],
)
def test_chinese_and_japanese_need_no_space_between(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


def test_lines_end_sentences_and_marks_of_lists_are_left_out() -> None:
    assert split("# Title\r\n\r\n* item one\n> a quote\n- - -\n") == [
        "Title",
        "item one",
        "a quote",
    ]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("# Police use it.", True),
        ("Police use it", True),
        ("Police use it.", False),
        ("警察は使う。", False),
        ("A line without an end that goes on " + "and on " * 30, False),
    ],
)
def test_a_heading_is_marked_as_one_or_short_and_without_an_end(
    line: str, is_heading: bool
) -> None:
    assert [one.is_heading for one in split_sentences(line)] == [is_heading]


def test_what_has_no_end_is_cut_at_a_space_where_there_is_one() -> None:
    text = "word " * 600
    assert all(piece.startswith("word") and piece.endswith("word") for piece in split(text))
    assert [len(piece) for piece in split("a" * 3000)] == [1200, 1200, 600]
