from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.editions.covariates import Covariates, read_covariates
from sousveil.errors import InvalidData
from sousveil.model.country import Country, CountryRegister
from sousveil.model.published_table import PublishedTable
from sousveil.model.structuring import structure
from sousveil.model.vendor import Vendor, VendorRegister

Publish = Callable[..., PublishedTable]

PLAN = structure(
    """
table_id: test
country: country
"yes": [x]
derivations: [{column: score, decimals: 1, components: [{column: a, factor: 0.1}]}]
categories:
  - {column: type, score: score, bands: [{category: L, from_score: 0}, {category: H, from_score: 5}]}
rankings: [{rank: rank, value: score}]
texts:
  - {columns: [country], vocabulary: countries}
  - {columns: [v1, v2], vocabulary: vendors}
  - {columns: [type], words: [L, H]}
lists: [{columns: [v1, v2], vocabulary: vendors}]
totals: [{statement: ticks, columns: [tick], printed: 1}]
earlier: {table_id: before, country: country, series: [{column: score, earlier_column: score}]}
""",
    AuditPlan,
    where="test.yaml",
)
CLEAN = (
    {"country": "Japan", "score": "9.0", "type": "H", "rank": "1", "v1": "NEC", "tick": "x"},
    {"country": "Sweden", "score": "3.0", "type": "L", "rank": "2", "v1": "Axis", "v2": "NEC"},
)


def _countries() -> CountryRegister:
    countries: Any = [
        Country(country_iso3="JPN", name="Japan", region_code="EAP"),
        Country(country_iso3="SWE", name="Sweden", region_code="EUR"),
    ]
    return CountryRegister(countries=countries)


def _vendors() -> VendorRegister:
    vendors: Any = [
        Vendor(vendor_id="nec", name="NEC", aliases=("Nippon Electric",)),
        Vendor(vendor_id="axis", name="Axis"),
    ]
    return VendorRegister(version="1", notes="", vendors=vendors)


def _covariates() -> Covariates:
    dictionary = (
        "{covariates_id: c, title: t, notes: n, columns: ["
        "{name: a, type: DOUBLE, meaning: m, source: s, licence: l}]}"
    )
    return read_covariates(dictionary, "country_iso3,a\nJPN,90\nSWE,30\n", where="test")


def _reference(earlier: PublishedTable | None = None) -> AuditReference:
    return AuditReference(
        countries=_countries(), covariates=_covariates(), vendors=_vendors(), earlier=earlier
    )


def test_a_clean_table_gives_no_observation(publish: Publish) -> None:
    table = publish(CLEAN)
    assert audit_table(table, PLAN, _reference(earlier=table)) == ()


def test_every_check_of_the_plan_runs_in_a_fixed_order(publish: Publish) -> None:
    table = publish(
        [
            {"country": "Japan", "score": "4.0", "type": "H", "rank": "1", "v1": "NEC"}
            | {"v2": "Nippon Electric", "tick": None, "X": "?"},
            {"country": "SwElectoral Democracyen", "score": "6.0", "type": "H", "rank": "2"},
            {"country": "Atlantis", "score": "many"},
        ],
        untitled=["X"],
    )
    earlier = publish([*CLEAN, {"country": "Lemuria", "score": "1"}])
    observations = audit_table(table, PLAN, _reference(earlier=earlier))
    assert [observation.check for observation in observations] == [
        "country",
        "numbers",
        "score",
        "category",
        "category",
        "rank_order",
        "replaced_text",
        "stray_cells",
        "repeated_values",
        "totals",
        "dropped_rows",
    ]
    assert observations == audit_table(table, PLAN, _reference(earlier=earlier))


def test_without_references_the_checks_that_need_them_do_not_run(publish: Publish) -> None:
    table = publish([CLEAN[0] | {"score": "8.0", "v1": "NEC", "v2": "Nippon Electric"}, CLEAN[1]])
    assert audit_table(table, PLAN, AuditReference(countries=_countries())) == ()


def test_columns_that_the_table_lacks_are_all_listed(publish: Publish) -> None:
    with pytest.raises(InvalidData) as error:
        audit_table(publish([{"country": "Japan", "score": "1"}]), PLAN, _reference())
    assert "no column 'type'" in error.value.problems
    assert "no column 'rank'" in error.value.problems


def test_an_earlier_edition_without_its_column_is_refused(publish: Publish) -> None:
    earlier = publish([{"country": "Japan"}])
    with pytest.raises(InvalidData, match="no column 'score'"):
        audit_table(publish(CLEAN), PLAN, _reference(earlier=earlier))
