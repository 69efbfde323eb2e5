"""Gold and predictions are read strictly: each line is checked, and every failure is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import asdict
from tests.unit.claims.evaluation.made_gold import QUOTE, TEXT, as_lines, claim, document, label

from sousveil.claims.evaluation.gold import read_gold
from sousveil.claims.evaluation.predictions import Prediction, predict, read_predictions
from sousveil.claims.evaluation.scheme import load_coding_scheme
from sousveil.errors import InvalidData

SCHEME = load_coding_scheme()
GOLD = [document("a", label("KEN", "smart_city", "Huawei")), document("b")]
DOCUMENT: dict[str, Any] = {"id": "a", "language": "en", "kind": "news", "text": TEXT}
LABEL: dict[str, Any] = {
    "country": "KEN",
    "technology": "smart_city",
    "vendor": None,
    "status": "deployed",
    "quote": QUOTE,
}


def problems_of_gold(text: str) -> tuple[str, ...]:
    with pytest.raises(InvalidData) as caught:
        read_gold({"gold.jsonl": text}, SCHEME)
    return caught.value.problems


def problems_of_predictions(text: str) -> tuple[str, ...]:
    with pytest.raises(InvalidData) as caught:
        read_predictions(text, GOLD, SCHEME, where="p.jsonl")
    return caught.value.problems


def test_gold_reads_back_sorted_by_document_whatever_the_order_of_lines() -> None:
    lines = as_lines(GOLD[::-1]).replace("\n", "\n\n")
    assert read_gold({"gold.jsonl": lines}, SCHEME) == tuple(GOLD)


def test_alternatives_and_optional_may_be_left_out() -> None:
    (read,) = read_gold({"g": json.dumps(DOCUMENT | {"labels": [LABEL]})}, SCHEME)
    assert read == document("a", label("KEN", "smart_city"))


@pytest.mark.parametrize("status", ["ended", "banned", "ended/banned"])
def test_ended_and_banned_are_one_class(status: str) -> None:
    line = json.dumps(DOCUMENT | {"labels": [LABEL | {"status": status}]})
    (read,) = read_gold({"g": line}, SCHEME)
    assert read.labels[0].status == "ended/banned"
    assert claim("a", "KEN", "other", status=status).status == "ended/banned"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"country": "UK"}, "labels[0].country: 'UK' is no ISO 3166-1 alpha-3 code of a country"),
        ({"technology": "cctv"}, "labels[0].technology: 'cctv' is not one of smart_city, "),
        ({"status": "used"}, "labels[0].status: 'used' is not one of planned, pilot, "),
        ({"quote": "nowhere"}, "labels[0].quote: 'nowhere' is not in the text"),
        ({"quote": ""}, "labels[0].quote: '' is not in the text"),
        ({"vendor": " "}, "labels[0].vendor: ' ' is no name; null if the text names none"),
        ({"vendor": "*"}, "labels[0].vendor: '*' is no name; null if the text names none"),
        ({"vendor": 3}, "labels[0].vendor: "),
        ({"alt_country": ["XX"]}, "labels[0].alt_country: 'XX' is unknown"),
        ({"alt_technology": ["cctv"]}, "labels[0].alt_technology: 'cctv' is unknown"),
        ({"alt_status": ["used"]}, "labels[0].alt_status: 'used' is unknown"),
        ({"alt_vendor": [""]}, "labels[0].alt_vendor: an empty name"),
        ({"alt_vendor": "ZTE"}, "labels[0].alt_vendor: "),
        ({"optional": "yes"}, "labels[0].optional: "),
        ({"alt_quote": []}, "labels[0]: extra fields found (alt_quote)"),
    ],
)
def test_a_label_that_breaks_a_rule_is_told_with_file_line_and_field(
    change: dict[str, Any], problem: str
) -> None:
    lines = [json.dumps(DOCUMENT | {"id": "first", "labels": []})]
    lines.append(json.dumps(DOCUMENT | {"labels": [LABEL | change]}))
    (told,) = problems_of_gold("\n".join(lines))
    assert told.startswith(f"gold.jsonl:2: {problem}")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not readable as JSON"),
        ("[1]", "not an object with fields"),
        ('{"id": "a", "id": "b"}', "the field 'id' stands twice"),
        ('{"id": NaN}', "NaN is no number"),
        ("[" * 100_000, "not readable as JSON"),
        (json.dumps(DOCUMENT), "labels"),
        (json.dumps(DOCUMENT | {"labels": [], "url": "x"}), "extra fields found (url)"),
        (json.dumps(DOCUMENT | {"labels": [], "language": ""}), "language: is empty"),
        (json.dumps(DOCUMENT | {"labels": [], "id": 7}), "id: "),
        (json.dumps(DOCUMENT | {"labels": None}), "labels: "),
    ],
    ids=lambda value: value[:30],
)
def test_a_line_that_is_no_document_is_told(line: str, problem: str) -> None:
    (told,) = problems_of_gold(line)
    assert told.startswith("gold.jsonl:1: ")
    assert problem in told


def test_every_failure_of_every_line_is_told() -> None:
    bad = LABEL | {"country": "UK", "status": "used", "quote": "x" * 201}
    lines = [
        json.dumps(DOCUMENT | {"text": "x" * 300, "labels": [bad]}),
        "",
        "{",
        json.dumps(DOCUMENT | {"labels": []}),
    ]
    told = problems_of_gold("\n".join(lines))
    assert [problem.split(": ")[:2] for problem in told] == [
        ["gold.jsonl:1", "labels[0].country"],
        ["gold.jsonl:1", "labels[0].status"],
        ["gold.jsonl:1", "labels[0].quote"],
        ["gold.jsonl:3", "not readable as JSON"],
        ["gold.jsonl:4", "id"],
    ]
    assert told[2].endswith("201 characters, more than 200")
    assert told[4].endswith("'a' stands on an earlier line too")


def test_a_gold_file_without_documents_is_refused() -> None:
    assert problems_of_gold("\n") == ("gold.jsonl: no documents",)


def test_a_document_stands_once_in_all_files() -> None:
    lines = as_lines(GOLD[:1])
    with pytest.raises(InvalidData) as caught:
        read_gold({"a.jsonl": lines, "b.jsonl": lines}, SCHEME)
    assert caught.value.problems == ("b.jsonl:1: id: 'a' stands on an earlier line too",)


def test_a_separator_within_a_text_ends_no_line() -> None:
    line = json.dumps(DOCUMENT | {"text": f"a\u2028{QUOTE}", "labels": [LABEL]}, ensure_ascii=False)
    (read,) = read_gold({"g": line}, SCHEME)
    assert read.text == f"a\u2028{QUOTE}"


@pytest.mark.parametrize("country", ["HKG", "XKX", "MCO", "PRI"])
def test_countries_in_no_index_are_known_too(country: str) -> None:
    line = json.dumps(DOCUMENT | {"labels": [LABEL | {"country": country}]})
    (read,) = read_gold({"g": line}, SCHEME)
    assert read.labels[0].country == country


def test_predictions_read_back_and_further_fields_are_left_out_of_account() -> None:
    made = claim("a", "KEN", "smart_city", "Huawei")
    line = json.dumps(asdict(made) | {"place": "Nairobi", "confidence": 1})
    (read,) = read_predictions(line, GOLD, SCHEME, where="p.jsonl")
    assert (read.id, read.vendor, read.confidence) == ("a", "Huawei", 1.0)
    assert read_predictions("", GOLD, SCHEME, where="p.jsonl") == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "z"}, "id: 'z' is no document of the gold file"),
        ({"start": 0}, f"quote: {QUOTE!r} is not at characters 0 to "),
        ({"start": -5}, f"quote: {QUOTE!r} is not at characters -5 to "),
        ({"quote": "", "start": 0, "end": 0}, "quote: '' is not at characters 0 to 0"),
        ({"country": "EU"}, "country: 'EU' is no ISO 3166-1 alpha-3 code"),
        ({"technology": None}, "technology: "),
        ({"status": "live"}, "status: 'live' is not one of "),
        ({"vendor": ""}, "vendor: is empty; null if the claim names none"),
        ({"confidence": 1.5}, "confidence: 1.5 is not between 0 and 1"),
        ({"confidence": "high"}, "confidence: "),
        ({"confidence": True}, "confidence: "),
    ],
)
def test_a_prediction_that_breaks_a_rule_is_told_with_file_line_and_field(
    change: dict[str, Any], problem: str
) -> None:
    good = asdict(claim("a", "KEN", "smart_city"))
    (told,) = problems_of_predictions(f"{json.dumps(good)}\n{json.dumps(good | change)}\n")
    assert told.startswith(f"p.jsonl:2: {problem}")


@pytest.mark.parametrize("name", [one.name for one in Prediction.__attrs_attrs__])
def test_every_field_of_a_prediction_is_required(name: str) -> None:
    record = asdict(claim("a", "KEN", "smart_city"))
    del record[name]
    (told,) = problems_of_predictions(json.dumps(record))
    assert name in told


def test_an_extractor_is_run_on_every_document_and_held_to_the_same_rules() -> None:
    seen = []

    def extract(one: Any) -> list[Prediction]:
        seen.append(one.id)
        return [claim(one.id, "KEN", "smart_city")]

    assert [one.id for one in predict(GOLD, extract, SCHEME)] == ["a", "b"]
    assert seen == ["a", "b"]
    with pytest.raises(InvalidData) as caught:
        predict(GOLD, lambda _: [claim("a", "XX", "smart_city")], SCHEME)
    assert [problem[:12] for problem in caught.value.problems] == [
        "a: country: ",
        "b: id: 'a' i",
        "b: country: ",
    ]
