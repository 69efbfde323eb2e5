"""An explanation gives the verdicts of the extractor, and what they rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules import explaining, extractor
from sousveil.claims.rules.explaining import explain
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.claims.rules.marking import MarkedDocument, mark_document
from sousveil.claims.rules.scoring import Weights, load_weights
from sousveil.claims.rules.status import load_status_weights
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Candidate

GOLD = sorted((Path(__file__).parents[3] / "golden" / "development").glob("*.jsonl"))
TEXT = "China's Huawei sold facial recognition to the police of Uganda."


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_explain_gives_the_same_verdicts_as_extract(
    path: Path, extract: Callable[..., list[Candidate]]
) -> None:
    for line in path.read_text(encoding="utf-8").splitlines()[::4]:
        text = json.loads(line)["text"]
        explained = explain(TextDocument(document_id="d", text=text))
        assert list(explained.claims) == extract(text)
        likely = {(p.country_iso3, p.technology_code) for p in explained.pairs if p.is_claim}
        found = {(one.country_iso3, one.technology_code) for one in extract(text)}
        assert likely == (found if explained.pairs else set())


def test_matches_are_written_as_the_text_has_them_in_its_order() -> None:
    matches = explain(TextDocument(document_id="d", text=TEXT, language="en")).matches
    starts = [match.start for match in matches]
    assert starts == sorted(starts)
    assert all(TEXT.startswith(match.written, match.start) for match in matches)
    told = {(match.written, match.what) for match in matches}
    assert ("facial recognition", "technology facial_recognition") in told
    assert ("Uganda", "country of UGA as authority") in told
    assert ("Huawei", "vendor") in told


def test_the_rules_of_a_pair_add_up_to_its_chance() -> None:
    weights = Weights(
        version="1", notes="", bias=-1.0, threshold=0.5, weights={"country: in the sentence": 3.0}
    )
    text = TextDocument(document_id="d", text="Uganda has facial recognition.", language="en")
    pairs = explain(text, weights).pairs
    assert [(one.country_iso3, one.rules, one.is_claim) for one in pairs] == [
        ("UGA", (("country: in the sentence", 3.0),), True)
    ]
    assert pairs[0].score == pytest.approx(0.8807970779778823)


def test_a_score_is_a_chance_however_heavy_the_weights() -> None:
    weights = Weights(version="1", notes="", bias=0.0, threshold=0.5, weights={"a": 1e6, "b": -1e6})
    assert weights.score({}) == 0.5
    assert 0.0 <= weights.score({"b": 1.0}) < 0.001
    assert 0.999 < weights.score({"a": 1.0}) <= 1.0
    assert weights.score({"unknown": 5.0}) == 0.5


def test_bundled_weights_can_reach_the_threshold_and_miss_it() -> None:
    for weights in (load_weights(), load_weights("vendors")):
        assert 0.0 < weights.threshold < 1.0
        assert weights.bias < 0.0 < max(weights.weights.values())


def test_every_status_that_can_be_told_has_weights() -> None:
    assert ClaimStatus.DEPLOYED in load_status_weights().weights


def test_the_extractor_has_a_name_and_a_version() -> None:
    assert (RulesExtractor.name, bool(RulesExtractor.version)) == ("rules", True)


def test_a_text_is_marked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[TextDocument] = []

    def mark(document: TextDocument) -> MarkedDocument:
        marked.append(document)
        return mark_document(document)

    for module in (explaining, extractor):
        monkeypatch.setattr(module, "mark_document", mark)
    document = TextDocument(
        document_id="d", text="Ugandan police use facial recognition cameras in Kampala."
    )
    assert explain(document).claims
    assert marked == [document]
