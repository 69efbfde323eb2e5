"""The procedures on small tables whose answers are plain or can be counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from sousveil.errors import QueryFailed
from sousveil.findings.statistics.association import (
    kendall_tau,
    rank_association,
    spearman,
    topmost_adopters,
)
from sousveil.findings.statistics.concentration import vendor_concentration
from sousveil.findings.statistics.input_table import InputTable
from sousveil.findings.statistics.logistic import logistic_regression
from sousveil.findings.statistics.network import shuffled_links, vendor_network
from sousveil.findings.statistics.paired import paired_change
from sousveil.findings.statistics.proportions import difference_in_proportions
from sousveil.findings.statistics.resampling import permutation_p, sign_flip_p
from sousveil.findings.statistics.trend import trend_over_groups
from sousveil.model.statistic import Check, Standing, StatisticQuery, StatisticResult


def make_table(columns: str, rows: list[tuple[Any, ...]]) -> InputTable:
    numbered = tuple((f"C{n:03d}", *row) for n, row in enumerate(rows))
    return InputTable(
        columns=("country_iso3", *columns.split()), rows=numbered, where="finding test"
    )


def ask(**parameters: str | float) -> StatisticQuery:
    return StatisticQuery(
        finding_id="test", statement="A test", procedure="p", table="t", parameters=parameters
    )


def check_of(result: StatisticResult, name: str) -> Check:
    return next(check for check in result.checks if check.name == name)


def grouped(yes: int, no: int, *labels: Any) -> list[tuple[Any, ...]]:
    return [(True, *labels)] * yes + [(False, *labels)] * no


def test_a_difference_is_of_the_exposed_less_the_others_with_missing_rows_counted() -> None:
    rows = [*grouped(8, 2, True, "A"), *grouped(3, 7, False, "B"), (True, None, "A")]
    result = difference_in_proportions(make_table("outcome exposed region", rows), ask())
    assert result.effect is not None
    assert result.effect.value == pytest.approx(0.5)
    assert result.rows == (("yes", 8, 2, 10), ("no", 3, 7, 10))
    assert (result.missing.total, result.missing.used) == (21, 20)
    assert str(result.missing) == "1 of 21 left out: no exposed 1"


def test_a_difference_that_is_one_between_regions_vanishes_within_them() -> None:
    rows = [
        *grouped(19, 1, True, "A"),
        *grouped(5, 0, False, "A"),
        *grouped(1, 19, False, "B"),
        *grouped(0, 5, True, "B"),
    ]
    result = difference_in_proportions(make_table("outcome exposed region", rows), ask())
    tests = {test.name: test.p for test in result.tests}
    assert tests["Fisher exact"] < 0.001
    assert tests["permutation within regions"] > 0.5
    check = check_of(result, "regional dependence")
    assert check.standing is Standing.CAUTION
    assert "not told apart from differences between regions" in check.detail


def test_an_empty_group_is_refused_and_not_compared() -> None:
    table = make_table("outcome exposed region", grouped(3, 3, True, "A"))
    result = difference_in_proportions(table, ask())
    assert result.effect is None
    assert result.refusal == "one of the two groups has no country"


def test_an_odds_ratio_without_bound_has_none_rather_than_a_number() -> None:
    rows = [*grouped(10, 0, True, "A"), *grouped(3, 7, False, "A")]
    result = difference_in_proportions(make_table("outcome exposed region", rows), ask())
    ratio = next(e for e in result.estimates if e.name == "odds ratio")
    assert (ratio.value, ratio.high) == (None, None)
    assert ratio.low is not None
    assert ratio.low > 1


def test_a_permutation_within_strata_of_one_outcome_each_has_p_of_one() -> None:
    first, second = np.array([1.0, 1, 0, 0]), np.array([1.0, 0, 1, 0])
    assert permutation_p(first, second, ["A", "A", "B", "B"], seed=1, replicates=99) == 1.0


def test_a_permutation_finds_about_the_exact_p() -> None:
    first = np.array([1.0] * 3 + [0.0] * 3)
    p = permutation_p(first, first, [""] * 6, seed=1, replicates=9_999)
    assert p == pytest.approx(2 / 20, abs=0.01)


def test_the_same_seed_gives_the_same_p_and_another_one_not_the_same() -> None:
    generator = np.random.default_rng(0)
    first, second = generator.random(30), generator.random(30)
    p = [permutation_p(first, second, [""] * 30, seed=s, replicates=999) for s in (1, 1, 2)]
    assert p[0] == p[1] != p[2]


def test_signs_of_three_equal_changes_agree_in_two_of_eight_ways() -> None:
    assert sign_flip_p([2.0, 2.0, 2.0]) == 0.25


def test_a_trend_that_rises_has_an_odds_ratio_above_one_and_groups_in_order() -> None:
    rows = [
        *grouped(2, 18, 0, "low", "A"),
        *grouped(10, 10, 1, "middle", "A"),
        *grouped(18, 2, 2, "high", "A"),
    ]
    result = trend_over_groups(make_table("outcome score group region", rows), ask())
    assert result.effect is not None
    assert result.effect.low is not None
    assert result.effect.low > 1
    assert [row[0] for row in result.rows] == ["low", "middle", "high"]
    assert check_of(result, "linear trend").standing is Standing.HOLDS
    assert result.tests[0].p < 0.001


def test_a_trend_that_turns_round_is_shown_not_to_be_linear() -> None:
    rows = [
        *grouped(18, 2, 0, "low", "A"),
        *grouped(2, 18, 1, "middle", "A"),
        *grouped(18, 2, 2, "high", "A"),
    ]
    result = trend_over_groups(make_table("outcome score group region", rows), ask())
    assert result.tests[0].p > 0.9
    assert check_of(result, "linear trend").standing is Standing.CAUTION


@pytest.mark.parametrize("rows", [grouped(3, 3, 0, "one", "A"), grouped(4, 0, 0, "one", "A")])
def test_a_trend_of_one_group_is_refused(rows: list[tuple[Any, ...]]) -> None:
    assert trend_over_groups(make_table("outcome score group region", rows), ask()).refusal


def test_the_outcome_that_never_varies_has_no_trend() -> None:
    rows = [*grouped(4, 0, 0, "one", "A"), *grouped(4, 0, 1, "two", "A")]
    result = trend_over_groups(make_table("outcome score group region", rows), ask())
    assert result.refusal == "the outcome is the same for all countries"


def test_ranks_that_agree_have_a_correlation_of_one_and_the_bootstrap_says_so() -> None:
    rows = [(n, n**3, "A") for n in range(15)]
    result = rank_association(make_table("a b region", rows), ask(x="a", y="b"))
    assert result.effect is not None
    assert result.effect.value == pytest.approx(1)
    assert result.effect.high == pytest.approx(1)
    assert result.tests[0].p < 0.001


def test_weighted_rank_correlations_of_a_resample_are_those_that_scipy_gives() -> None:
    generator = np.random.default_rng(1)
    x = generator.integers(0, 30, 80).astype(np.float64)
    y = np.round(x / 10 + generator.normal(size=80))
    drawn = generator.integers(80, size=80)
    weights = np.bincount(drawn, minlength=80)[None].astype(np.float64)
    expected = spearmanr(x[drawn], y[drawn]).statistic, kendalltau(x[drawn], y[drawn]).statistic
    found = spearman(x, y, weights)[0], kendall_tau(x, y, weights)[0]
    assert found == pytest.approx(expected)


def test_a_quantity_that_does_not_vary_is_not_ranked() -> None:
    rows = [(n, 1, "A") for n in range(15)]
    assert rank_association(make_table("a b region", rows), ask(x="a", y="b")).refusal


def test_all_adopters_at_the_top_have_the_hypergeometric_tail() -> None:
    rows = [(n < 3, n + 1, "A") for n in range(10)]
    result = topmost_adopters(make_table("outcome rank region", rows), ask(top=3))
    assert result.tests[0].p == pytest.approx(1 / 120)
    assert result.rows == (("top 3", 3, 3), ("others", 0, 7))


def test_separated_data_have_finite_estimates_and_no_maximum_likelihood_beside_them() -> None:
    rows = [(n >= 10, n, n % 3, "AB"[n % 2]) for n in range(20)]
    result = logistic_regression(make_table("outcome size other region", rows), ask(focus="size"))
    assert check_of(result, "separation").standing is Standing.CAUTION
    assert result.effect is not None
    assert result.effect.value is not None
    assert result.effect.value > 1
    assert all(row[-3:] == (None, None, None) for row in result.rows)


def test_data_that_overlap_have_both_estimates_near_each_other() -> None:
    generator = np.random.default_rng(3)
    size = generator.normal(size=300)
    outcome = generator.random(300) < 1 / (1 + np.exp(-size))
    rows = [
        (bool(o), float(s), f"R{n % 12}")
        for n, (o, s) in enumerate(zip(outcome, size, strict=True))
    ]
    result = logistic_regression(make_table("outcome size region", rows), ask(focus="size"))
    assert check_of(result, "separation").standing is Standing.HOLDS
    ratio, low, high, p, ml_ratio, *_ = (float(v) for v in result.rows[0][1:] if v is not None)
    assert ratio == pytest.approx(ml_ratio, rel=0.03)
    assert low < float(np.exp(1)) < high
    assert p < 0.001


def test_a_term_that_follows_from_another_is_refused() -> None:
    rows = [(n % 2 == 0, n, 2 * n, "A") for n in range(20)]
    result = logistic_regression(make_table("outcome a b region", rows), ask(focus="a"))
    assert result.refusal == "a term is constant or follows from the others"


def test_change_counts_only_countries_of_both_editions() -> None:
    rows = [(True, False, "A")] * 9 + [(False, True, "B")] + [(True, True, "A"), (True, None, "A")]
    result = paired_change(make_table("outcome outcome_earlier region", rows), ask())
    assert result.rows == (("both", 1), ("gained", 9), ("lost", 1), ("neither", 0))
    assert result.effect is not None
    assert result.effect.value == pytest.approx(8 / 11)
    assert result.missing.used == 11
    assert result.tests[0].p == pytest.approx(22 / 1024)
    assert "2 regions" in check_of(result, "regional dependence").detail


def test_no_change_at_all_is_refused() -> None:
    table = make_table("outcome outcome_earlier region", [(True, True, "A")] * 4)
    assert paired_change(table, ask()).refusal == "no country changed"


def test_one_vendor_everywhere_has_an_index_of_one() -> None:
    table = make_table("vendor", [("Acme",)] * 12)
    result = vendor_concentration(table, ask(replicates=99))
    assert result.effect is not None
    assert (result.effect.value, result.effect.low, result.effect.high) == (1, 1, 1)


def test_countries_without_a_named_vendor_are_told_and_not_counted() -> None:
    table = make_table("vendor", [*[("Acme",)] * 6, *[("Bell",)] * 6, (None,)])
    result = vendor_concentration(table, ask(replicates=99))
    assert result.effect is not None
    assert result.effect.value == pytest.approx(0.5)
    assert check_of(result, "vendors named").standing is Standing.CAUTION
    assert str(result.missing) == "1 of 13 left out: no vendor 1"


def test_shuffled_links_keep_how_many_each_country_and_vendor_has() -> None:
    generator = np.random.default_rng(1)
    links = generator.random((12, 9)) < 0.3
    drawn = list(shuffled_links(links, generator, 20))
    assert len(drawn) == 20
    for shuffled in drawn:
        assert (shuffled.sum(axis=0) == links.sum(axis=0)).all()
        assert (shuffled.sum(axis=1) == links.sum(axis=1)).all()
    assert any((shuffled != links).any() for shuffled in drawn)


def test_two_separate_worlds_are_found_as_two_communities() -> None:
    rows = [
        (f"C{side}{country}", f"V{side}{vendor}")
        for side in (0, 1)
        for country in range(6)
        for vendor in range(4)
    ]
    table = InputTable(columns=("country_iso3", "vendor"), rows=tuple(rows), where="test")
    result = vendor_network(table, ask(replicates=19))
    assert [row[1:4] for row in result.rows] == [(6, 4, 24), (6, 4, 24)]
    assert result.tests[0].p == pytest.approx(1 / 20)
    assert result.effect is not None
    assert result.effect.low is not None
    assert result.effect.low > 0


def test_a_column_that_the_sql_does_not_give_is_named_in_the_error() -> None:
    with pytest.raises(QueryFailed, match="no column 'outcome'") as caught:
        paired_change(make_table("region", [("A",)]), ask())
    assert caught.value.where == "finding test"


def test_text_where_numbers_are_needed_is_an_error() -> None:
    rows = [("much", n, "A") for n in range(12)]
    with pytest.raises(QueryFailed, match="holds text"):
        rank_association(make_table("a b region", rows), ask(x="a", y="b"))
