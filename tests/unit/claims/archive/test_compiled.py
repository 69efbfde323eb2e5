"""The compiled steps give the bytes that those in Python give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sousveil.claims.archive import steps as module
from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.archive.steps import IN_PYTHON, load_compiled, make_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("numba", reason="the extra 'fast' is not installed")
COMPILED = load_compiled()
MARKUP = st.sampled_from(
    [
        *(
            "<",
            ">",
            "<!",
            "<?",
            "</",
            "-",
            "--",
            "-->",
            "<!-->",
            "<!--",
            "<!--a",
            "=",
            "'",
            '"',
            "&",
        ),
        *(
            "<script>",
            "<SCRIPT ",
            "<scripts>",
            "</script>",
            "</SCRIPT >",
            "</scrip",
            "<style>",
            "<stYle\n",
        ),
        *(
            "</style>",
            "</Style",
            "ld+json",
            "application/LD+JSON",
            "<img ",
            "<Area",
            "<am",
            "<IR",
            "<i",
        ),
        *(
            "alt",
            " ALT = ",
            "alt='x'",
            'aLt\t=\n"y"',
            "<p>",
            "<b class='a>b'>",
            "<1",
            " ",
            "\n\t",
            "\v\f",
        ),
        *(
            "a",
            "Z",
            "9",
            "_",
            "é",
            "ж",
            "ال",
            "人",
            "ア。",
            "한",
            "\U0001d400",
            "\u0301",
            "\u0640",
            "\ud800",
        ),
        *(
            "&amp;",
            "&#x43B;",
            "&eacute",
            "&#xD800;",
            "\\u4eba",
            "\\n",
            "\x1b",
            "\x1b$B",
            "\0",
            "\x7f",
        ),
        *("x" * 61, "<a>" * 22, "б" * 40),
    ]
)
RAW = st.sampled_from(
    [b"\xff", b"\xc3", b"\xe4\xba", b"\xf0\x9d", b"\xed\xa0\x80", b"\xc0\xaf", b"\x80"]
)
TEXTS = st.lists(MARKUP, max_size=40).map("".join)
PAGES = st.lists(
    MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")) | RAW, max_size=40
).map(b"".join)


@settings(max_examples=500, deadline=None)
@given(PAGES | st.binary(max_size=200))
@example(b"<!-- <script> <style></script> x <script></style>")
@example(b"<script>a</style>b</script>c<style>d</script>e</style>")
@example(b"<script type='application/ld+json'>{}</script><!-- ld+json -->")
@example(b"<img alt='a><img src='b' alt=\"c\"><p")
@example(b"\xf4\x90\x80\x80")
def test_a_page_is_cut_as_in_python(page: bytes) -> None:
    assert COMPILED.cut_page(page) == IN_PYTHON.cut_page(page)


@settings(max_examples=400, deadline=None)
@given(PAGES | st.binary(max_size=200))
def test_tags_are_dropped_as_in_python(page: bytes) -> None:
    assert COMPILED.drop_tags(page) == IN_PYTHON.drop_tags(page)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=200))
def test_a_text_is_folded_as_in_python(text: str) -> None:
    page = text.encode("utf-8", "surrogatepass")
    assert COMPILED.fold_page(page) == IN_PYTHON.fold_page(page)


@settings(max_examples=100, deadline=None)
@given(
    TEXTS,
    st.sampled_from(["utf-8", "windows-1251", "gb18030", "shift_jis", "utf-16", "iso-2022-jp"]),
)
def test_a_page_in_any_character_set_has_the_same_words(text: str, charset: str) -> None:
    page = f"<meta charset={charset}><p>{text}".encode(charset, "ignore")
    texts = [read_page_text(page, steps) for steps in (IN_PYTHON, COMPILED)]
    assert texts[0] == texts[1]
    assert COMPILED.fold_page(texts[1]) == IN_PYTHON.fold_page(texts[0])


def test_every_letter_of_the_first_plane_is_folded_as_in_python() -> None:
    for code in range(0x10000):
        page = chr(code).encode("utf-8", "surrogatepass")
        assert COMPILED.fold_page(page) == IN_PYTHON.fold_page(page), hex(code)


@pytest.mark.parametrize("length", [*range(130), 4_096])
def test_no_byte_beyond_a_page_is_read_or_lost(length: int) -> None:
    whole = b"<p>Facial <b>recognition</b> in the city</p> <!-- x --> <script>y</script>" * 60
    page = whole[:length]
    assert COMPILED.cut_page(page) == IN_PYTHON.cut_page(page)


@pytest.fixture
def _forget_steps() -> Iterator[None]:
    make_steps.cache_clear()
    yield
    make_steps.cache_clear()


@pytest.mark.usefixtures("_forget_steps")
def test_compiled_steps_are_taken_where_they_can_be_had() -> None:
    assert make_steps().name == "compiled"


@pytest.mark.usefixtures("_forget_steps")
@pytest.mark.parametrize("error", [ImportError("no Numba"), RuntimeError("no place for a cache")])
def test_steps_in_python_are_taken_where_nothing_can_be_compiled(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr(module, "load_compiled", refuse)
    assert make_steps() is IN_PYTHON
