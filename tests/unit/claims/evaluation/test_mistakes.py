"""The worst mistakes are told once each, at the level where they show, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from tests.unit.claims.evaluation.made_gold import QUOTE, claim, document, evaluated, label

if TYPE_CHECKING:
    from sousveil.claims.evaluation.gold import GoldDocument
    from sousveil.claims.evaluation.predictions import Prediction


def told(
    gold: list[GoldDocument], predicted: list[Prediction], most: int = 100
) -> list[tuple[str, str, str | None, str | None]]:
    evaluation = evaluated(gold, predicted, most_mistakes=most)
    return [(m.document.id, m.level.value, m.predicted, m.expected) for m in evaluation.mistakes]


def test_a_claim_in_the_place_of_another_is_one_mistake_at_the_coarsest_level() -> None:
    gold = [document("d", label("KEN", "smart_city", "Huawei"))]
    predicted = [claim("d", "CHN", "smart_city", "Huawei")]
    assert told(gold, predicted) == [
        (
            "d",
            "country",
            "CHN, smart_city, Huawei, deployed",
            "KEN, smart_city, Huawei, deployed",
        )
    ]


def test_what_is_right_but_for_a_part_shows_at_the_level_of_the_part() -> None:
    gold = [
        document("a", label("KEN", "smart_city", "Huawei")),
        document("b", label("KEN", "smart_city", "Huawei")),
        document("c", label("KEN", "smart_city", "Huawei")),
        document("d", label("KEN", "smart_city", "Huawei")),
    ]
    predicted = [
        claim("a", "KEN", "smart_city", "Huawei"),
        claim("b", "KEN", "smart_city", "Huawei", "planned"),
        claim("c", "KEN", "smart_city", "ZTE"),
        claim("d", "KEN", "other", "Huawei"),
    ]
    levels = [(name, level) for name, level, *_ in told(gold, predicted)]
    assert levels == [("d", "ct"), ("c", "full"), ("b", "status")]


def test_the_surest_wrong_claims_and_the_missed_ones_take_turns() -> None:
    gold = [
        document("a", label("KEN", "other")),
        document("b", label("UGA", "other")),
        document("c"),
        document("d"),
    ]
    predicted = [claim("c", "FRA", "other", confidence=0.6), claim("d", "FRA", "other")]
    names = [name for name, *_ in told(gold, predicted)]
    assert names == ["d", "a", "c", "b"]
    assert [name for name, *_ in told(gold, predicted, most=3)] == ["d", "a", "c"]


def test_a_claim_that_no_label_misses_is_told_as_neither() -> None:
    gold = [document("d", label("KEN", "other", optional=True))]
    assert told(gold, [claim("d", "KEN", "other")]) == []


def test_a_mistake_has_its_quote_in_the_text_around() -> None:
    (mistake,) = evaluated([document("d")], [claim("d", "KEN", "other")]).mistakes
    assert mistake.quote == QUOTE
    assert mistake.snippet == (
        "The interior ministry installed a system on the main square last spring."
    )
    (missed,) = evaluated([document("d", label("KEN", "other"))], []).mistakes
    assert (missed.quote, missed.confidence) == (QUOTE, None)


def test_the_snippet_of_a_long_text_is_short_and_on_one_line() -> None:
    gold = evolve(document("d", label("KEN", "other")), text="x\n" * 300 + QUOTE + "\ny" * 300)
    (mistake,) = evaluated([gold], []).mistakes
    assert mistake.snippet == "x " * 30 + QUOTE + " y" * 30
