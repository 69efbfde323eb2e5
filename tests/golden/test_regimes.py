"""The published regime scores of 2019 against those recomputed from their three components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

Rows = dict[int, dict[str, str]]


@pytest.fixture(scope="module")
def scored(edition_2019: Edition) -> dict[str, dict[str, Any]]:
    rows = edition_2019.rows("covariates")
    return {row["country_iso3"]: row for row in rows if row["regime_score_published"] is not None}


def test_the_recomputed_score_is_the_mean_of_the_three_components(
    edition_2019: Edition, covariates_2018: dict[str, dict[str, str]]
) -> None:
    counts = set()
    for row in edition_2019.rows("covariates"):
        facts = covariates_2018[row["country_iso3"]]
        parts = [
            float(facts[column]) * factor
            for column, factor in (
                ("freedom_house_2019", 0.1),
                ("eiu_democracy_2018", 1),
                ("vdem_polyarchy_2018", 10),
            )
            if facts[column]
        ]
        counts.add(len(parts))
        assert row["regime_components_recomputed"] == len(parts)
        if len(parts) < 2:
            assert row["regime_score_recomputed"] is None
            assert row["regime_type_recomputed"] is None
        else:
            assert row["regime_score_recomputed"] == pytest.approx(
                sum(parts) / len(parts), abs=0.00006
            )
    assert {2, 3} <= counts


def test_58_of_75_published_scores_agree_within_a_twentieth(
    scored: dict[str, dict[str, Any]],
) -> None:
    agreeing = [
        iso3
        for iso3, row in scored.items()
        if abs(row["regime_score_published"] - row["regime_score_recomputed"]) <= 0.05
    ]
    assert (len(agreeing), len(scored)) == (58, 75)


def test_the_17_scores_that_do_not_agree_lie_from_india_to_pakistan_in_the_alphabet(
    scored: dict[str, dict[str, Any]], printed_2019: Rows
) -> None:
    names = {row["iso3"]: row["country"] for row in printed_2019.values()}
    assert names["MMR"] == "Burma/Myanmar"
    names["MMR"] = "Myanmar"  # under M, not B: the run was made under the newer name
    differing = sorted(
        names[iso3]
        for iso3, row in scored.items()
        if abs(row["regime_score_published"] - row["regime_score_recomputed"]) > 0.05
    )
    assert len(differing) == 17
    assert (differing[0], differing[-1]) == ("India", "Pakistan")


def test_iran_morocco_and_nigeria_alone_change_their_regime_type(
    scored: dict[str, dict[str, Any]],
) -> None:
    changed = {
        iso3: (row["regime_type_published"], row["regime_type_recomputed"])
        for iso3, row in scored.items()
        if row["regime_type_published"] != row["regime_type_recomputed"]
    }
    assert changed == {"IRN": ("EA", "CA"), "MAR": ("ED", "EA"), "NGA": ("EA", "ED")}


def test_the_published_score_stands_beside_the_recomputed_one(
    scored: dict[str, dict[str, Any]], printed_2019: Rows
) -> None:
    printed = {row["iso3"]: float(row["regime_score"]) for row in printed_2019.values()}
    assert {iso3: row["regime_score_published"] for iso3, row in scored.items()} == printed


def test_the_edition_says_that_the_thresholds_are_inferred(edition_2019: Edition) -> None:
    rule = edition_2019.codebook.regime
    assert rule is not None
    assert rule.is_inferred
    assert [threshold.from_score for threshold in rule.thresholds] == [0, 2.5, 5, 8]
