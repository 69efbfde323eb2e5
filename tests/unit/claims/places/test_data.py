"""The gazetteer's files: complete, consistent, and with their provenance."""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml

from sousveil.claims.places import reading
from sousveil.claims.places.reading import PlaceKind, list_place_languages, read_names
from sousveil.data import list_bundled, read_bundled
from sousveil.errors import InvalidData

LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "ja", "ko", "pt", "ru", "tr", "zh")
WITH_DEMONYMS = ("ar", "de", "en", "es", "fr", "pt", "ru", "tr")
TERRITORIES = {"XKX", "PSE", "HKG", "TWN", "MAC"}


def countries_with(language: str, kind: PlaceKind) -> set[str]:
    return {
        one.iso3 for name in read_names((language,)) for one in name.candidates if one.kind == kind
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_country(language: str) -> None:
    named = countries_with(language, PlaceKind.COUNTRY)
    assert len(named) >= 235
    assert named >= TERRITORIES | {"KEN", "COD", "COG", "PRK", "KOR", "GNB", "GNQ", "SSD"}


@pytest.mark.parametrize("language", WITH_DEMONYMS)
def test_most_countries_have_an_adjective(language: str) -> None:
    assert len(countries_with(language, PlaceKind.DEMONYM)) >= 165


def test_authorities_of_many_countries_are_listed() -> None:
    names: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for name in read_names((language,)):
            for one in name.candidates:
                if one.kind == PlaceKind.AGENCY:
                    names[one.iso3].add(one.canonical)
    assert sum(map(len, names.values())) >= 150
    assert len(names) >= 100


def test_every_file_of_names_is_in_the_provenance() -> None:
    provenance = yaml.safe_load(read_bundled("gazetteer/provenance.yaml"))
    patterns = " ".join(provenance["files"])
    for name in list_bundled("gazetteer", ".tsv"):
        assert f"{name.split('.')[0]}." in patterns


def test_the_files_are_small() -> None:
    size = sum(
        len(read_bundled(f"gazetteer/{name}.tsv")) for name in list_bundled("gazetteer", ".tsv")
    )
    assert size < 6_000_000


def test_the_free_languages_are_listed_too() -> None:
    assert set(list_place_languages()) >= {*LANGUAGES, "hi", "it", "sw", "ur", "vi"}


def test_a_row_of_the_wrong_shape_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(file: str) -> bytes:
        is_yaml = file.endswith(".yaml")
        return read_bundled(file) if is_yaml else b"Kenya\ten\tKEN\tcountry\n"

    monkeypatch.setattr(reading, "read_bundled", read)
    monkeypatch.setattr(reading, "_read_contexts", lambda _: {})
    with pytest.raises(InvalidData, match="line 1"):
        read_names(("en",))
