"""The API tells one cell with all that it rests on, or why it is blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze_workbench
from sousveil.store.claim_store import ClaimStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites


@pytest.fixture(scope="module")
def made(module_sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site with claims, of which the first is accepted, the second rejected, and an edition."""
    with module_sites.workspace() as opened:
        bench = opened.site.bench
        first, second = list(opened.claims.values())[:2]
        decide(bench, first, Coding(action=Action.ACCEPT), "amina")
        rejection = Coding(action=Action.REJECT, reason="the words do not say so")
        decide(bench, second, rejection, "amina")
        freeze_workbench(bench, bench.settings.editions / "sousveil")
        yield opened


def cell_of(made: ReviewWorkspace, claim_id: str) -> dict[str, Any]:
    client = made.site.client()
    edition = "/api/v1/editions/sousveil"
    with made.site.bench.database.reading() as connection:
        claim = ClaimStore(connection).get(claim_id)
    assert claim is not None
    answer = client.get(f"{edition}/cells/{claim.country_iso3}/{claim.technology_code}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_a_present_cell_has_the_claims_that_support_it_with_quote_and_source(
    made: ReviewWorkspace,
) -> None:
    first = next(iter(made.claims.values()))
    cell = cell_of(made, first)
    assert (cell["is_present"], cell["blank_reason"], cell["cluster_count"]) == (True, None, 1)
    (claim,) = [one for one in cell["supporting"] if one["claim_id"] == first]
    assert (claim["is_reviewed"], claim["is_counted"]) == (True, True)
    assert claim["evidence"][0]["quote"]
    source = claim["evidence"][0]["source_id"]
    assert source in {one["source_id"] for one in cell["sources"]}
    assert source in {name for one in cell["independent_sources"] for name in one["source_ids"]}


def test_a_claim_that_was_rejected_is_told_with_the_reason(made: ReviewWorkspace) -> None:
    second = list(made.claims.values())[1]
    cell = cell_of(made, second)
    (claim,) = [one for one in cell["rejected"] if one["claim_id"] == second]
    assert claim["decision_reason"] == "the words do not say so"
    assert claim["not_counted_because"] == "rejected"


def test_a_cell_that_is_not_there_is_not_found(made: ReviewWorkspace) -> None:
    client = made.site.client()
    for cell in ("ZZZ/smart_city", "KEN/telepathy"):
        answer = client.get(f"/api/v1/editions/sousveil/cells/{cell}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
