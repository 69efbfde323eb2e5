"""The catalogues of published pages, and what a language says of numbers, lists and countries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from scripts.make_messages import catalogue_paths
from scripts.site_texts import SITE_LOCALE, read_site_texts

from sousveil.editions import merging
from sousveil.errors import NotFound
from sousveil.model.claim import ClaimStatus
from sousveil.model.safeguard import SafeguardKind
from sousveil.publication import code_words
from sousveil.publication.languages import LANGUAGES, load_language, sort_key
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_BLANK = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return read_site_texts()


@pytest.fixture(params=catalogue_paths(SITE_LOCALE), ids=lambda pair: pair[0])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    language, path = request.param
    with path.open("rb") as file:
        return read_po(file, locale=language)


def test_templates_code_and_bundled_data_are_searched_for_texts(texts: Catalog) -> None:
    assert "Skip to the content" in texts
    assert "not searched" in texts
    assert "Facial recognition" in texts
    assert "{count} country" in texts


def test_a_catalogue_has_the_texts_of_the_pages_and_no_others(
    texts: Catalog, catalogue: Catalog
) -> None:
    assert _ids(catalogue) == _ids(texts), "run: .venv/bin/python -m scripts.make_messages"


def test_every_text_is_translated_and_none_is_doubtful(catalogue: Catalog) -> None:
    bad = [
        message.id
        for message in catalogue
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]
    assert bad == []


def test_a_translation_fills_the_same_blanks(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            wanted = sorted(_BLANK.findall(_strings(message.id)[-1]))
            for string in _strings(message.string):
                assert sorted(_BLANK.findall(string)) == wanted, message.id


def test_codes_of_the_model_are_said_in_every_language() -> None:
    assert {status.value for status in ClaimStatus} == set(code_words.STATUSES)
    for code, _name in LANGUAGES[1:]:
        language = load_language(code)
        for word in (*ClaimStatus, *SafeguardKind):
            words = word.value.replace("_", " ")
            assert language.own(words) is not None, (code, word)
            assert say_code(word.value, language) == language.own(words)


def test_what_merged_tables_say_of_each_other_has_words_in_the_catalogues() -> None:
    said = {*merging._SAYS.values(), *merging._SILENCE.values()}
    assert said == set(code_words.CONFLICTS)
    rules = {say_code(rule.value) for rule in merging.Rule}
    assert rules == set(code_words.CONFLICT_RULES)


def test_a_country_is_named_by_the_catalogue_before_its_iso_code() -> None:
    french = load_language("fr")
    assert french.country_name("Germany", "DE") == "Allemagne"
    assert french.country_name("Palestine/West Bank", "PS") == "Palestine (Cisjordanie)"
    assert french.country_name("Madeland", None) == "Madeland"
    assert load_language("en").country_name("Germany", "DE") == "Germany"


def test_arabic_has_a_form_for_each_number() -> None:
    arabic = load_language("ar")
    said = {arabic.say_many("{count} claim", "{count} claims", n) for n in (0, 1, 2, 3, 11, 100)}
    assert len(said) == 6
    assert arabic.direction == "rtl"


def test_missing_is_said_and_never_zero() -> None:
    for code, _name in LANGUAGES:
        language = load_language(code)
        assert language.number(None) not in {"", "0"}
        assert language.number(0) == "0"


def test_names_are_sorted_without_accents_and_case() -> None:
    assert sorted(["Égypte", "Eswatini", "éclair"], key=sort_key) == [
        "éclair",
        "Égypte",
        "Eswatini",
    ]


def test_a_language_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(NotFound, match="xx"):
        load_language("xx")


def _ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def _strings(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string),)
