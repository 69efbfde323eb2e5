"""How many of the countries in our own sentences are found, by language: a floor, never lowered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sousveil.claims.places.index import load_places

FLOOR = 0.97
LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "ja", "ko", "pt", "ru", "tr", "zh")


def read_sentences(language: str) -> list[tuple[set[str], str]]:
    lines = (Path(__file__).parent / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(set(row[1].split()) - {"-"}, row[2]) for row in rows if row[0] == language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_are_found_in_inflected_text(language: str) -> None:
    counts: Counter[str] = Counter()
    index = load_places((language,))
    for countries, sentence in read_sentences(language):
        found = {
            mention.candidates[0].iso3
            for mention in index.find(sentence)
            if not mention.needs_context and not mention.is_ambiguous
        }
        counts["right"] += len(countries & found)
        counts["wrong"] += len(found - countries)
        counts["missed"] += len(countries - found)
    assert counts["right"] + counts["missed"] >= 35
    assert counts["right"] / (counts["right"] + counts["wrong"]) >= FLOOR, counts
    assert counts["right"] / (counts["right"] + counts["missed"]) >= FLOOR, counts
