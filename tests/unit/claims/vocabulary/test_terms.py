"""Every notation of a term matches what it says, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.claims.vocabulary import terms
from sousveil.claims.vocabulary.terms import (
    FoldedText,
    Hit,
    TermMatcher,
    expand,
    longest,
    term_problems,
)


def found(term: str, text: str) -> list[str]:
    hits = TermMatcher(terms=(("label", term),)).find(FoldedText.of(text))
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("face scan", "Face scan, FACE SCAN", ["Face scan", "FACE SCAN"]),
        ("AI camera*", "AI cameras, ai cameras, AI Cameras", ["AI cameras"]),
        ("LFR", "LFR, lfr, Lfr", ["LFR"]),
        ("İHA", "İHA, iha", ["İHA"]),
        ("İçişleri", "İçişleri, içişleri", ["İçişleri"]),
        ("cámara", "camara, CÁMARA", ["camara", "CÁMARA"]),
        ("don't use", "don’t use", ["don’t use"]),
    ],
    ids=[
        "any case",
        "capital",
        "acronym",
        "dotted capital",
        "only capital a dotted one",
        "marks",
        "apostrophe",
    ],
)
def test_lower_case_matches_any_case_and_a_capital_only_as_written(
    term: str, text: str, expected: list[str]
) -> None:
    assert found(term, text) == expected


def test_one_star_is_up_to_eight_letters_and_two_are_up_to_sixteen() -> None:
    text = "camera camera12345678 camera123456789 camera1234567890123456 camera12345678901234567"
    words = text.split()
    assert found("camera", text) == words[:1]
    assert found("camera*", text) == words[:2]
    assert found("camera**", text) == words[:4]


def test_a_star_inside_a_term_is_the_end_of_a_word() -> None:
    text = "scans faces, scanning faces, scan face, scan the faces"
    assert found("scan* faces", text) == ["scans faces", "scanning faces"]


def test_a_gap_is_up_to_four_words_and_ends_with_the_sentence() -> None:
    assert found("scan ... faces", "scan faces") == ["scan faces"]
    assert found("scan ... faces", "scan a b c d faces") == ["scan a b c d faces"]
    assert found("scan ... faces", "scan a b c d e faces") == []
    assert found("scan ... faces", "They scan. Later faces") == []
    assert found("scan ... faces", "scan\nfaces") == []


def test_a_gap_where_words_are_not_parted_is_up_to_eight_characters() -> None:
    assert found("摄像头...人脸", "摄像头人脸") == ["摄像头人脸"]
    assert found("摄像头...人脸", "摄像头一二三四五六七八人脸") == ["摄像头一二三四五六七八人脸"]
    assert found("摄像头...人脸", "摄像头一二三四五六七八九人脸") == []
    assert found("摄像头...人脸", "摄像头。人脸") == []


@pytest.mark.parametrize("between", [" ", "-", "\n", "\u00a0", " - ", "\u2010"])
def test_a_space_matches_hyphens_line_ends_and_other_spaces(between: str) -> None:
    text = f"the facial{between}recognition of"
    assert found("facial recognition", text) == [f"facial{between}recognition"]


def test_words_written_as_one_are_not_matched_by_a_space() -> None:
    assert found("safe city", "safecity") == []


def test_groups_are_alternatives_and_an_empty_one_is_optional() -> None:
    assert expand("face (scan*|recognition)") == ["face scan*", "face recognition"]
    assert sorted(expand("(live|) face (a|b)")) == [
        "face a",
        "face b",
        "live face a",
        "live face b",
    ]
    text = "live face scan, face scan"
    assert set(found("(live|) face scan", text)) == {"live face scan", "face scan"}


@pytest.mark.parametrize(
    "word",
    ["كاميرات", "الكاميرات", "والكاميرات", "بكاميرات", "للكاميرات", "وبالكاميرات", "فكاميرات"],
)
def test_arabic_words_are_found_behind_what_is_written_onto_them(word: str) -> None:
    assert found("كاميرات", f"اشترت {word} حديثة") == ["كاميرات"]


def test_another_arabic_word_that_ends_alike_is_none() -> None:
    assert found("كاميرات", "مكاميرات") == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("人脸识别", "警方使用人脸识别系统"),
        ("顔認証", "警察は顔認証を使う"),
        ("안면인식", "경찰은안면인식을 쓴다"),
        ("AI", "警方使用AI摄像头"),
        ("lfr", "英国のLFRシステム"),
    ],
)
def test_words_need_no_boundary_beside_scripts_without_spaces(term: str, text: str) -> None:
    assert len(found(term, text)) == 1


def test_a_word_begins_and_ends_where_letters_do() -> None:
    assert found("cam", "webcam, cams, cam1, cam") == ["cam"]


def test_hits_come_in_order_the_longer_first_with_their_labels_and_offsets() -> None:
    matcher = TermMatcher(terms=(("short", "safe"), ("long", "safe city"), ("last", "city")))
    assert matcher.find(FoldedText.of("a safe city")) == [
        Hit(start=2, end=11, label="long", term="safe city"),
        Hit(start=2, end=6, label="short", term="safe"),
        Hit(start=7, end=11, label="last", term="city"),
    ]


def test_terms_of_one_beginning_are_all_tried() -> None:
    matcher = TermMatcher(terms=(("a", "face scan"), ("b", "face match"), ("c", "Face match")))
    hits = matcher.find(FoldedText.of("Face match"))
    assert {hit.label for hit in hits} == {"b", "c"}


def test_a_matcher_of_no_terms_finds_nothing() -> None:
    assert TermMatcher(terms=()).find(FoldedText.of("face scan")) == []


def test_of_hits_that_overlap_the_longest_stays() -> None:
    def hit(start: int, end: int) -> Hit:
        return Hit(start=start, end=end, label="x", term="x")

    hits = [hit(0, 4), hit(3, 9), hit(8, 12), hit(12, 14), hit(13, 14), hit(3, 5)]
    assert longest(hits) == [hit(3, 9), hit(12, 14)]
    assert longest([hit(8, 12), hit(0, 4)]) == [hit(0, 4), hit(8, 12)]


@pytest.mark.parametrize(
    "term", ["(a", "face a)b|c", "((a|b)|c) face", "face a|b", "face [x]", "faces?", "face (one)"]
)
def test_brackets_that_are_no_alternatives_are_refused(term: str) -> None:
    assert term_problems(term) == [
        f"{term!r}: brackets hold alternatives, as in (a|b), and do not nest"
    ]


@pytest.mark.parametrize("term", ["", "*", "a", "* face", "... face", "(|x) face"])
def test_a_term_that_begins_with_too_little_is_refused(term: str) -> None:
    assert f"{term!r}: begins with too little to look for" in term_problems(term)


@pytest.mark.parametrize("term", ["人", "AI", "face (scan*|recognition)", "e-gate*", "co.uk"])
def test_a_proper_term_has_no_problem(term: str) -> None:
    assert term_problems(term) == []


TERMS = (
    *(
        "the face*",
        "the Face scan",
        "the face ... police",
        "the eye-scan",
        "the eye",
        "The EYE scan",
    ),
    *("to be-tracked", "to - be", "to be *d", "to*", "in ... the eye", "in-the air", "in the a*r"),
    *(
        "face*",
        "FACE",
        "face (scan|recogni*)",
        "顔 認証",
        "顔認証",
        "顔 ... 警察",
        "ΣΑΣ κα",
        "σας κα",
    ),
)
WORDS = (
    "the|face|scan|police|eye|to|be|in|air|FACE|EYE|The|Face|recognition|d|顔|認証|警察|ΣΑΣ|σας|κα"
)
PARTS = st.sampled_from([*WORDS.split("|"), " ", "  ", "-", " - ", ".", ", ", "\n", "s"])


@settings(deadline=None, max_examples=400)
@given(st.lists(PARTS, max_size=14), st.sampled_from(["", " "]))
def test_the_look_at_a_group_of_terms_loses_no_hit(parts: list[str], between: str) -> None:
    folded = FoldedText.of(between.join(parts))
    looking = TermMatcher(terms=tuple((term, term) for term in TERMS)).find(folded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms._Group, "can_match", lambda *_: True)
        assert TermMatcher(terms=tuple((term, term) for term in TERMS)).find(folded) == looking
