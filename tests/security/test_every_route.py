"""Defences that hold on every route: gone over as the site has them, not by a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace

_FROM_OUTSIDE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
)


def routes(made: ReviewWorkspace) -> Iterator[tuple[str, str]]:
    """Give each route's name and an address; claims and documents are some that exist."""
    from django.urls import URLResolver, get_resolver, reverse  # noqa: PLC0415  # set up by now

    known = {
        "claim_id": next(iter(made.claims.values())),
        "document_id": next(iter(made.documents.values())),
        "sha256": next(iter(made.snapshots.values())),
    }

    def walk(resolver: Any, namespace: str) -> Iterator[tuple[str, str]]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                yield from walk(each, inner)
            else:
                name = f"{namespace}{each.name}"
                values = {key: known.get(key, "0") for key in each.pattern.regex.groupindex}
                yield name, reverse(name, kwargs=values)

    yield from walk(get_resolver(), "")


def pages(made: ReviewWorkspace) -> list[tuple[str, str]]:
    return [(name, at) for name, at in routes(made) if not at.startswith("/api/")]


@pytest.mark.parametrize("role", [None, "administrator"])
def test_every_answer_has_the_headers_that_defend_its_reader(
    made: ReviewWorkspace, role: str | None
) -> None:
    client = made.site.client(role)
    seen = 0
    for name, address in [*routes(made), ("nowhere", "/no/such/page")]:
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, name
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, name
        assert answer.status_code < 500, name
        answer.close()
        seen += 1
    assert seen > 20


def test_no_form_is_taken_without_the_token_of_our_own_page(made: ReviewWorkspace) -> None:
    from django.urls import resolve  # noqa: PLC0415  # set up by now

    client = made.site.client("administrator", csrf=True)
    refused = 0
    for name, address in pages(made):
        answer = client.post(address, {"next": "/"})
        assert answer.status_code in {403, 405}, (name, answer.status_code)
        assert not getattr(resolve(address).func, "csrf_exempt", False), name
        refused += answer.status_code == 403
    assert refused > 5


def test_no_form_leads_its_sender_off_the_site(made: ReviewWorkspace) -> None:
    made.site.account("victim", "reader", password=PASSWORD)
    for name, address in pages(made):
        for wanted in _FROM_OUTSIDE:
            client = made.site.client(None if name == "sign-in" else "administrator")
            fields = {"username": "victim", "password": PASSWORD, "next": wanted}
            answer = client.post(address, fields)
            assert "evil.example" not in answer.headers.get("Location", ""), (name, wanted)
            assert not answer.headers.get("Location", "").startswith("javascript:"), name


def test_a_foreign_host_is_refused_everywhere(made: ReviewWorkspace) -> None:
    client = made.site.client()
    for name, address in routes(made):
        answer = client.get(address, headers={"Host": "evil.example"})
        # A redirect or a check before the host is read gives nothing that names the host.
        assert answer.status_code >= 400 or "evil.example" not in str(answer.headers), name
        assert answer.status_code >= 400 or b"evil.example" not in answer.content, name


def test_a_body_beyond_the_limit_is_refused_everywhere(made: ReviewWorkspace) -> None:
    too_much = str(made_limit() + 1)
    for name, address in routes(made):
        answer = made.site.client().generic(
            "POST", address, b"x", content_type="application/json", CONTENT_LENGTH=too_much
        )
        assert answer.status_code == 413, name


def test_every_cookie_is_kept_from_scripts_and_other_sites(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    made.site.account("victim", "reader", password=PASSWORD)
    other = made.site.client()
    other.get("/sign-in/")
    other.post("/sign-in/", {"username": "victim", "password": PASSWORD})
    client.post("/preferences/theme/", {"theme": "dark"})
    cookies = [*client.cookies.values(), *other.cookies.values()]
    assert {one.key for one in other.cookies.values()} >= {"session", "csrf"}
    for cookie in cookies:
        if cookie.key == "session" and not cookie["samesite"]:
            continue  # set by the test client itself, which signs in without a page
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key


def made_limit() -> int:
    from sousveil.server.options import ServerOptions  # noqa: PLC0415  # beside its use

    return ServerOptions().upload_limit
