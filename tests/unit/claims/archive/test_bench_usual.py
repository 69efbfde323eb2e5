"""The stack that ours is measured beside pairs countries and technologies as a user would."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scripts.bench_usual import find_pairs, list_countries

from sousveil.claims.evaluation.scheme import load_coding_scheme


def _span(text: str, *names: str, label: str = "GPE") -> SimpleNamespace:
    entities = [SimpleNamespace(text=name, label_=label) for name in names]
    return SimpleNamespace(text=text, ents=entities)


@pytest.mark.parametrize(
    ("span", "pairs"),
    [
        (_span("Facial recognition in Kenya", "Kenya"), [("KEN", "facial_recognition")]),
        (_span("A safe city for Nairobi", "Nairobi"), [("KEN", "smart_city")]),
        (_span("Spyware in the Netherlands", "the Netherlands"), [("NLD", "other")]),
        (_span("Rain in Kenya", "Kenya"), []),
        (_span("A safe city of Kenya's", "Kenya", label="ORG"), []),
        (_span("A safe city in Atlantis", "Atlantis"), []),
    ],
)
def test_a_name_and_a_keyword_in_one_span_are_a_pair(
    span: SimpleNamespace, pairs: list[tuple[str, str]]
) -> None:
    assert list(find_pairs([span], list_countries())) == pairs


def test_what_stands_in_two_spans_is_no_pair() -> None:
    spans = [_span("A safe city."), _span("Rain in Kenya.", "Kenya")]
    assert not list(find_pairs(spans, list_countries()))


def test_every_country_of_the_lists_is_one_that_labels_may_name() -> None:
    known = load_coding_scheme().countries | {"-"}
    assert set(list_countries().values()) <= known
