"""The catalogues: every text of the sources is there in every language, with the same blanks."""

from __future__ import annotations

import gettext
import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from scripts.make_messages import catalogue_paths, read_texts

from sousveil.server.catalogues import compile_catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

_BLANK = re.compile(r"%\([a-z_]+\)[sd]")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return read_texts()


@pytest.fixture(params=catalogue_paths(), ids=lambda pair: pair[0])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    language, path = request.param
    with path.open("rb") as file:
        return read_po(file, locale=language)


def test_sources_and_templates_are_searched_for_texts(texts: Catalog) -> None:
    assert "Skip to the content" in texts
    assert "Administrator" in texts


def test_a_catalogue_has_the_texts_of_the_sources_and_no_others(
    texts: Catalog, catalogue: Catalog
) -> None:
    assert _ids(catalogue) == _ids(texts), "run: .venv/bin/python -m scripts.make_messages"


def test_every_text_is_translated_and_no_translation_is_doubtful(catalogue: Catalog) -> None:
    bad = [
        message.id
        for message in catalogue
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]
    assert bad == []


def test_a_translation_has_the_blanks_of_its_text(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id and isinstance(message.id, str):
            for string in _strings(message.string):
                assert sorted(_BLANK.findall(string)) == sorted(_BLANK.findall(message.id))


def test_compiled_catalogues_are_read_by_gettext(tmp_path: Path) -> None:
    compile_catalogues(tmp_path)
    french = gettext.translation("django", tmp_path, ["fr"])
    assert french.gettext("Sign in") == "Se connecter"


def _ids(catalogue: Catalog) -> set[object]:
    return {(message.context, message.id) for message in catalogue if message.id}


def _strings(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string),)
