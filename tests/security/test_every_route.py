"""Defences that hold on every route: gone over as the site has them, not by a list."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.servers.prepared_work import prepare_work
from tests.servers.review_server import PASSWORD

from sousveil.server.options import ServerOptions

if TYPE_CHECKING:
    from tests.servers.prepared_work import PreparedWork
    from tests.servers.review_workspace import ReviewWorkspace

_FROM_OUTSIDE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
)


@pytest.fixture
def prepared(made: ReviewWorkspace) -> PreparedWork:
    """Something for every route to answer with."""
    return prepare_work(made, "in plain words")


@pytest.mark.parametrize("role", [None, "administrator"])
def test_every_answer_has_the_headers_that_defend_its_reader(
    made: ReviewWorkspace, prepared: PreparedWork, role: str | None
) -> None:
    client = made.site.client(role)
    seen = 0
    for name, address in [*prepared.addresses(), ("nowhere", "/no/such/page")]:
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, name
        assert answer.status_code < 500, name
        answer.close()
        seen += answer.status_code == 200
    assert seen > 20


def test_no_form_is_taken_without_the_token_of_our_own_page(
    made: ReviewWorkspace, prepared: PreparedWork
) -> None:
    from django.urls import resolve  # noqa: PLC0415  # set up by now

    client = made.site.client("administrator", csrf=True)
    refused = 0
    for name, address in prepared.pages():
        answer = client.post(address, {"next": "/"})
        assert answer.status_code in {403, 405}, (name, answer.status_code)
        assert not getattr(resolve(address).func, "csrf_exempt", False), name
        refused += answer.status_code == 403
    assert refused > 5


def test_no_form_and_no_link_leads_its_reader_off_the_site(
    made: ReviewWorkspace, prepared: PreparedWork
) -> None:
    made.site.account("victim", "reader", password=PASSWORD)
    signed_in = made.site.client("administrator")
    for name, address in prepared.pages():
        for wanted in _FROM_OUTSIDE:
            fields = {"username": "victim", "password": PASSWORD, "next": wanted}
            if name == "sign-out":
                signed_in = made.site.client("administrator")
            client = made.site.client() if name == "sign-in" else signed_in
            for answer in (client.get(address, {"next": wanted}), client.post(address, fields)):
                answer.close()
                location = urlsplit(answer.headers.get("Location", ""))
                assert location.netloc in {"", "localhost"}, (name, wanted)
                assert location.scheme in {"", "http"}, (name, wanted)


def test_a_part_of_a_page_sends_nobody_to_sign_in_on_another_site(made: ReviewWorkspace) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/queue/"}
    answer = made.site.client().get("/queue/", headers=headers)
    assert answer["HX-Redirect"] == "/sign-in/?next=%2F"


def test_a_foreign_host_is_refused_everywhere(
    made: ReviewWorkspace, prepared: PreparedWork
) -> None:
    for client in (made.site.client(), made.site.client("administrator")):
        for name, address in prepared.addresses():
            answer = client.get(address, headers={"Host": "evil.example"})
            assert answer.status_code == 400, name
            assert "evil.example" not in str(answer.headers), name


def test_a_body_beyond_the_limit_is_refused_everywhere(
    made: ReviewWorkspace, prepared: PreparedWork
) -> None:
    too_much = str(ServerOptions().upload_limit + 1)
    client = made.site.client()
    for name, address in prepared.addresses():
        answer = client.generic(
            "POST", address, b"x", content_type="application/json", CONTENT_LENGTH=too_much
        )
        assert answer.status_code == 413, name


def test_a_body_that_does_not_say_how_long_it_is_is_refused_too(made: ReviewWorkspace) -> None:
    block = b"x" * 2**20
    with made.site.listening() as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        connection.request(
            "POST",
            "/api/v1/submissions",
            body=(block for _ in range(ServerOptions().upload_limit // len(block) + 1)),
            headers={"Content-Type": "application/json"},
            encode_chunked=True,
        )
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
    assert (answer.status, b"too large" in told) == (413, True)


def test_a_text_beyond_the_limit_of_forms_is_refused_by_the_api(made: ReviewWorkspace) -> None:
    body = {"comment": "x" * (ServerOptions().form_limit + 1)}
    answer = made.site.client().post("/api/v1/submissions", body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_every_cookie_is_kept_from_scripts_and_other_sites(made: ReviewWorkspace) -> None:
    made.site.account("victim", "reader", password=PASSWORD)
    client = made.site.client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "victim", "password": PASSWORD})
    client.post("/preferences/theme/", {"theme": "dark"})
    client.post("/preferences/language/", {"language": "fr"})
    cookies = {one.key: one for one in client.cookies.values()}
    assert set(cookies) == {"session", "csrf", "theme", "django_language"}
    for name, cookie in cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert not cookie["domain"], name
