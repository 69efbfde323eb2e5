"""The writing part of the API: by token, once, as the log has it; submissions of the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace


from sousveil.pipeline.workspace import verify_log


def send(made: ReviewWorkspace, address: str, body: Any = None, **headers: str) -> Any:
    return made.site.client().post(
        f"/api/v1{address}", body or {}, content_type="application/json", headers=headers
    )


def by_token(made: ReviewWorkspace, who: str = "coder") -> dict[str, str]:
    return {"Authorization": f"Bearer {made.site.token(who)}"}


def test_a_coder_takes_a_claim_sees_it_and_decides(made: ReviewWorkspace) -> None:
    headers = by_token(made)
    claim_id = send(made, "/queue/next", **headers).json()["claim_id"]
    client = made.site.client()
    shown = client.get(f"/api/v1/queue/{claim_id}", headers=headers).json()
    assert (shown["locked_by"], shown["head"], shown["decisions"]) == ("coder", 0, [])
    assert "confidence" not in str(shown)
    entry = send(made, f"/queue/{claim_id}/decisions", {"action": "accept"}, **headers).json()
    assert (entry["number"], entry["coder"], entry["action"]) == (1, "coder", "accept")
    listed = client.get("/api/v1/queue", headers=headers).json()
    assert listed["total"] == len(made.claims) - 1
    taken_back = send(made, f"/queue/{claim_id}/undo", {"reason": "wrong claim"}, **headers)
    assert taken_back.json()["action"] == "withdraw"
    assert verify_log(made.site.bench.settings).count == 2


def test_a_decision_sent_twice_under_one_key_is_stored_once(made: ReviewWorkspace) -> None:
    headers = by_token(made) | {"Idempotency-Key": "form-1"}
    address = f"/queue/{next(iter(made.claims.values()))}/decisions"
    first = send(made, address, {"action": "accept"}, **headers).json()
    assert send(made, address, {"action": "accept"}, **headers).json() == first
    other = send(made, address, {"action": "reject", "reason": "no"}, **headers)
    assert other.status_code == 409
    assert verify_log(made.site.bench.settings).count == 1


def test_what_another_coder_has_open_is_a_conflict(made: ReviewWorkspace) -> None:
    claim_id = next(iter(made.claims.values()))
    mine = by_token(made)
    made.site.account("amina")
    assert send(made, f"/queue/{claim_id}/lock", **by_token(made, "amina")).status_code == 204
    refused = send(made, f"/queue/{claim_id}/decisions", {"action": "accept"}, **mine)
    assert refused.status_code == 409
    assert send(made, f"/queue/{claim_id}/release", **mine).status_code == 204
    assert send(made, f"/queue/{claim_id}/lock", **mine).status_code == 409


def test_cookies_count_for_nothing_and_roles_for_what_they_are(made: ReviewWorkspace) -> None:
    signed_in = made.site.client("administrator")
    assert signed_in.post("/api/v1/queue/next").status_code == 401
    assert send(made, "/queue/next", **by_token(made, "reader")).status_code == 403
    claim_id = next(iter(made.claims.values()))
    address = f"/queue/{claim_id}/adjudication"
    assert send(made, address, {"action": "accept"}, **by_token(made)).status_code == 403
    early = send(made, address, {"action": "accept"}, **by_token(made, "adjudicator"))
    assert early.status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"action": "withdraw"},
        {"action": "accept", "changes": {"country_iso3": "UGA"}},
        {"action": "recode", "reason": "x", "changes": {"country_iso3": "nowhere"}},
        {"action": "accept", "coder": "somebody-else"},
        {"action": "accept", "expected_head": -1},
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(made: ReviewWorkspace, body: Any) -> None:
    address = f"/queue/{next(iter(made.claims.values()))}/decisions"
    answer = send(made, address, body, **by_token(made))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_claim_is_made_on_words_that_stand_there(made: ReviewWorkspace) -> None:
    body = {
        "document_id": next(iter(made.documents.values())),
        "start": 0,
        "end": 40,
        "fields": {"country_iso3": "KEN", "technology_code": "facial_recognition"},
    }
    answer = send(made, "/new-claims", body, **by_token(made))
    assert answer.status_code == 201
    assert answer.json()["claim_id"].startswith("clm_")
    beyond = send(made, "/new-claims", body | {"end": 2**30}, **by_token(made))
    assert beyond.status_code == 422


def test_a_submission_is_read_by_its_token_and_many_are_throttled(made: ReviewWorkspace) -> None:
    body = {"fields": {"country_iso3": "KEN"}, "evidence_url": "https://news.example/x"}
    receipt = send(made, "/submissions", body).json()
    told = made.site.client().get(f"/api/v1/submissions/{receipt['token']}").json()
    assert (told["submission_id"], told["state"]) == (receipt["submission_id"], "received")
    by_id = made.site.client().get(f"/api/v1/submissions/{receipt['submission_id']}")
    assert by_id.status_code == 404
    statuses = [send(made, "/submissions", body).status_code for _ in range(8)]
    assert statuses[-1] == 429


def test_a_correction_of_a_claim_that_is_not_published_finds_none(made: ReviewWorkspace) -> None:
    body = {"claim_id": next(iter(made.claims.values())), "comment": "wrong"}
    unpublished = send(made, "/submissions", body)
    missing = send(made, "/submissions", body | {"claim_id": "clm_none"})
    assert unpublished.status_code == 404
    assert unpublished.json() == missing.json()


@pytest.mark.parametrize("order", ["surest", "least_sure"])
def test_how_sure_a_machine_is_orders_the_queue_of_editors_alone(
    made: ReviewWorkspace, order: str
) -> None:
    address = f"/api/v1/queue?order={order}"
    client = made.site.client()
    assert client.get(address, headers=by_token(made, "editor")).status_code == 200
    refused = client.get(address, headers=by_token(made))
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    taking = f"/queue/next?order={order}"
    assert send(made, taking, **by_token(made, "adjudicator")).status_code == 403
    assert send(made, "/queue/next?order=oldest", **by_token(made)).status_code == 200


def test_a_claim_on_a_safeguard_waits_as_one(made: ReviewWorkspace) -> None:
    body = {
        "document_id": next(iter(made.documents.values())),
        "start": 0,
        "end": 40,
        "fields": {
            "country_iso3": "KEN",
            "safeguard_kind": "legal_basis",
            "safeguard_finding": "absent",
        },
    }
    claim_id = send(made, "/new-claims", body, **by_token(made)).json()["claim_id"]
    listed = made.site.client().get("/api/v1/queue", headers=by_token(made)).json()
    told = {item["claim_id"]: item["safeguard"] for item in listed["items"]}
    assert told.pop(claim_id) == {"kind": "legal_basis", "finding": "absent"}
    assert None in told.values()
