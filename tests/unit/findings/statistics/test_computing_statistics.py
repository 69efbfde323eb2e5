from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.errors import InvalidData
from sousveil.findings.catalogue import Catalogue, load_catalogue
from sousveil.findings.statistics.computing import (
    compute_statistic,
    compute_statistics,
    join_tables,
)
from sousveil.findings.statistics.input_table import InputTable
from sousveil.findings.statistics.registry import PROCEDURES
from sousveil.model.statistic import StatisticQuery
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

CATALOGUE = """
statistics:
  - {{finding_id: f, statement: s, procedure: {procedure}, table: adoption, parameters: {{{given}}}}}
"""


def refuse_other_editions(name: str) -> Edition:
    raise AssertionError(f"{name} was asked for")


@pytest.mark.parametrize(
    ("procedure", "given", "says"),
    [
        ("guesswork", "", "no procedure 'guesswork'"),
        ("topmost_adopters", "", "the parameter top is missing"),
        ("paired_change", "seeed: 1", "knows the parameter seeed"),
    ],
)
def test_a_catalogue_that_asks_for_what_there_is_not_is_refused(
    procedure: str, given: str, says: str
) -> None:
    text = CATALOGUE.format(procedure=procedure, given=given)
    with pytest.raises(InvalidData, match=says):
        structure(text, Catalogue, where="findings/test.yaml")


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_procedure_can_be_loaded_and_says_what_it_does(name: str) -> None:
    assert "Columns" in (PROCEDURES[name].load().__doc__ or "") or "columns" in (
        PROCEDURES[name].load().__doc__ or ""
    )


def test_a_table_of_two_editions_is_joined_by_country_and_a_missing_one_stays_missing() -> None:
    columns = ("country_iso3", "region", "outcome")
    later = InputTable(columns=columns, rows=(("A", "X", True), ("B", "Y", False)), where="f")
    earlier = InputTable(columns=columns, rows=(("A", "X", True), ("C", "Z", True)), where="f")
    joined = join_tables(later, earlier)
    assert joined.columns == ("country_iso3", "region", "outcome", "outcome_earlier")
    assert joined.rows == (
        ("A", "X", True, True),
        ("B", "Y", False, None),
        ("C", "Z", None, True),
    )


def test_every_statistic_of_2019_has_n_missing_checks_and_a_result(frozen_2019: Edition) -> None:
    catalogue = load_catalogue("aigs-2019")
    findings = compute_statistics(frozen_2019, catalogue, refuse_other_editions)
    assert [f.query for f in findings] == list(catalogue.statistics)
    for finding in findings:
        result = finding.result
        assert result.refusal is None
        assert result.effect is not None
        assert result.effect.low is not None
        assert result.effect.low <= result.effect.value <= result.effect.high  # type: ignore[operator]
        assert 0 < result.missing.used <= result.missing.total
        assert result.checks
        assert finding.edition_ids == (frozen_2019.manifest.edition_id,)
        assert (finding.adjustment is None) == (finding.query.family is None)


def test_a_family_is_corrected_for_all_its_tests_and_never_downward(frozen_2019: Edition) -> None:
    findings = compute_statistics(frozen_2019, load_catalogue("aigs-2019"), refuse_other_editions)
    family = [f for f in findings if f.adjustment is not None]
    assert {f.adjustment.size for f in family if f.adjustment} == {len(family)}
    for finding in family:
        assert finding.adjustment is not None
        p = finding.result.tests[0].p
        corrected = finding.adjustment.benjamini_hochberg
        assert p <= corrected <= finding.adjustment.holm + 1e-12 <= 1 + 1e-12


def test_an_edition_computed_twice_gives_the_same_numbers(frozen_2019: Edition) -> None:
    query = load_catalogue("aigs-2019").find("vendor-network")
    assert isinstance(query, StatisticQuery)
    first, second = (compute_statistic(frozen_2019, query, refuse_other_editions) for _ in range(2))
    assert first == second


def test_an_edition_compared_with_itself_has_not_changed(frozen_2019: Edition) -> None:
    query = load_catalogue("aigs-2022").find("change-any")
    assert isinstance(query, StatisticQuery)
    finding = compute_statistic(frozen_2019, query, lambda _name: frozen_2019)
    assert finding.result.refusal == "no country changed"
