"""Attacks on what people type and send: each is tried, and nothing comes of it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.servers.prepared_work import prepare_work
from tests.servers.review_server import PASSWORD

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze
from sousveil.pipeline.queueing import claims_in_hand, lock_claim
from sousveil.pipeline.replying import Party, PartyKind, ask_for_reply, mark_sent
from sousveil.pipeline.viewing import view_claim
from sousveil.server.api.public_tables import PUBLIC_TABLES
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites

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


def test_a_session_that_a_thief_began_is_dead_once_its_owner_signs_in(
    made: ReviewWorkspace,
) -> None:
    from sousveil.server.accounts.sessions import SessionStore  # noqa: PLC0415  # Django is set up

    begun = SessionStore()
    begun["skipped"] = []
    begun.create()
    made.site.account("victim", password=PASSWORD)
    client, thief = made.site.client(), made.site.client()
    for one in (client, thief):
        one.cookies["session"] = begun.session_key or ""
    client.post("/sign-in/", {"username": "victim", "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    assert thief.get("/account/").status_code == 302


def test_a_session_does_not_outlive_the_sign_out(made: ReviewWorkspace) -> None:
    client, thief = made.site.client("coder"), made.site.client()
    thief.cookies["session"] = client.cookies["session"].value
    assert thief.get("/account/").status_code == 200
    client.post("/sign-out/")
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


def test_a_sign_in_hashes_as_often_whoever_is_named(made: ReviewWorkspace) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415

    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415

    made.site.account("victim", password=PASSWORD)
    made.site.account("without", password=None)
    set_active(made.site.account("gone", password=PASSWORD), active=False, actor="tests")
    counts = {}
    for name in ("victim", "nobody", "without", "gone"):
        with (
            mock.patch.object(
                Argon2PasswordHasher, "encode", autospec=True, side_effect=_hash
            ) as hashed,
            mock.patch.object(
                Argon2PasswordHasher, "verify", autospec=True, return_value=False
            ) as verified,
        ):
            made.site.client().post("/sign-in/", {"username": name, "password": "wrong"})
        counts[name] = hashed.call_count + verified.call_count
    assert counts == dict.fromkeys(counts, 1)


def test_throttling_does_not_tell_who_has_an_account(made: ReviewWorkspace) -> None:
    made.site.account("victim", password=PASSWORD)
    tried = {}
    for name, address in (("victim", "192.0.2.1"), ("nobody", "192.0.2.2")):
        client = made.site.client()
        fields = {"username": name, "password": "wrong"}
        tried[name] = [
            client.post("/sign-in/", fields, REMOTE_ADDR=address).status_code for _ in range(12)
        ]
    assert tried["victim"] == tried["nobody"]
    assert tried["victim"][-1] == 429


def test_a_link_for_a_password_does_not_tell_who_has_an_account(made: ReviewWorkspace) -> None:
    from django.utils.http import urlsafe_base64_encode  # noqa: PLC0415  # Django is set up

    number = made.site.account("victim", password=PASSWORD).pk
    pages = []
    for one in (number, number + 1000):
        place = urlsafe_base64_encode(str(one).encode())
        answer = made.site.client().get(f"/choose-password/{place}/c0ffee-{'a' * 32}/")
        pages.append((answer.status_code, _without_tokens(answer.text).replace(place, "PLACE")))
    assert pages[0] == pages[1]
    assert pages[0][0] == 200


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


def test_no_table_that_is_sent_as_csv_has_a_formula_in_it(made: ReviewWorkspace) -> None:
    prepare_work(made, _FORMULA)
    client, found = made.site.client(), 0
    addresses = [f"/api/v1/editions/sousveil/{one.table.name}" for one in PUBLIC_TABLES]
    for address in (*addresses, "/api/v1/claims", "/api/v1/cells"):
        answer = client.get(address, {"format": "csv"})
        assert answer.headers["Content-Type"].startswith("text/csv"), address
        for row in csv.reader(io.StringIO(answer.text)):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), (address, cell)
                found += cell == f"'{_FORMULA}"
    assert found > 5


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [("text/csv", "txt"), ("text/html", "bin"), ("image/svg+xml", "bin"), ('text/x;a="', "bin")],
)
def test_an_uploaded_file_is_shown_as_text_and_kept_under_a_name_that_nothing_runs(
    made: ReviewWorkspace, media_type: str, ending: str
) -> None:
    data = f"{_FORMULA},{_MARKUP}".encode()
    bench, editor = made.site.bench, made.site.client("editor")
    party = Party(kind=PartyKind.VENDOR, name="Acme")
    asked = ask_for_reply(bench, party, [made.claims["kenya"]], "dora").request_id
    mark_sent(bench, asked, "Is it so?", "dora")
    file = SimpleUploadedFile("answer.html", data, content_type=media_type)
    form = {"file": file, "received_date": "2026-01-20"}
    assert editor.post(f"/replies/{asked}/answered/", form).status_code == 302
    at = f"/snapshots/{hashlib.sha256(data).hexdigest()}/"
    shown, kept = editor.get(at), editor.get(f"{at}file/")
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert kept.headers["Content-Type"] == "application/octet-stream"
    assert kept.headers["Content-Disposition"].startswith("attachment; ")
    assert kept.headers["Content-Disposition"].endswith(f'.{ending}"')
    for answer in (shown, kept):
        assert answer.content == data
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


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


def test_a_claim_in_other_hands_cannot_be_taken_through_its_page(made: ReviewWorkspace) -> None:
    claim_id, bench = made.claims["kenya"], made.site.bench
    lock_claim(bench, claim_id, "amina")
    client = made.site.client("coder")
    page = client.get(f"/claims/{claim_id}/").text
    assert "<bdi>amina</bdi> has this claim open" in page
    assert 'name="action"' not in page
    assert client.post(f"/claims/{claim_id}/hold/").status_code == 409
    client.post(f"/claims/{claim_id}/leave/", {"quietly": "1"})
    decision = {"action": "accept", "expected_head": "0", "form_id": "x", "cluster": "1"}
    assert client.post(f"/claims/{claim_id}/decide/", decision).status_code == 409
    assert [lock.claim_id for lock in claims_in_hand(bench, "amina")] == [claim_id]
    with bench.database.reading() as connection:
        assert DecisionLog(connection).head().count == 0


def test_a_decision_of_somebody_else_cannot_be_taken_back(made: ReviewWorkspace) -> None:
    claim_id, bench = made.claims["kenya"], made.site.bench
    decide(bench, claim_id, Coding(action=Action.ACCEPT), "amina")
    reason = {"own_reason": "not mine"}
    for role in ("coder", "adjudicator", "administrator"):
        client = made.site.client(role)
        assert client.post(f"/claims/{claim_id}/undo/", reason).status_code == 409, role
    assert len(view_claim(bench, claim_id, "amina").decisions) == 1


def test_the_key_of_another_s_form_gives_nothing_of_theirs(made: ReviewWorkspace) -> None:
    made.site.account("amina")
    at = f"/api/v1/queue/{made.claims['kenya']}/decisions"
    decision: Any = {"action": "accept", "expected_head": 0}
    answers = [
        made.site.client().post(
            at,
            decision,
            content_type="application/json",
            headers=_bearer(made, who) | {"Idempotency-Key": "one-key"},
        )
        for who in ("amina", "coder")
    ]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert "entry_hash" not in answers[1].json()


def test_a_private_link_opens_one_submission_and_nothing_else_does(made: ReviewWorkspace) -> None:
    prepared = prepare_work(made, "in plain words")
    (first, own), (second, others), _third = prepared.submissions
    client = made.site.client()
    page = client.get(f"/submit/status/{own}/")
    assert "Received." in page.text
    assert "Received." not in client.get(f"/submit/status/{others}/").text
    for guess in (first, second, own[:-1], own + "A", own.swapcase(), f"{own[:-1]}%00", "*", ""):
        for at in (f"/submit/status/{guess}/", f"/api/v1/submissions/{guess}"):
            assert client.get(at).status_code in {404, 405}, at
            assert "plain words" not in client.get(at).text, at
    found = client.get(f"/api/v1/submissions/{own}").json()
    assert found["submission_id"] == first
    for role in (None, "reader"):
        answer = made.site.client(role).get(f"/submissions/{first}/")
        assert answer.status_code in {302, 403}
        assert "plain words" not in answer.text


def test_what_another_coder_said_is_on_no_page_before_one_has_decided(sites: Sites) -> None:
    with sites.workspace(share=1.0) as made:
        claim_id = made.claims["kenya"]
        coding = Coding(action=Action.REJECT, reason="only amina knows why")
        decide(made.site.bench, claim_id, coding, "amina")
        for address in (
            *(f"/claims/{claim_id}/", f"/claims/{claim_id}/?as_of=2099-01-01", "/history/"),
            *(f"/history/claims/{claim_id}/", f"/history/?subject={claim_id}", "/queue/"),
            *("/history/?actor=amina&area=decision", "/agreement/"),
            f"/api/v1/queue/{claim_id}",
        ):
            answer = made.site.client("coder").get(address, headers=_bearer(made, "coder"))
            assert answer.status_code == 200, address
            assert "only amina knows why" not in answer.text, address


def test_markup_in_a_reason_is_json_and_not_a_page(made: ReviewWorkspace) -> None:
    accepted(made, _MARKUP)
    for ending in ("claims", "claims?format=csv"):
        answer = made.site.client().get(f"/api/v1/editions/sousveil/{ending}")
        assert not answer.headers["Content-Type"].startswith("text/html")


def _bearer(made: ReviewWorkspace, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {made.site.token(who)}"}


def _hash(self: object, password: str, salt: str) -> str:
    del self, password
    return f"argon2${salt}$quick"


def _without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", page)
