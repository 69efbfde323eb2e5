"""The scan loses no page in which the extractor could find a technology."""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sousveil.claims.archive import scan as module
from sousveil.claims.archive.folding import WIDE
from sousveil.claims.archive.matching import AhoCorasickMatcher, HyperscanMatcher, Matcher
from sousveil.claims.archive.page_text import read_page_text
from sousveil.claims.archive.scan import PageScan
from sousveil.claims.archive.sought import find_sought
from sousveil.claims.archive.steps import IN_PYTHON, Steps, load_compiled
from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.claims.vocabulary.terms import FoldedText, TermMatcher, expand
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[4]
CHARSETS = {
    "ar": ("utf-8", "windows-1256"),
    "ja": ("utf-8", "shift_jis", "euc-jp"),
    "ko": ("utf-8", "euc-kr"),
    "ru": ("utf-8", "windows-1251", "koi8-r"),
    "tr": ("utf-8", "iso-8859-9"),
    "zh": ("utf-8", "gb18030"),
}
FILLERS = {
    "ar": "قال المسؤولون في المدينة اليوم إن المشروع سيبدأ في العام المقبل",
    "ja": "市の担当者は本日、来年から事業を始めると発表しました",
    "ko": "시 관계자는 오늘 내년부터 사업을 시작한다고 발표했습니다",
    "ru": "Представители города сегодня сообщили, что проект начнется в следующем году",
    "tr": "Şehir yetkilileri bugün projenin gelecek yıl başlayacağını açıkladı",
    "zh": "市政府官员今天宣布这个项目将于明年开始",
}
SEPARATORS = (
    " ",
    "-",
    "\n",
    "\r\n\t",
    "&nbsp;",
    "\u2011",
    "</b> ",
    " <a href='/x?a=1' title=\"y\">",
    "<br>",
)


@lru_cache(maxsize=3)
def _scan(
    matcher: Callable[[Sequence[bytes]], Matcher], steps: Callable[[], Steps] = lambda: IN_PYTHON
) -> PageScan:
    sought = find_sought(map(load_vocabulary, list_languages()))
    return PageScan(sought, matcher(sought.literals), steps())


def _hyperscan(literals: Sequence[bytes]) -> Matcher:
    pytest.importorskip("hyperscan", reason="the extra 'hyperscan' is not installed")
    return HyperscanMatcher(literals)


def _compiled() -> Steps:
    pytest.importorskip("numba", reason="the extra 'fast' is not installed")
    return load_compiled()


@pytest.fixture(
    params=[(_hyperscan,), (AhoCorasickMatcher,), (AhoCorasickMatcher, _compiled)],
    ids=["hyperscan", "aho-corasick", "compiled"],
)
def scan(request: pytest.FixtureRequest) -> PageScan:
    """The scan with each matcher, and with its steps compiled."""
    return _scan(*request.param)


def _terms(language: str) -> list[str]:
    technologies = load_vocabulary(language).technologies.values()
    return [
        plain
        for technology in technologies
        for term in (*technology.strong, *technology.weak)
        for plain in expand(term)
    ]


def _instance(term: str) -> str:
    """Write a term as it may stand in a text: endings of no letters, gaps of two words or signs."""
    gap = "23" if WIDE.search(term) else " 2 3 "
    return re.sub(r"(?<!\S)\*", "2", term.replace("...", gap)).replace("*", "").strip()


def _page(body: str, language: str, charset: str) -> bytes:
    filler = FILLERS.get(language, "The officials said today that the project will begin next year")
    text = (
        f'<html lang="{language}"><head><meta charset="{charset}"><title>x</title></head><body>'
        f"<p>{filler}.</p><p>{filler}; <b>{body}</b>.</p></body></html>"
    )
    return text.encode(charset, "xmlcharrefreplace")


@pytest.mark.parametrize("language", list_languages())
def test_every_term_passes_in_every_character_set_of_its_language(
    scan: PageScan, language: str
) -> None:
    matcher = load_vocabulary(language).technology_matcher
    for term in dict.fromkeys(_terms(language)):
        instance = _instance(term)
        assert matcher.find(FoldedText.of(instance)), f"{term!r} is not found as {instance!r}"
        for charset in CHARSETS.get(language, ("utf-8", "windows-1252")):
            assert scan.passes(_page(instance, language, charset)), (term, charset)


@pytest.mark.parametrize("language", list_languages())
def test_every_term_passes_with_whatever_stands_between_its_words(language: str) -> None:
    scan = _scan(AhoCorasickMatcher)
    for number, term in enumerate(dict.fromkeys(_terms(language))):
        written = SEPARATORS[number % len(SEPARATORS)].join(_instance(term).split())
        assert scan.passes(_page(written, language, "utf-8")), (term, written)


@pytest.mark.parametrize("language", list_languages())
def test_every_term_passes_in_references_and_in_capitals(language: str) -> None:
    scan = _scan(AhoCorasickMatcher)
    for term in dict.fromkeys(_terms(language)):
        instance = _instance(term)
        references = "".join(f"&#{ord(c)};" if c.isalpha() else c for c in instance)
        assert scan.passes(_page(references, language, "utf-8")), (term, references)
        capitals = instance.upper()
        if load_vocabulary(language).technology_matcher.find(FoldedText.of(capitals)):
            assert scan.passes(_page(capitals, language, "utf-8")), (term, capitals)


