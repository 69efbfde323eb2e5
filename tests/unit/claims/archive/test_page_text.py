"""The crude text of a page holds all that a reader could take from it."""

from __future__ import annotations

import pytest

from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.archive.steps import IN_PYTHON, Steps, load_compiled


@pytest.fixture(params=["in Python", "compiled"])
def steps(request: pytest.FixtureRequest) -> Steps:
    """Each kind of the steps in turn."""
    if request.param == IN_PYTHON.name:
        return IN_PYTHON
    pytest.importorskip("numba", reason="the extra 'fast' is not installed")
    return load_compiled()


def _read(page: bytes, steps: Steps) -> str:
    return " ".join(read_page_text(page, steps).decode().split())


CHARSETS = [
    ("ru", "Полиция города использует распознавание лиц на улицах и в метро.", "windows-1251"),
    ("ru", "Полиция города использует распознавание лиц на улицах и в метро.", "koi8-r"),
    ("zh", "警方在市中心使用人脸识别系统监控行人和车辆。", "gb18030"),
    ("zh", "警方在市中心使用人臉識別系統監控行人和車輛。", "big5"),
    ("ja", "警察は駅前で顔認証システムを使用していると発表した。", "shift_jis"),
    ("ja", "警察は駅前で顔認証システムを使用していると発表した。", "euc-jp"),
    ("ja", "警察は駅前で顔認証システムを使用していると発表した。", "iso-2022-jp"),
    ("ko", "경찰은 도심에서 얼굴 인식 시스템을 사용하고 있다고 밝혔다.", "euc-kr"),
    ("ar", "تستخدم الشرطة في المدينة نظام التعرف على الوجوه منذ عام.", "windows-1256"),
    ("tr", "Polis şehir merkezinde yüz tanıma sistemi kullanıyor.", "iso-8859-9"),
    ("en", "Police use facial recognition in the city.", "utf-16"),
]


@pytest.mark.parametrize(("language", "text", "charset"), CHARSETS)
def test_a_page_in_the_character_set_of_its_language_gives_its_text(
    language: str, text: str, charset: str, steps: Steps
) -> None:
    page = f'<html lang="{language}"><meta charset="{charset}"><p>{text}</p></html>'
    assert text in _read(page.encode(charset), steps)


@pytest.mark.parametrize("encode", [lambda c: f"&#{ord(c)};", lambda c: f"&#x{ord(c):x};"])
def test_letters_as_references_are_letters(encode: object, steps: Steps) -> None:
    assert callable(encode)
    written = "".join(encode(letter) for letter in "顔認証")
    assert "顔認証" in _read(f"<p>{written}</p>".encode(), steps)


def test_tags_line_breaks_and_spaces_are_one_blank(steps: Steps) -> None:
    page = (
        "<p>facial<br/>\n recognition, <b>safe</b>&nbsp;<i class='x'>city</i>, face\u2009-scan</p>"
    )
    assert _read(page.encode(), steps) == "facial recognition, safe city , face -scan"


def test_scripts_styles_and_comments_are_left_out_in_any_case(steps: Steps) -> None:
    page = b"<SCRIPT>var a = '<p>';</SCRIPT><style>b{}</style><!-- <script> --><p>text</p>"
    assert _read(page, steps).split()[-1] == "text"
    assert not {"var", "b{}"} & set(_read(page, steps).split())


@pytest.mark.parametrize("opening", ["<script>", "<style>", "<!--"])
def test_what_never_ends_hides_nothing(opening: str, steps: Steps) -> None:
    assert "safe city" in _read(f"<p>one</p>{opening}<p>safe city".encode(), steps)


def test_the_text_in_json_for_search_engines_stays(steps: Steps) -> None:
    page = (
        b'<script type="application/ld+json">{"articleBody": "ab\\nAI \\u987a"}</script>'
        b"<script type='text/javascript'>no</script>"
    )
    assert 'ab AI \u987a"' in _read(page, steps)
    assert "no" not in _read(page, steps).split()


def test_the_text_that_stands_for_an_image_stays(steps: Steps) -> None:
    page = b"""<p class="no"><img src=a alt="AI cameras"><area ALT='safe city'></p>"""
    assert _read(page, steps) == "AI cameras safe city"


def test_a_lesser_than_sign_begins_no_tag(steps: Steps) -> None:
    assert _read(b"<p>2 < 3 safe city > 1</p>", steps) == "2 < 3 safe city > 1"


def test_the_text_of_an_image_is_read_in_the_character_set_of_the_page(steps: Steps) -> None:
    page = "<meta charset='windows-1251'><p>Да, это так и есть.</p><img alt='распознавание лиц'>"
    assert _read(page.encode("windows-1251"), steps).endswith("распознавание лиц")


@pytest.mark.parametrize("end", ["<a href='x", "<a", "<", "<img alt='no"])
def test_a_tag_that_is_cut_off_at_the_end_hides_nothing_before_it(end: str, steps: Steps) -> None:
    assert "facial recognition" in _read(f"<p>facial <b>recognition {end}".encode(), steps)


def test_json_for_search_engines_stays_whatever_the_case_of_its_kind(steps: Steps) -> None:
    page = b"<script TYPE='Application/LD+JSON'>safe city</script><script>no</script>"
    assert "safe city" in _read(page, steps)
