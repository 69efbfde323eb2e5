"""Cases computed by hand: what is right, what is wrong, what is neither, what is to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.claims.evaluation.made_gold import claim, counts_of, document, label

if TYPE_CHECKING:
    from sousveil.claims.evaluation.predictions import Prediction

LEVELS = ("country", "ct", "cv", "full", "status")


@pytest.mark.parametrize(
    ("wrong_part", "expected"),
    [
        # (right, wrong, neither, to find) at country, ct, cv, full, status
        ({}, [(1, 0, 0, 1)] * 5),
        ({"country": "CHN"}, [(0, 1, 0, 1)] * 5),
        (
            {"technology": "smart_city"},
            [(1, 0, 0, 1), (0, 1, 0, 1), (1, 0, 0, 1), (0, 1, 0, 1), (0, 1, 0, 1)],
        ),
        (
            {"vendor": "Hikvision"},
            [(1, 0, 0, 1), (1, 0, 0, 1), (0, 1, 0, 1), (0, 1, 0, 1), (0, 1, 0, 1)],
        ),
        (
            {"vendor": None},
            [(1, 0, 0, 1), (1, 0, 0, 1), (0, 0, 0, 1), (0, 1, 0, 1), (0, 1, 0, 1)],
        ),
        (
            {"status": "planned"},
            [(1, 0, 0, 1), (1, 0, 0, 1), (1, 0, 0, 1), (1, 0, 0, 1), (0, 1, 0, 1)],
        ),
    ],
    ids=["all right", "country", "technology", "vendor", "no vendor", "status"],
)
def test_a_wrong_part_counts_at_the_levels_that_have_it(
    wrong_part: dict[str, str | None], expected: list[tuple[int, int, int, int]]
) -> None:
    parts: dict[str, Any] = {
        "country": "KEN",
        "technology": "facial_recognition",
        "vendor": "Huawei",
        "status": "deployed",
    }
    gold = [document("d", label("KEN", "facial_recognition", "Huawei"))]
    predicted = [claim("d", **(parts | wrong_part))]
    assert [counts_of(gold, predicted, level) for level in LEVELS] == expected


@pytest.mark.parametrize(
    ("alternative", "predicted"),
    [
        ({"alt_country": ("HKG",)}, claim("d", "HKG", "smart_city", "Huawei")),
        ({"alt_technology": ("other",)}, claim("d", "CHN", "other", "Huawei")),
        ({"alt_vendor": ("ZTE",)}, claim("d", "CHN", "smart_city", "ZTE")),
        ({"alt_vendor": ("*",)}, claim("d", "CHN", "smart_city", "Some Firm of Nowhere")),
        ({"alt_status": ("pilot",)}, claim("d", "CHN", "smart_city", "Huawei", "pilot")),
        ({"alt_status": ("ended/banned",)}, claim("d", "CHN", "smart_city", "Huawei", "banned")),
    ],
)
def test_an_alternative_reading_counts_as_right(
    alternative: dict[str, Any], predicted: Prediction
) -> None:
    gold = [document("d", label("CHN", "smart_city", "Huawei", **alternative))]
    bare = [document("d", label("CHN", "smart_city", "Huawei"))]
    assert counts_of(gold, [predicted], "status") == (1, 0, 0, 1)
    assert counts_of(bare, [predicted], "status") == (0, 1, 0, 1)


def test_a_label_that_takes_any_vendor_takes_none_too() -> None:
    gold = [document("d", label("CHN", "smart_city", "Huawei", alt_vendor=("*",)))]
    assert counts_of(gold, [claim("d", "CHN", "smart_city")], "full") == (1, 0, 0, 1)


def test_two_readings_of_one_label_are_one_right_answer_and_one_that_is_neither() -> None:
    gold = [document("d", label("FRA", "facial_recognition", alt_technology=("smart_city",)))]
    both = [claim("d", "FRA", "facial_recognition"), claim("d", "FRA", "smart_city")]
    assert counts_of(gold, both, "ct") == (1, 0, 1, 1)
    assert counts_of(gold, [*both, claim("d", "FRA", "other")], "ct") == (1, 1, 1, 1)


def test_one_answer_finds_one_target_though_two_labels_would_take_it() -> None:
    gold = [
        document(
            "d",
            label("FRA", "facial_recognition", alt_technology=("smart_city",)),
            label("FRA", "smart_city"),
        )
    ]
    assert counts_of(gold, [claim("d", "FRA", "smart_city")], "ct") == (1, 0, 0, 2)


def test_answers_are_paired_with_targets_so_that_most_are_found() -> None:
    # 'other' is taken by both labels, 'smart_city' by the first alone: a greedy pairing of
    # 'other' with the first label would find one of the two.
    gold = [
        document(
            "d",
            label("FRA", "facial_recognition", alt_technology=("other", "smart_city")),
            label("FRA", "smart_policing", alt_technology=("other",)),
        )
    ]
    predicted = [claim("d", "FRA", "other"), claim("d", "FRA", "smart_city")]
    assert counts_of(gold, predicted, "ct") == (2, 0, 0, 2)
    assert counts_of(gold, predicted[::-1], "ct") == (2, 0, 0, 2)


def test_an_exact_answer_gives_way_where_another_can_then_be_right_too() -> None:
    gold = [
        document(
            "d",
            label("FRA", "smart_city", alt_technology=("other",)),
            label("FRA", "facial_recognition", alt_technology=("smart_city",)),
        )
    ]
    predicted = [claim("d", "FRA", "smart_city"), claim("d", "FRA", "other")]
    assert counts_of(gold, predicted, "ct") == (2, 0, 0, 2)


def test_an_optional_label_makes_a_prediction_neither_right_nor_wrong() -> None:
    gold = [
        document("d", label("ITA", "facial_recognition"), label("ITA", "other", optional=True)),
    ]
    predicted = [claim("d", "ITA", "other"), claim("d", "ITA", "smart_city")]
    assert counts_of(gold, predicted, "ct") == (0, 1, 1, 1)
    # The country is that of the required label as well.
    assert counts_of(gold, predicted, "country") == (1, 0, 0, 1)


def test_labels_that_agree_at_a_level_are_one_target_there() -> None:
    gold = [document("d", label("UGA", "smart_city", "Huawei"), label("UGA", "smart_city", "ZTE"))]
    predicted = [claim("d", "UGA", "smart_city", "ZTE")]
    assert counts_of(gold, predicted, "country") == (1, 0, 0, 1)
    assert counts_of(gold, predicted, "ct") == (1, 0, 0, 1)
    assert counts_of(gold, predicted, "cv") == (1, 0, 0, 2)
    assert counts_of(gold, predicted, "full") == (1, 0, 0, 2)


def test_at_the_level_of_vendors_claims_without_one_take_no_part() -> None:
    gold = [document("d", label("KEN", "smart_city"), label("KEN", "other", "Huawei"))]
    assert counts_of(gold, [claim("d", "KEN", "smart_city")], "cv") == (0, 0, 0, 1)
    assert counts_of(gold, [claim("d", "KEN", "smart_city", "ZTE")], "cv") == (0, 1, 0, 1)


def test_a_vendor_that_only_an_alternative_names_is_neither_at_the_level_of_vendors() -> None:
    gold = [document("d", label("KEN", "smart_city", None, alt_vendor=("Huawei",)))]
    predicted = [claim("d", "KEN", "smart_city", "Huawei")]
    assert counts_of(gold, predicted, "cv") == (0, 0, 1, 0)
    assert counts_of(gold, predicted, "full") == (1, 0, 0, 1)


def test_a_label_that_may_do_without_its_vendor_is_right_either_way() -> None:
    gold = [document("d", label("KEN", "smart_city", "Huawei", alt_vendor=(None,)))]
    for vendor in ("Huawei", None):
        assert counts_of(gold, [claim("d", "KEN", "smart_city", vendor)], "full") == (1, 0, 0, 1)
    wrong = [claim("d", "KEN", "smart_city", "ZTE")]
    assert counts_of(gold, wrong, "full") == (0, 1, 0, 1)
    # So the vendor is not to be found, and naming it is neither right nor wrong.
    assert counts_of(gold, [], "cv") == (0, 0, 0, 0)
    assert counts_of(gold, [claim("d", "KEN", "smart_city", "Huawei")], "cv") == (0, 0, 1, 0)
    assert counts_of(gold, wrong, "cv") == (0, 1, 0, 0)


def test_a_claim_without_the_vendor_is_wrong_as_a_whole_beside_one_with_it() -> None:
    gold = [document("d", label("KEN", "smart_city", "Huawei"))]
    predicted = [claim("d", "KEN", "smart_city", "Huawei"), claim("d", "KEN", "smart_city")]
    assert counts_of(gold, predicted, "full") == (1, 1, 0, 1)
    assert counts_of(gold, predicted, "ct") == (1, 0, 0, 1)


@pytest.mark.parametrize("written", ["huawei", "HUAWEI Technologies", "华为", "Hua-wei "])
def test_a_vendor_is_the_same_under_every_spelling(written: str) -> None:
    gold = [document("d", label("KEN", "smart_city", "Huawei"))]
    assert counts_of(gold, [claim("d", "KEN", "smart_city", written)], "full") == (1, 0, 0, 1)


def test_a_vendor_in_no_register_is_told_by_its_letters() -> None:
    gold = [document("d", label("KEN", "smart_city", "Éxito Vigía S.A."))]
    predicted = [claim("d", "KEN", "smart_city", "EXITO  VIGIA SA")]
    assert counts_of(gold, predicted, "full") == (1, 0, 0, 1)
    other = [claim("d", "KEN", "smart_city", "Exito Vigilia SA")]
    assert counts_of(gold, other, "full") == (0, 1, 0, 1)


def test_a_claim_of_one_document_does_not_count_in_another() -> None:
    gold = [document("a", label("KEN", "smart_city")), document("b")]
    assert counts_of(gold, [claim("b", "KEN", "smart_city")], "ct") == (0, 1, 0, 1)
