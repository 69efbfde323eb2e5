"""Dates, lenders and amounts of claims keep to their floor on labelled sentences in all languages.

The sentences were written for this test, each with what a careful reader takes of it; those with
nothing to take (a law's year, a contract's price) are among them. A score below its bound
fails, and so does one that has outgrown it, as a score does whose bound was lowered.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.event_dates import find_event_date
from sousveil.claims.rules.financing import find_financing
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.vocabulary.vocabulary import list_languages
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "details"
FLOOR = yaml.safe_load((FOLDER / "floor.yaml").read_text(encoding="utf-8"))
FIELDS = ("date", "kind", "lender", "lender_iso3", "amount")
LEAST_PER_LANGUAGE = 10


def read_labels() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def read_details(label: dict[str, Any]) -> dict[str, object]:
    """Read a sentence as the extractor does that of a claim of this country and status."""
    marked = mark_document(
        TextDocument(
            document_id=label["id"],
            text=label["text"],
            language=label["language"],
            published_date=label["published"],
        )
    )
    money = find_financing(marked, marked.sentences, label["country"])
    return {
        "date": find_event_date(marked, marked.sentences, ClaimStatus(label["status"])),
        "kind": money.kind.value if money else None,
        "lender": money.lender if money else None,
        "lender_iso3": money.lender_iso3 if money else None,
        "amount": (money.amount, money.currency) if money and money.amount else None,
    }


def count_errors(labels: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for label in labels:
        wanted = label | {"amount": (label["amount"], label["currency"])}
        wanted = wanted if label["amount"] else label
        found = read_details(label)
        for field in FIELDS:
            is_right = found[field] == wanted[field]
            counts[field, "right"] += is_right and found[field] is not None
            counts[field, "found"] += found[field] is not None
            counts[field, "wanted"] += wanted[field] is not None
    return counts


@pytest.fixture(scope="module")
def counts() -> Counter[tuple[str, str]]:
    return count_errors(read_labels())


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(("measure", "of"), [("precision", "found"), ("recall", "wanted")])
def test_details_are_neither_below_their_floor_nor_far_above(
    counts: Counter[tuple[str, str]], field: str, measure: str, of: str
) -> None:
    score = counts[field, "right"] / counts[field, of]
    bound = FLOOR["bounds"][field][measure]
    assert bound <= score <= bound + FLOOR["slack"]


def test_every_language_has_its_labels_and_some_have_nothing_to_take() -> None:
    labels = read_labels()
    per_language = Counter(label["language"] for label in labels)
    assert set(per_language) == set(list_languages())
    assert min(per_language.values()) >= LEAST_PER_LANGUAGE
    undated = {label["language"] for label in labels if not label["date"] and not label["kind"]}
    assert undated == set(list_languages())
