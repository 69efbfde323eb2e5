"""Attacks on what people type and send: each is tried, and nothing comes of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from tests.servers.review_server import PASSWORD

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace

_MARKUP = '<script>alert(1)</script><img src=x onerror="alert(2)">'
_FORMULA = "=HYPERLINK(A1)"


def accepted(made: ReviewWorkspace, reason: str) -> None:
    bench = made.site.bench
    for claim_id in made.claims.values():
        decide(bench, claim_id, Coding(action=Action.ACCEPT, reason=reason), "amina")
    freeze(bench.settings, "sousveil", bench.settings.editions / "sousveil")


def test_a_session_from_before_the_sign_in_is_worth_nothing_after(made: ReviewWorkspace) -> None:
    made.site.account("victim", password=PASSWORD)
    client = made.site.client()
    client.cookies["session"] = "fixed0000000000000000000000000000"
    client.post("/sign-in/", {"username": "victim", "password": PASSWORD})
    assert client.cookies["session"].value != "fixed0000000000000000000000000000"
    assert client.get("/account/").status_code == 200
    thief = made.site.client()
    thief.cookies["session"] = "fixed0000000000000000000000000000"
    assert thief.get("/account/").status_code == 302


def test_a_sign_in_does_not_tell_who_has_an_account(made: ReviewWorkspace) -> None:
    made.site.account("victim", password=PASSWORD)
    answers = []
    for name in ("victim", "nobody"):
        answer = made.site.client().post("/sign-in/", {"username": name, "password": "wrong"})
        body = answer.content.decode().replace(name, "NAME").split("\n")
        same = [line for line in body if "csrf" not in line.lower()]
        answers.append((answer.status_code, same))
    assert answers[0] == answers[1]


def test_guessing_a_password_ends_after_some_tries(made: ReviewWorkspace) -> None:
    made.site.account("victim", password=PASSWORD)
    client = made.site.client()
    for _ in range(11):
        last = client.post("/sign-in/", {"username": "victim", "password": "wrong"})
    assert last.status_code == 429
    right = client.post("/sign-in/", {"username": "victim", "password": PASSWORD})
    assert right.status_code == 429


def test_sql_in_a_filter_is_a_value_like_any_other(made: ReviewWorkspace) -> None:
    accepted(made, "the quote says so")
    client, headers = made.site.client(), _bearer(made, "coder")
    before = client.get("/api/v1/claims").json()["total"]
    for value in ("' OR '1'='1", "KEN' --", "KEN'; DROP TABLE claims; --"):
        for name in ("country_iso3", "technology_code", "vendor_id", "status", "made_by"):
            found = client.get("/api/v1/claims", {name: value})
            assert found.json()["rows"] == [], (name, value)
        for name in ("country_iso3", "technology_code", "vendor_id", "made_by"):
            queue = client.get("/api/v1/queue", {name: value}, headers=headers)
            assert queue.json()["items"] == [], (name, value)
        assert client.get("/api/v1/claims", {"as_of": value}).status_code == 422
    assert client.get("/api/v1/claims").json()["total"] == before > 10


def test_a_reason_that_is_a_formula_is_none_in_an_export(made: ReviewWorkspace) -> None:
    accepted(made, _FORMULA)
    answer = made.site.client().get("/api/v1/editions/sousveil/claims?format=csv")
    reasons = {row["decision_reason"] for row in csv.DictReader(io.StringIO(answer.text))}
    assert reasons == {f"'{_FORMULA}"}


def test_a_claim_in_other_hands_cannot_be_given_back_or_decided(made: ReviewWorkspace) -> None:
    claim_id = next(iter(made.claims.values()))
    made.site.account("amina")
    mine, hers = _bearer(made, "coder"), _bearer(made, "amina")
    client = made.site.client()
    at = f"/api/v1/queue/{claim_id}"
    assert client.post(f"{at}/lock", headers=hers).status_code == 204
    client.post(f"{at}/release", headers=mine)
    decision: Any = {"action": "accept"}
    for path in (f"{at}/lock", f"{at}/decisions"):
        answer = client.post(path, decision, content_type="application/json", headers=mine)
        assert answer.status_code == 409
    undone: Any = {"reason": "not mine"}
    client.post(f"{at}/decisions", decision, content_type="application/json", headers=hers)
    answer = client.post(f"{at}/undo", undone, content_type="application/json", headers=mine)
    assert answer.status_code == 409


def test_markup_in_a_reason_is_json_and_not_a_page(made: ReviewWorkspace) -> None:
    accepted(made, _MARKUP)
    for ending in ("claims", "claims?format=csv"):
        answer = made.site.client().get(f"/api/v1/editions/sousveil/{ending}")
        assert not answer.headers["Content-Type"].startswith("text/html")


def _bearer(made: ReviewWorkspace, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {made.site.token(who)}"}