def _development() -> Iterator[tuple[str, TextDocument]]:
    for path in sorted((ROOT / "tests/golden/development").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text = record.get("text")
            if isinstance(text, str):
                name = f"{path.stem}/{record.get('id')}"
                language = record.get("language")
                yield name, TextDocument(document_id=name, text=text, language=language)


def test_every_document_with_a_claim_passes(scan: PageScan) -> None:
    extractor = RulesExtractor()
    lost = [
        name
        for name, document in _development()
        if not scan.passes(_wrap(document.text)) and extractor.extract(document)
    ]
    assert not lost


def _wrap(text: str) -> bytes:
    paragraphs = "".join(f"<p class='t'>{html.escape(line)}</p>\n" for line in text.splitlines())
    return f"<!doctype html><html><body>{paragraphs}</body></html>".encode()


LETTERS = st.sampled_from(
    ["facial", "recognition", "safe", "city", "LFR", "<b>", "-", " ", "é", "&amp;", "人脸", "识别"]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LETTERS, max_size=12).map("".join))
def test_both_matchers_and_the_compiled_steps_let_the_same_pages_pass(body: str) -> None:
    page = body.encode()
    passes = _scan(AhoCorasickMatcher).passes(page)
    assert _scan(_hyperscan).passes(page) == passes
    assert _scan(AhoCorasickMatcher, _compiled).passes(page) == passes


WORDS = st.sampled_from(
    [
        "facial",
        "recognition",
        "safe",
        "cities",
        "LFR",
        "AI",
        "使用",
        "监控",
        "人脸识别",
        "border",
        "police",
    ]
)
BETWEEN = st.sampled_from(
    [" ", "", "-", "_", ".", "</b> <i>", "\n", "&nbsp;", "é", "`", "\u2011", "5"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(BETWEEN, WORDS, BETWEEN), max_size=6))
def test_what_the_extractor_finds_in_the_text_of_a_page_passes(
    parts: list[tuple[str, str, str]],
) -> None:
    page = "".join(map("".join, parts)).encode()
    folded = FoldedText.of(" ".join(read_page_text(page, IN_PYTHON).decode().split()))
    is_found = any(
        load_vocabulary(language).technology_matcher.find(folded) for language in list_languages()
    )
    assert _scan(AhoCorasickMatcher).passes(page) == is_found


PIECES = [
    "camera",
    "cameras",
    "monitor",
    "monitoring",
    "people",
    "predict",
    "crime",
    "crimes",
    "where",
]
BETWEEN_PIECES = [
    "the",
    "so",
    "a_b",
    "x.y",
    "x-y",
    "d'e",
    "3",
    "\U0001d400",
    "使",
    "é",
    "</b>",
    "\n",
    ".",
]
GAPS = st.lists(st.sampled_from(BETWEEN_PIECES), max_size=7).map(lambda gap: f" {' '.join(gap)} ")


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PIECES), GAPS), max_size=5))
def test_pieces_of_a_term_pass_where_they_are_near_enough_for_the_extractor(
    parts: list[tuple[str, str]],
) -> None:
    page = "".join(map("".join, parts)).encode()
    folded = FoldedText.of(" ".join(read_page_text(page, IN_PYTHON).decode().split()))
    is_found = any(
        load_vocabulary(language).technology_matcher.find(folded) for language in list_languages()
    )
    assert _scan(AhoCorasickMatcher).passes(page) == is_found


@pytest.mark.parametrize("language", list_languages())
def test_every_term_passes_with_its_gaps_as_wide_as_they_may_be(language: str) -> None:
    scan = _scan(AhoCorasickMatcher)
    for term in dict.fromkeys(_terms(language)):
        matcher = TermMatcher(terms=(("", term),))
        for gap in (" 2, 3-4 5 6 ", " ", " a_b c_d e_f g_h "):
            written = re.sub(r"(?<!\S)\*", "2", re.sub(r"\s*\.\.\.\s*", gap, term))
            instance = written.replace("*", "")
            if matcher.find(FoldedText.of(instance)):
                assert scan.passes(_page(instance, language, "utf-8")), (term, instance)


@pytest.mark.parametrize(
    "body",
    [
        "<p>The team won the match in the city.</p>",
        "<style>a{border:0}</style><p>Controls of the border</p>",
        "<p>The cafeteria is safe</p><p>said the city clerk</p>",
        '<img src="data:image/png;base64,LFR/ALPR/+OSINT">',
        "<script>var algorithm = 'facial recognition';</script><p>Rain is expected.</p>",
        "<p class='facial recognition'>Rain is expected.</p>",
    ],
)
def test_a_page_that_names_no_technology_does_not_pass(scan: PageScan, body: str) -> None:
    assert not scan.passes(f"<html><body>{body}</body></html>".encode())


def test_the_compiled_steps_are_loaded_once_there_are_many_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[int] = []

    def load() -> Steps:
        loaded.append(1)
        return IN_PYTHON

    monkeypatch.setattr(module, "PAGES_IN_PYTHON", 2)
    monkeypatch.setattr(module, "make_steps", load)
    sought = find_sought([load_vocabulary("en")])
    scan = PageScan(sought, AhoCorasickMatcher(sought.literals))
    page = b"<p>Facial recognition at the gates.</p>"
    met = [(scan.passes(page), len(loaded)) for _ in range(4)]
    assert met == [(True, 0), (True, 0), (True, 1), (True, 1)]
