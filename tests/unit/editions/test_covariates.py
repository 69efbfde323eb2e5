from __future__ import annotations

import pytest

from sousveil.editions.covariates import (
    CovariateDictionary,
    derive_regimes,
    parse_value,
    read_covariates,
    write_dictionary,
)
from sousveil.editions.tables import ColumnType
from sousveil.errors import InvalidData
from sousveil.model.codebook import RegimeRule, RegimeThreshold, RegimeType, ScoreComponent
from sousveil.model.structuring import structure

DICTIONARY = """\
covariates_id: small
title: Covariates
notes: for tests
columns:
  - {name: house, type: BIGINT, meaning: m, source: s, licence: l, scale: 0-100}
  - {name: polyarchy, type: DOUBLE, meaning: m, source: s, licence: l, scale: 0-1}
  - {name: is_member, type: BOOLEAN, meaning: m, source: s, licence: l}
  - {name: note, type: VARCHAR, meaning: "m: with a colon", source: s, licence: l, year: 2018}
"""
HEADER = "country_iso3,house,polyarchy,is_member,note\n"
RULE = RegimeRule(
    components=(
        ScoreComponent(column="house", factor=0.1),
        ScoreComponent(column="polyarchy", factor=10),
    ),
    thresholds=(
        RegimeThreshold(regime_type=RegimeType.CLOSED_AUTOCRACY, from_score=0),
        RegimeThreshold(regime_type=RegimeType.LIBERAL_DEMOCRACY, from_score=5),
    ),
    minimum_components=1,
    basis="a test",
    is_inferred=True,
)


def test_values_are_read_by_their_types_and_an_empty_one_is_missing_and_not_zero() -> None:
    table = HEADER + 'KEN,48,0.5,true,"a, b"\nUSA,0,,false,\n'
    rows = read_covariates(DICTIONARY, table, where="small").rows
    assert rows["KEN"] == {"house": 48, "polyarchy": 0.5, "is_member": True, "note": "a, b"}
    assert rows["USA"] == {"house": 0, "polyarchy": None, "is_member": False, "note": None}


def test_every_wrong_value_is_listed_with_its_line_and_column() -> None:
    table = HEADER + "KEN,many,0.5,yes,\nUSA,1,nan,true,\nUSA,1\n\n"
    with pytest.raises(InvalidData) as caught:
        read_covariates(DICTIONARY, table, where="small")
    said = caught.value.what
    for part in (
        "2 house: 'many' is not integer",
        "2 is_member: 'yes' is not boolean",
        "3 polyarchy: 'nan' is not number",
        "4 country 'USA' is empty or stands twice",
        "4 has 2 fields instead of 5",
        "5 country '' is empty or stands twice",
    ):
        assert part in said
    assert caught.value.where == "small.csv"


def test_columns_that_are_not_those_of_the_dictionary_are_refused() -> None:
    with pytest.raises(InvalidData, match="the columns are"):
        read_covariates(DICTIONARY, "country_iso3,house\nKEN,1\n", where="small")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", ColumnType.NUMBER, None),
        ("", ColumnType.TEXT, None),
        ("7", ColumnType.INTEGER, 7),
        ("7", ColumnType.NUMBER, 7.0),
        ("7", ColumnType.TEXT, "7"),
        ("true", ColumnType.BOOLEAN, True),
        ("false", ColumnType.BOOLEAN, False),
    ],
)
def test_a_field_is_parsed_by_its_type(text: str, kind: ColumnType, value: object) -> None:
    parsed = parse_value(text, kind)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.5", ColumnType.INTEGER),
        ("x", ColumnType.NUMBER),
        ("inf", ColumnType.NUMBER),
        ("True", ColumnType.BOOLEAN),
        ("1", ColumnType.BOOLEAN),
    ],
)
def test_a_field_of_another_type_is_refused(text: str, kind: ColumnType) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the reader names the place
        parse_value(text, kind)


def test_a_regime_score_is_the_mean_of_the_components_that_are_known() -> None:
    table = HEADER + "KEN,40,0.9,,\nUSA,40,,,\nFRA,,,,\nGBR,0,0,,\n"
    derived = derive_regimes(read_covariates(DICTIONARY, table, where="small"), RULE)
    names = ("regime_score_recomputed", "regime_components_recomputed", "regime_type_recomputed")
    rows = {iso3: tuple(row[name] for name in names) for iso3, row in derived.rows.items()}
    assert rows == {
        "KEN": (6.5, 2, "LD"),
        "USA": (4.0, 1, "CA"),
        "FRA": (None, 0, None),
        "GBR": (0.0, 2, "CA"),
    }
    assert derived.dictionary.table.column_names[-3:] == names


def test_without_a_rule_the_covariates_stay_as_they_are() -> None:
    covariates = read_covariates(DICTIONARY, HEADER + "KEN,40,0.9,,\n", where="small")
    assert derive_regimes(covariates, None) is covariates


@pytest.mark.parametrize(
    ("score", "kind"), [(0.0, "CA"), (4.9999, "CA"), (5.0, "LD"), (10.0, "LD"), (-1.0, "CA")]
)
def test_a_regime_type_begins_at_its_threshold(score: float, kind: str) -> None:
    assert RULE.classify(score).value == kind


def test_a_dictionary_is_read_back_as_it_was_written() -> None:
    covariates = read_covariates(DICTIONARY, HEADER + "KEN,40,0.9,,\n", where="small")
    dictionary = derive_regimes(covariates, RULE).dictionary
    text = write_dictionary(dictionary)
    assert structure(text, CovariateDictionary, where="written") == dictionary
