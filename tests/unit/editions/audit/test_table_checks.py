"""The checks that need no statistics: stray cells, repeated values, totals, dropped rows, countries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sousveil.editions.audit.country import check_country, country_words, key_rows
from sousveil.editions.audit.dropped_rows import check_dropped_rows
from sousveil.editions.audit.observation import RowKey
from sousveil.editions.audit.plan import Total, ValueList
from sousveil.editions.audit.repeated_values import check_repeated_values
from sousveil.editions.audit.stray_cells import check_stray_cells
from sousveil.editions.audit.totals import check_totals
from sousveil.model.country import Country, CountryRegister
from sousveil.model.published_table import PublishedTable

Publish = Callable[..., PublishedTable]
Key = Callable[[PublishedTable], dict[int, RowKey]]


def _register() -> CountryRegister:
    countries: Any = [
        Country(country_iso3="SWE", name="Sweden", region_code="EUR", aliases=("SwED Testen",)),
        Country(country_iso3="JPN", name="Japan", region_code="EAP", aliases=("Nippon",)),
    ]
    return CountryRegister(countries=countries)


def test_every_cell_without_a_title_is_reported(publish: Publish, key: Key) -> None:
    table = publish([{"country": "A", "X": "p", "Y": "q"}, {"country": "B"}], untitled=["X", "Y"])
    (observation,) = check_stray_cells(table, key(table))
    assert [(r.row, r.column, r.found) for r in observation.rows] == [(2, "X", "p"), (2, "Y", "q")]
    assert observation.summary == "2 cells in 1 rows stand outside the titled columns"


def test_a_table_within_its_titles_has_no_stray_cells(publish: Publish, key: Key) -> None:
    table = publish([{"country": "A", "n": "1"}])
    assert check_stray_cells(table, key(table)) == ()


def test_a_vendor_named_twice_in_one_cell_is_reported(publish: Publish, key: Key) -> None:
    table = publish([{"country": "A", "v": "Axis; NEC; axis"}, {"country": "B", "v": "Axis; NEC"}])
    values = ValueList(columns=("v",), separator=";")
    (observation,) = check_repeated_values(table, key(table), values)
    assert [(r.row, r.column, r.found) for r in observation.rows] == [(2, "v", "Axis; axis")]


def test_a_vendor_named_twice_across_columns_is_reported(publish: Publish, key: Key) -> None:
    table = publish([{"country": "A", "v": "Hikvision", "w": "Hikvsion"}])
    values = ValueList(columns=("v", "w"))
    assert check_repeated_values(table, key(table), values) == ()
    (observation,) = check_repeated_values(table, key(table), values, lambda text: text[:3])
    assert observation.rows[0].column == "v, w"


def test_a_total_that_is_not_the_count_is_reported(publish: Publish) -> None:
    rows = [{"country": c, "p": p, "q": q} for c, p, q in ("A1x", "B0x", "C0y", "D1y")]
    totals = (
        Total(statement="with p", columns=("p",), printed=2),
        Total(statement="with any", columns=("p", "q"), printed=2),
    )
    (observation,) = check_totals(publish(rows), totals, {"1", "x"}, "the text")
    assert (observation.rows[0].found, observation.rows[0].expected) == ("2", "3")
    assert observation.summary == "with any: the text says 2 (the text), the table has 3"


def test_units_that_went_missing_are_reported_with_their_old_row() -> None:
    earlier = [RowKey(row=n, country_iso3=c, label=c) for n, c in enumerate(["AAA", "BBB"], 2)]
    now = [RowKey(row=2, country_iso3="AAA", label="Aland"), earlier[0]]
    (observation,) = check_dropped_rows(now, earlier)
    (dropped,) = observation.rows
    assert (dropped.country_iso3, dropped.row, dropped.note) == (
        "BBB",
        None,
        "row 3 of the earlier edition",
    )
    assert check_dropped_rows(earlier, now) == ()


def test_rows_are_keyed_by_country_and_damaged_names_are_read(publish: Publish) -> None:
    table = publish([{"country": "nippon"}, {"country": "SwEast Dayen"}, {"country": "Atlantis"}])
    keys = key_rows(table, "country", _register())
    assert [key.country_iso3 for key in keys.values()] == ["JPN", "SWE", None]
    assert keys[3].label == "SwEast Dayen"


def test_unknown_and_doubled_countries_are_reported(publish: Publish) -> None:
    table = publish([{"country": c} for c in ("Japan", "Nippon", "Sweden", "Atlantis")])
    keys = key_rows(table, "country", _register())
    (observation,) = check_country(keys, "country")
    assert [row.label for row in observation.rows] == ["Japan", "Nippon", "Atlantis"]


def test_known_countries_give_no_observation(publish: Publish) -> None:
    table = publish([{"country": "Japan"}, {"country": "Sweden"}])
    assert check_country(key_rows(table, "country", _register()), "country") == ()


def test_a_damaged_alias_of_the_register_is_no_word() -> None:
    assert country_words(_register()) == ("Sweden", "Japan", "Nippon")
