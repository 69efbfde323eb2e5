"""What happens at a route that is not open; every route and role is in ``tests/security``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.server.permissions import PERMISSIONS

if TYPE_CHECKING:
    import pytest
    from tests.servers.review_server import ReviewSite


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
