"""The model extractor: trees decide which of the rules' pairs are claims."""

from __future__ import annotations

import pytest
from attrs import evolve

from sousveil.claims.candidate import TextDocument
from sousveil.claims.reranking.extractor import ModelExtractor
from sousveil.claims.reranking.trees import Tree, Trees
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.model.claim import ClaimStatus
from sousveil.model.maker import EXTRACTORS
from sousveil.pipeline.extracting import find_extractor

USE = (
    "Kampala police switch on face recognition\n"
    "Ugandan police now use facial recognition cameras supplied by Huawei in the capital. "
    "The force bought the system in 2019."
)
NONE = "The lake rose by two metres in May, and the ferry to Entebbe did not sail."
RECORD = (
    "AIAAIC ID: AIAAIC9100\n"
    "Headline: Police in Leeds try live face recognition\n"
    "Occurred: 2023\n"
    "Deployer: West Yorkshire Police\n"
    "Technology: Facial recognition\n"
    "Jurisdiction: UK\n"
    "Sector: Govt - police\n"
)


def document(text: str) -> TextDocument:
    return TextDocument(document_id="made-up", text=text)


def always(odds: float) -> Trees:
    leaf = Tree(features=(), thresholds=(), below=(), above=(), leaves=(odds,))
    return Trees(version="0", notes="", threshold=0.5, bias=0.0, features=(), trees=(leaf,))


def test_a_plain_use_is_a_claim_with_its_quote_vendor_and_status() -> None:
    claims = ModelExtractor().extract(document(USE))
    assert [(one.country_iso3, one.technology_code, one.vendor, one.status) for one in claims] == [
        ("UGA", "facial_recognition", "Huawei", ClaimStatus.DEPLOYED)
    ]
    claims[0].check_quote(USE)
    assert claims[0].confidence > 0.8
    assert claims[0].reasons


def test_a_text_that_names_no_technology_makes_no_claim() -> None:
    assert ModelExtractor(trees=always(5.0)).extract(document(NONE)) == []


def test_trees_take_up_a_pair_that_the_weights_turn_away() -> None:
    weights = evolve(RulesExtractor()._weights, threshold=1.0)
    assert RulesExtractor(weights).extract(document(USE)) == []
    claims = ModelExtractor(weights, always(5.0)).extract(document(USE))
    assert {one.country_iso3 for one in claims} == {"UGA"}


def test_trees_turn_away_a_pair_that_the_weights_take() -> None:
    assert RulesExtractor().extract(document(USE))
    assert ModelExtractor(trees=always(-5.0)).extract(document(USE)) == []


def test_confidence_is_the_chance_that_the_trees_give() -> None:
    claims = ModelExtractor(trees=always(1.5)).extract(document(USE))
    assert [one.confidence for one in claims] == [pytest.approx(0.8176, abs=1e-4)]


def test_a_structured_record_is_read_as_the_rules_read_it() -> None:
    expected = RulesExtractor().extract(document(RECORD))
    assert expected
    assert ModelExtractor(trees=always(-5.0)).extract(document(RECORD)) == expected


def test_the_same_text_gives_the_same_claims() -> None:
    assert ModelExtractor().extract(document(USE)) == ModelExtractor().extract(document(USE))


def test_it_is_found_by_its_name_and_is_not_the_default() -> None:
    found = find_extractor("model")
    assert found.name == "model"
    assert found.version.endswith(RulesExtractor().version)
    assert EXTRACTORS[0] == "rules"
