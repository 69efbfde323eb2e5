from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.sources.collectors.descriptions import (
    MAX_TEXT_LENGTH,
    clean_markup,
    clean_text,
    keep_extra,
    language_of,
    parse_day,
)
from sousveil.sources.collectors.plain_text import passage_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T23:59:59-11:00", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("20260304235959", "2026-03-04"),
        ("Wed, 04 Mar 2026 23:30:00 -0500", "2026-03-04"),
        ("Wed, 04 Mar 2026 23:30:00 GMT", "2026-03-04"),
        ("2026-03", None),
        ("2026", None),
        ("2026-02-30", None),
        ("0001-01-01T00:00:00", None),
        ("1601-01-01", None),
        ("2026-03-041", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (20260304, None),
        ("2026-03-04" + " " * 100, None),
    ],
)
def test_a_day_is_read_as_its_writer_had_it(text: object, day: str | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("EN-gb", "en"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("ger", "de"),
        ("deu", "de"),
        ("cmn", "zh"),
        ("tlh", None),
        ("xx", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_becomes_its_two_letter_code(tag: object, code: str | None) -> None:
    assert language_of(tag) == code


def test_markup_is_taken_out_of_titles() -> None:
    assert clean_markup("<script>x</script> Caméras &amp; <b>drones</b>") == "x Caméras & drones"
    assert clean_markup(None) is None


@pytest.mark.parametrize("unfit", ["\0", "\x1b", "\x7f", "\x9b", "\ud800", "\uffff"])
def test_what_could_break_a_header_is_in_no_line_and_no_passage(unfit: str) -> None:
    assert clean_text(f"a{unfit}b") == "ab"
    assert passage_of(f"a{unfit}b\r\nc") == "a\ufffdb\nc"


def test_extra_facts_are_sorted_and_the_unknown_are_left_out() -> None:
    assert keep_extra(b="2", a=" 1 ", c=None, d="  ") == (("a", "1"), ("b", "2"))


@given(st.text(max_size=100) | st.none() | st.integers())
def test_any_value_can_be_read(value: object) -> None:
    text = clean_text(value)
    assert text is None or len(text.encode()) <= 4 * MAX_TEXT_LENGTH
    parse_day(value)
    language_of(value)
    clean_markup(value)
