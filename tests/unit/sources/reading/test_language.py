"""Languages are told from the text, and not told where that would be a guess."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from tests.unit.sources.reading.sentences import SENTENCES, TRADITIONAL_CHINESE

from sousveil.sources.reading.language import identify_language, normalise_code
from sousveil.sources.reading.read import read_snapshot

EXAMPLES = Path(__file__).parents[5] / "shared" / "examples" / "examples.jsonl"


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_of_two_sentences_is_told(language: str) -> None:
    text = " ".join(SENTENCES[language])

    assert identify_language(text) == language
    assert identify_language(text * 30) == language
    assert identify_language(text.upper()) == language


def test_traditional_chinese_is_chinese() -> None:
    assert identify_language(TRADITIONAL_CHINESE) == "zh"


@pytest.mark.parametrize(
    "text", ["", "   ", "12 345 678,90", "OK", "Huawei", "http://example.org/page" * 5, "☃" * 50]
)
def test_what_is_no_text_has_no_language(text: str) -> None:
    assert identify_language(text) is None


def test_a_declared_language_decides_only_where_the_text_leaves_doubt() -> None:
    doubtful = SENTENCES["sw"][1]

    assert identify_language(doubtful) is None
    assert identify_language(doubtful, "sw-KE") == "sw"
    assert identify_language(doubtful, "ru") is None
    assert identify_language(" ".join(SENTENCES["de"]), "en-US") == "de"


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert identify_language(SENTENCES["en"][0]) == "en"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("zh-Hant-TW", "zh"), ("yue", "zh"), ("EN", "en"), ("", None), (None, None), ("und", None)],
)
def test_tags_become_codes(tag: str | None, code: str | None) -> None:
    assert normalise_code(tag) == code


def test_the_examples_are_read_exactly_and_their_languages_told() -> None:
    if not EXAMPLES.exists():
        pytest.skip("the shared examples are not beside this checkout")
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        example = json.loads(line)
        result = read_snapshot(
            example["text"].encode(), media_type="text/plain", name="example.txt"
        )
        assert (result.language, result.text) == (example["language"], example["text"])
