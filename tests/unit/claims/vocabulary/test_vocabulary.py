"""Every bundled vocabulary is whole and sound, and a broken one is named with what is wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules import records
from sousveil.claims.vocabulary import vocabulary as module
from sousveil.claims.vocabulary.terms import FoldedText, expand
from sousveil.claims.vocabulary.vocabulary import Cue, RecordRole, list_languages, load_vocabulary
from sousveil.data import read_bundled
from sousveil.errors import BadInput, InvalidData, NotFound
from sousveil.store.registers import load_codebook, load_countries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STOP_WORDS = {
    "en": "the a an and or of in on at to is was it that for with by from as are be this which",
    "es": "el la los las de del y o en a que es un una por con para se su al lo",
    "pt": "o a os as de do da e ou em que é um uma por com para se no na ao",
    "fr": "le la les de des du et ou en à que est un une par avec pour se au aux dans",
    "de": "der die das und oder in zu ist ein eine von mit für auf im den dem des sich",
    "ru": "и в на не что с по к из у за от до как это он она они",
    "tr": "ve bir bu da de için ile o ne ya çok",
    "ar": "في من على إلى عن أن هذا هذه التي الذي مع",
    "id": "yang dan di ke dari itu ini dengan untuk pada",
    "zh": "的 了 和 是 在 有 这 那 与",
    "ja": "の は が を に で と も へ",
    "ko": "은 는 이 가 을 를 에 의 와 과",
}

GRAMMATICAL = {Cue.NEGATION, Cue.SUPPLY}
"""Cues that small words give: 'not', 'supplied by'."""

BROKEN = """\
language: ja
version: "1"
technologies:
  facial_recognition: {strong: ["顔認証", "face (a", "*"]}
excluded: ["b"]
cues:
  use: ["使う", "a|b"]
hints: {JPN: ["["]}
"""


@pytest.fixture
def replace_vocabulary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """A function that puts another text in the place of a bundled vocabulary."""
    texts: dict[str, str] = {}

    def read(name: str) -> bytes:
        return texts[name].encode() if name in texts else read_bundled(name)

    def replace(language: str, text: str) -> None:
        texts[f"vocabularies/{language}.yaml"] = text
        load_vocabulary.cache_clear()

    monkeypatch.setattr(module, "read_bundled", read)
    records._field_names.cache_clear()
    yield replace
    load_vocabulary.cache_clear()
    records._field_names.cache_clear()


def test_there_are_at_least_ten_languages() -> None:
    assert set(list_languages()) >= {"de", "en", "es", "fr", "ja", "ko", "pt", "ru", "tr", "zh"}


@pytest.mark.parametrize("language", list_languages())
def test_a_bundled_vocabulary_has_every_technology_every_cue_and_the_fields_of_records(
    language: str,
) -> None:
    vocabulary = load_vocabulary(language)
    assert vocabulary.language == language
    codes = {one.technology_code for one in load_codebook("sousveil").technologies}
    assert set(vocabulary.technologies) == codes
    assert all(terms.strong for terms in vocabulary.technologies.values())
    assert {cue for cue, terms in vocabulary.cues.items() if terms} == set(Cue)
    assert set(vocabulary.record_fields) == set(RecordRole)


@pytest.mark.parametrize("language", list_languages())
def test_no_term_of_a_technology_or_a_hint_is_a_plain_stop_word(language: str) -> None:
    vocabulary = load_vocabulary(language)
    sections = [
        *((*one.strong, *one.weak) for one in vocabulary.technologies.values()),
        *vocabulary.hints.values(),
        *(terms for cue, terms in vocabulary.cues.items() if cue not in GRAMMATICAL),
    ]
    written = {plain for terms in sections for term in terms for plain in expand(term)}
    assert written.isdisjoint(STOP_WORDS.get(language, "").split())


@pytest.mark.parametrize("language", list_languages())
def test_the_countries_of_a_vocabulary_are_in_the_register(language: str) -> None:
    vocabulary = load_vocabulary(language)
    named = {*vocabulary.hints, vocabulary.press_iso3} - {None}
    assert named <= set(load_countries().by_iso3)


@pytest.mark.parametrize("language", list_languages())
def test_every_term_finds_itself(language: str) -> None:
    vocabulary = load_vocabulary(language)
    for matcher in (
        vocabulary.technology_matcher,
        vocabulary.cue_matcher,
        vocabulary.hint_matcher,
    ):
        for label, term in matcher.terms:
            for plain in expand(term):
                text = plain.replace(" ... ", " ").replace("...", "").replace("*", "")
                hits = matcher.find(FoldedText.of(text))
                assert (label, term) in {(hit.label, hit.term) for hit in hits}, (plain, text)


def test_a_language_without_a_vocabulary_is_not_found() -> None:
    with pytest.raises(NotFound) as caught:
        load_vocabulary("xx")
    assert caught.value.where == "xx"
    assert "en" in caught.value.next_step


def test_a_malformed_term_is_refused_with_file_section_and_reason(
    replace_vocabulary: Callable[[str, str], None],
) -> None:
    replace_vocabulary("ja", BROKEN)
    with pytest.raises(InvalidData) as caught:
        load_vocabulary("ja")
    assert caught.value.where == "vocabularies/ja.yaml"
    brackets = "brackets hold alternatives, as in (a|b), and do not nest"
    assert caught.value.problems == (
        f"technologies.facial_recognition: 'face (a': {brackets}",
        "technologies.facial_recognition: '*': begins with too little to look for",
        f"cues.use: 'a|b': {brackets}",
        "excluded: 'b': begins with too little to look for",
        f"hints.JPN: '[': {brackets}",
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  use:", "  uses:", "uses"),
        ("cues:", "cue:", "cue"),
        ("{strong:", "{string:", "string"),
        ('["使う", "a|b"]', "使う", "expected tuple"),
        ('"1"', "1", "expected str"),
        ("language: ja", "language: ja\nlanguage: ja", "stands twice"),
        ("{JPN:", "{JPN", "not readable as YAML"),
    ],
)
def test_an_unknown_key_or_a_wrong_form_is_refused_with_the_file(
    replace_vocabulary: Callable[[str, str], None], old: str, new: str, reason: str
) -> None:
    replace_vocabulary("ja", BROKEN.replace(old, new, 1))
    with pytest.raises(BadInput) as caught:
        load_vocabulary("ja")
    assert caught.value.where.startswith("vocabularies/ja.yaml")
    assert reason in caught.value.what


def test_a_broken_vocabulary_is_named_once_and_leaves_records_of_other_languages_readable(
    replace_vocabulary: Callable[[str, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    replace_vocabulary("ja", BROKEN)
    record = TextDocument(
        document_id="r",
        language="en",
        text="Headline: Police cameras match faces\nDeployer: Nairobi police\n"
        "Technology: Facial recognition\nJurisdiction: Kenya\nSector: Govt - police\n",
    )
    with caplog.at_level(logging.WARNING):
        claims = [records.read_record(record) for _ in range(2)]
    assert [[one.country_iso3 for one in found or ()] for found in claims] == [["KEN"], ["KEN"]]
    assert [entry.getMessage().count("vocabularies/ja.yaml") for entry in caplog.records] == [2]
