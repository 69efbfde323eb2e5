"""The public part of the API: what is accepted, in pages, as JSON and CSV, kept by readers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")


from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites


@pytest.fixture(scope="module")
def made(module_sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site with claims, of which the first is accepted, the second rejected, and an edition."""
    with module_sites.workspace() as opened:
        first, second = list(opened.claims.values())[:2]
        decide(opened.site.bench, first, Coding(action=Action.ACCEPT), "amina")
        rejection = Coding(action=Action.REJECT, reason="the words do not say so")
        decide(opened.site.bench, second, rejection, "amina")
        settings = opened.site.bench.settings
        freeze(settings, "sousveil", settings.editions / "sousveil")
        yield opened


def read(made: ReviewWorkspace, address: str, **headers: str) -> Any:
    return made.site.client().get(f"/api/v1{address}", headers=headers)


def test_a_claim_is_public_when_it_is_accepted_and_not_before(made: ReviewWorkspace) -> None:
    first, second, third = list(made.claims.values())[:3]
    for address in ("/editions/sousveil/claims", "/claims"):
        body = read(made, address).json()
        assert [row["claim_id"] for row in body["rows"]] == [first]
        assert body["total"] == 1
    for table in ("evidence", "sources", "replies", "units", "cells", "supply"):
        answer = read(made, f"/editions/sousveil/{table}")
        assert answer.status_code == 200
        assert second not in answer.text
        assert third not in answer.text
    assert len(read(made, "/editions/sousveil/sources").json()["rows"]) == 1


def test_an_edition_can_be_kept_for_ever_by_its_id_and_a_minute_by_its_name(
    made: ReviewWorkspace,
) -> None:
    told = read(made, "/editions").json()["editions"][0]
    by_id = read(made, f"/editions/{told['edition_id']}/cells")
    assert "immutable" in by_id["Cache-Control"]
    assert read(made, "/editions/sousveil")["Cache-Control"] == "public, max-age=60"
    assert read(made, "/editions/sousveil").json() == told


def test_the_same_answer_is_not_sent_twice(made: ReviewWorkspace) -> None:
    answer = read(made, "/editions/sousveil/units")
    assert answer["ETag"].startswith('"')
    again = read(made, "/editions/sousveil/units", If_None_Match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    other = read(made, "/editions/sousveil/units?format=csv")
    assert other["ETag"] != answer["ETag"]


def test_csv_comes_by_accept_or_by_format(made: ReviewWorkspace) -> None:
    by_accept = read(made, "/editions/sousveil/units", Accept="text/csv")
    by_format = read(made, "/editions/sousveil/units?format=csv")
    assert by_accept.content == by_format.content
    rows = list(csv.DictReader(io.StringIO(by_format.text)))
    assert len(rows) == 100
    assert by_format["X-Total-Count"] == str(read(made, "/editions/sousveil/units").json()["total"])


def test_pages_follow_each_other_without_gap(made: ReviewWorkspace) -> None:
    client, seen = made.site.client(), []
    address = "/api/v1/editions/sousveil/units?limit=70"
    while address:
        body = client.get(address).json()
        seen += [row["country_iso3"] for row in body["rows"]]
        address = body["next"]
    assert len(seen) == body["total"] == len(set(seen))


def test_filters_give_the_rows_that_have_the_value(made: ReviewWorkspace) -> None:
    everything = read(made, "/editions/sousveil/cells?limit=1000").json()["rows"]
    present = [row for row in everything if row["is_present"]]
    assert read(made, "/editions/sousveil/cells?is_present=true").json()["rows"] == present
    assert read(made, "/editions/sousveil/claims?country_iso3=XXX").json()["rows"] == []


def test_the_state_of_a_day_is_what_had_been_decided_by_its_end(made: ReviewWorkspace) -> None:
    assert read(made, "/claims?as_of=2020-01-01").json()["rows"] == []
    assert len(read(made, "/claims?as_of=9999-01-01").json()["rows"]) == 1
    assert read(made, "/cells?as_of=2020-01-01&is_present=true").json()["total"] == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/editions/none", 404),
        ("/editions/none/claims", 404),
        ("/editions/..%2F..%2Fetc/claims", 404),
        ("/editions/sousveil/units?limit=1001", 422),
        ("/editions/sousveil/units?offset=-1", 422),
        ("/editions/sousveil/units?format=xml", 422),
        ("/claims?as_of=yesterday", 422),
        ("/claims?as_of=0001-01-01T00:00:00%2B23:59", 422),
    ],
)
def test_what_cannot_be_answered_is_told_as_a_problem(
    made: ReviewWorkspace, address: str, status: int
) -> None:
    answer = read(made, address)
    assert answer.status_code == status
    if "%2F" not in address:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_other_sites_may_read_and_nothing_else(made: ReviewWorkspace) -> None:
    answer = read(made, "/editions", Origin="https://elsewhere.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.has_header("Access-Control-Allow-Credentials")
    asked = made.site.client().options(
        "/api/v1/editions", headers={"Access-Control-Request-Method": "GET"}
    )
    assert asked["Access-Control-Allow-Methods"] == "GET"
    for headers in ({"Access-Control-Request-Method": "POST"}, {}):
        refused = made.site.client().options("/api/v1/editions", headers=headers)
        assert not refused.has_header("Access-Control-Allow-Origin")


def test_the_description_is_openapi_and_names_every_table(made: ReviewWorkspace) -> None:
    schema = read(made, "/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    claims = schema["paths"]["/api/v1/editions/{edition}/claims"]["get"]
    assert set(claims["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert "application/problem+json" in claims["responses"]["404"]["content"]
    assert "KEN" in str(schema)


def test_findings_of_an_edition_have_their_statements(made: ReviewWorkspace) -> None:
    body = read(made, "/editions/sousveil/findings").json()
    assert body["edition_id"].startswith("sousveil-")
    assert all(one["statement"] for one in body["findings"])
