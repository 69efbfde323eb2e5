"""Signing in and out: the way in, and what a stranger learns (nothing)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from tests.servers.review_server import ReviewSite


def test_an_account_signs_in_and_sees_its_pseudonym(site_on_both: ReviewSite) -> None:
    site_on_both.account("amina", password=PASSWORD)
    client = site_on_both.client()
    answer = client.post("/sign-in/", {"username": "Amina ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "<bdi>amina</bdi>" in client.get("/account/").text
