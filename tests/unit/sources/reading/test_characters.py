"""Character sets: what was written comes back, whatever the set and whoever declares it."""

from __future__ import annotations

import pytest
from tests.unit.sources.reading.sentences import SENTENCES, TRADITIONAL_CHINESE

from sousveil.sources.reading.characters import decode_html, decode_text, normalise_text

WRITTEN = [
    ("windows-1256", " ".join(SENTENCES["ar"])),
    ("iso-8859-6", " ".join(SENTENCES["ar"])),
    ("gb18030", "".join(SENTENCES["zh"])),
    ("gb2312", "".join(SENTENCES["zh"])),
    ("big5", TRADITIONAL_CHINESE),
    ("windows-1251", " ".join(SENTENCES["ru"])),
    ("koi8-r", " ".join(SENTENCES["ru"])),
    ("shift_jis", "".join(SENTENCES["ja"])),
    ("euc-jp", "".join(SENTENCES["ja"])),
    ("iso-2022-jp", "".join(SENTENCES["ja"])),
    ("euc-kr", "".join(SENTENCES["ko"])),
    ("windows-1254", " ".join(SENTENCES["tr"])),
    ("windows-1252", " ".join(SENTENCES["fr"])),
    ("utf-8", " ".join(SENTENCES["hi"])),
    ("utf-8-sig", " ".join(SENTENCES["ur"])),
    ("utf-16", " ".join(SENTENCES["vi"])),
    ("utf-16-le", " ".join(SENTENCES["en"])),
    ("utf-32", " ".join(SENTENCES["sw"])),
]


@pytest.mark.parametrize(("charset", "text"), WRITTEN, ids=[charset for charset, _ in WRITTEN])
def test_text_comes_back_whoever_declares_its_character_set(charset: str, text: str) -> None:
    data = text.encode(charset)
    page = f'<html><head><meta charset="{charset}"></head><body><p>{text}</p>'
    old_page = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><p>{text}'

    assert decode_text(data, [charset]) == text
    assert decode_text(data) == text
    if not charset.startswith("utf-"):
        assert decode_html(page.encode(charset), None) == page
        assert decode_html(old_page.encode(charset), None) == old_page


@pytest.mark.parametrize(("charset", "text"), WRITTEN, ids=[charset for charset, _ in WRITTEN])
def test_a_wrong_declaration_of_utf_8_or_latin_1_does_no_harm(charset: str, text: str) -> None:
    data = text.encode(charset)

    assert decode_text(data, ["utf-8"]) == text
    if charset != "windows-1254":  # six letters from Latin 1: there the declaration is believed
        assert decode_text(data, ["iso-8859-1"]) == text


def test_a_declared_set_is_believed_although_a_page_is_slightly_damaged() -> None:
    text = "".join(SENTENCES["zh"]) * 40
    data = text.encode("gb18030")
    damaged = data[: len(data) // 2] + b"\xff" + data[len(data) // 2 :]

    decoded = decode_text(damaged, ["gb2312"])

    assert decoded.count("\ufffd") <= 2
    assert decoded[:500] == text[:500]


@pytest.mark.parametrize(
    "label", ["zlib", "rot13", "unicode_escape", "idna", "no such set", "", "\0"]
)
def test_a_label_that_is_no_character_set_is_passed_over(label: str) -> None:
    assert decode_text("Köln".encode(), [label]) == "Köln"


def test_bytes_of_no_character_set_still_give_text() -> None:
    assert isinstance(decode_text(bytes(range(256)) * 10), str)
    assert decode_text(b"") == ""


def test_the_canonical_text_has_one_kind_of_line_end_and_nothing_unstorable() -> None:
    text = normalise_text("\ufeffa\r\nb\rc\n\0d\ud800e\u2028f")

    assert text == "a\nb\nc\nd\ufffde\u2028f"
    text.encode("utf-8")
    assert normalise_text(text) == text
