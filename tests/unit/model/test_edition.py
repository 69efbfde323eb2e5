"""A cell is present, or blank for a reason; a finding has a query, or a reason why not."""

from __future__ import annotations

import pytest

from sousveil.model.edition import BlankReason, Cell
from sousveil.model.finding import FindingQuery, Unit


@pytest.mark.parametrize(
    ("is_present", "reason"),
    [(True, BlankReason.NOT_SEARCHED), (False, None)],
    ids=["present and blank", "blank without a reason"],
)
def test_a_cell_is_present_or_blank_with_a_reason(
    *, is_present: bool, reason: BlankReason | None
) -> None:
    def make(*, present: bool) -> Cell:
        return Cell(
            country_iso3="KEN",
            technology_code="smart_city",
            is_present=present,
            claim_count=0,
            cluster_count=0,
            source_count=0,
            blank_reason=reason,
        )

    with pytest.raises(ValueError, match="cell KEN smart_city"):
        make(present=is_present)
    assert make(present=not is_present).blank_reason is reason


_ONE = ({"query": "a"}, {"sql": "SELECT 1"}, {"why_not": "nobody published it"})


@pytest.mark.parametrize("given", [{}, _ONE[0] | _ONE[1], _ONE[0] | _ONE[2], _ONE[1] | _ONE[2]])
def test_a_finding_has_a_query_or_sql_or_a_reason_why_there_is_none(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="f1: a query, SQL, or a reason why there is none"):
        make_query(**given)


@pytest.mark.parametrize("given", _ONE)
def test_one_of_the_three_is_enough_for_a_finding(given: dict[str, str]) -> None:
    made = make_query(**given)
    assert {"query": made.query, "sql": made.sql, "why_not": made.why_not} == {
        "query": None,
        "sql": None,
        "why_not": None,
    } | given


def make_query(
    query: str | None = None, sql: str | None = None, why_not: str | None = None
) -> FindingQuery:
    return FindingQuery(
        finding_id="f1",
        statement="s",
        unit=Unit.COUNTRIES,
        query=query,
        sql=sql,
        why_not=why_not,
    )
