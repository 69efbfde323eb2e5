"""Which vendors a claim is tied to: by their country, not by being named."""

from __future__ import annotations

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.rules.suppliers import pair_vendors, tie_vendors

TWO = (
    "Kenyan police use facial recognition cameras of Huawei in Nairobi. "
    "In Uganda police use facial recognition cameras of Hikvision."
)


def features_of(text: str, vendor: str, country: str, own: int = 0) -> dict[str, float]:
    marked = mark_document(TextDocument(document_id="d", text=text, language="en"))
    pairings = pair_vendors(marked, marked.sentences[own : own + 1], country)
    return dict(next(one.features for one in pairings if one.vendor.name == vendor))


def test_a_vendor_beside_the_country_is_told_from_one_beside_another() -> None:
    assert "vendor: with its country" in features_of(TWO, "Huawei", "KEN")
    other = features_of(TWO, "Hikvision", "KEN")
    assert "vendor: only with other countries" in other
    assert "vendor: with its country" not in other


def test_each_country_of_a_text_has_its_own_vendor() -> None:
    marked = mark_document(TextDocument(document_id="d", text=TWO, language="en"))
    tied = {
        country: [one.name for one in tie_vendors(marked, marked.sentences[n : n + 1], country)]
        for n, country in enumerate(("KEN", "UGA"))
    }
    assert tied == {"KEN": ["Huawei"], "UGA": ["Hikvision"]}


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan police use facial recognition of Megvii, a rival of Hikvision.",
        "Kenyan police use facial recognition of Megvii, unlike Hikvision.",
    ],
)
def test_a_rival_is_marked_as_one(text: str) -> None:
    named = "vendor: beside an owner's or a rival's word"
    assert named in features_of(text, "Hikvision", "KEN")
