"""The permission table against every route and role: what is open, to whom, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.server.accounts.roles import Role
from sousveil.server.permissions import PERMISSIONS, is_open_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_server import ReviewSite

EXAMPLES = {"account_id": "0", "uidb64": "MA", "token": "set-password", "edition": "none"}
"""What stands for the parameters of a route; nothing of that name exists."""


def routes_of_the_site() -> Iterator[tuple[str, str]]:
    """Give each route's name with an address that leads to it."""
    from django.urls import URLPattern, URLResolver, get_resolver, reverse  # noqa: PLC0415

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, str]]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                yield from walk(each, inner)
            elif isinstance(each, URLPattern):
                assert each.name, f"the route {each.pattern} has no name"
                name = f"{namespace}{each.name}"
                wanted = each.pattern.regex.groupindex
                values = {key: EXAMPLES.get(key, "0") for key in wanted}
                yield name, reverse(name, kwargs=values)

    yield from walk(get_resolver(), "")


def test_the_table_has_every_route_and_no_other(site: ReviewSite) -> None:
    assert site.application is not None
    assert {name for name, _address in routes_of_the_site()} == set(PERMISSIONS)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_answers_a_role_as_the_table_says(site: ReviewSite, role: Role | None) -> None:
    for name, address in routes_of_the_site():
        for method in ("get", "post"):
            client = site.client(role.value if role is not None else None)
            headers = {}
            if role is not None and address.startswith("/api/"):
                headers = {"Authorization": f"Bearer {site.token(role.value)}"}
            answer = getattr(client, method)(address, headers=headers)
            refused = _is_refused(answer, address)
            answer.close()  # as a server does when all is sent
            assert refused is not is_open_to(name, role), (name, method, role, answer.status_code)


def test_a_route_that_nobody_placed_is_closed_even_to_administrators(
    site: ReviewSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(PERMISSIONS, "account")
    assert site.client("administrator").get("/account/").status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_back(site: ReviewSite) -> None:
    answer = site.client().get("/accounts/?page=2")
    assert answer["Location"] == "/sign-in/?next=/accounts/%3Fpage%3D2"


def test_a_stranger_s_form_is_not_repeated_after_sign_in(site: ReviewSite) -> None:
    answer = site.client().post("/accounts/invite/", {"name": "eve"})
    assert answer["Location"] == "/sign-in/?next=/"


def test_a_stranger_s_part_of_a_page_sends_the_whole_page_to_sign_in(site: ReviewSite) -> None:
    answer = site.client().get(
        "/accounts/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/queue/"},
    )
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fqueue%2F"


def _is_refused(answer: object, address: str) -> bool:
    status = getattr(answer, "status_code")  # noqa: B009  # the client's answers have no type
    if status in {401, 403}:
        return True
    location = getattr(answer, "headers").get("Location", "")  # noqa: B009
    return status == 302 and location.startswith("/sign-in/?next=") and address != "/sign-in/"
