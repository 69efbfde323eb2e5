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


@pytest.mark.parametrize(("query", "why_not"), [(None, None), ("a", "b")])
def test_a_finding_has_a_query_or_a_reason_why_there_is_none(
    query: str | None, why_not: str | None
) -> None:
    with pytest.raises(ValueError, match="f1: either a query or a reason"):
        FindingQuery(
            finding_id="f1", statement="s", unit=Unit.COUNTRIES, query=query, why_not=why_not
        )
