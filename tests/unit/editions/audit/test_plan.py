from __future__ import annotations

import pytest

from sousveil.data import list_bundled, read_bundled
from sousveil.editions.audit.plan import AuditPlan
from sousveil.errors import InvalidData
from sousveil.model.structuring import structure


@pytest.mark.parametrize("name", list_bundled("audits", ".yaml"))
def test_bundled_plans_are_sound(name: str) -> None:
    text = read_bundled(f"audits/{name}.yaml").decode()
    plan = structure(text, AuditPlan, where=f"{name}.yaml")
    assert plan.table_id == name
    assert plan.country in plan.columns


def test_both_editions_have_a_plan() -> None:
    assert list_bundled("audits", ".yaml") == ("aigs-2019", "aigs-2022")


def test_every_mistake_in_a_plan_is_listed() -> None:
    text = """
table_id: t
country: c
derivations:
  - {column: d, components: []}
  - {column: e, components: [{column: a, factor: 0}]}
categories:
  - {column: k, score: s, bands: [{category: A, from_score: 5}, {category: B, from_score: 2}]}
totals:
  - {statement: s, columns: [n], printed: 3}
"""
    with pytest.raises(InvalidData) as error:
        structure(text, AuditPlan, where="t.yaml")
    assert error.value.problems == (
        "derivations d: no component",
        "derivations e: the factor of a is zero",
        "categories k: from_score must rise",
        "totals: 'yes' must list the ways in which a cell is ticked",
    )


def test_a_plan_knows_every_column_it_needs() -> None:
    text = """
table_id: t
country: c
"yes": ["1"]
derivations: [{column: d, components: [{column: a, factor: 1}]}]
categories: [{column: k, score: s, bands: [{category: A, from_score: 0}]}]
rankings: [{rank: r, value: v}, {rank: q}]
texts: [{columns: [x], words: [one, two]}]
lists: [{columns: [l]}]
totals: [{statement: s, columns: [n], printed: 3}]
earlier: {table_id: t0, country: c, series: [{column: o, earlier_column: p}]}
"""
    plan = structure(text, AuditPlan, where="t.yaml")
    assert plan.numeric_columns == ("d", "s", "r", "q", "v", "o")
    assert plan.columns == ("c", "d", "s", "r", "q", "v", "o", "k", "x", "l", "n")
