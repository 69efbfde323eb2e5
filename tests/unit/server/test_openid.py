"""Signing in by an OpenID provider: whom it lets in, as what, and what it cannot be made to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.servers.openid_server import OpenIdServer, openid_server

from sousveil.server.options import ServerOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from tests.servers.review_server import ReviewSite
    from tests.servers.site_copies import Sites


@pytest.fixture
def provider() -> Iterator[OpenIdServer]:
    with openid_server() as running:
        yield running


@pytest.fixture
def provided_site(sites: Sites, provider: OpenIdServer) -> Iterator[ReviewSite]:
    with sites.empty(ServerOptions(provider=provider.described())) as site:
        yield site


def test_somebody_new_comes_in_as_a_reader_and_is_the_same_the_next_time(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    from sousveil.server.accounts.models import Account  # noqa: PLC0415

    for _visit in range(2):
        client = provided_site.client()
        assert _sign_in(client, provider) == "/"
        assert client.get("/account/").status_code == 200
    account = Account.objects.get()
    assert account.role == "reader"
    assert not account.has_usable_password()
    assert "person-1" not in account.pseudonym


def test_a_subject_is_one_account_however_many_share_a_provider(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    from sousveil.server.accounts.models import Account  # noqa: PLC0415

    _sign_in(provided_site.client(), provider)
    provider.subject = "person-2"
    _sign_in(provided_site.client(), provider)
    assert Account.objects.count() == 2


def test_a_disabled_account_is_not_let_in_by_its_provider(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415
    from sousveil.server.accounts.models import Account  # noqa: PLC0415

    _sign_in(provided_site.client(), provider)
    set_active(Account.objects.get(), active=False, actor="tests")
    client = provided_site.client()
    refused = _sign_in(client, provider)
    assert refused == "/sign-in/?provider=refused"
    assert "did not sign you in" in client.get(refused).text


def test_a_token_for_another_client_lets_nobody_in(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    provider.claims["aud"] = "another client"
    assert _sign_in(provided_site.client(), provider) == "/sign-in/?provider=refused"


def test_a_token_of_another_visit_is_a_bad_request(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    provider.claims["nonce"] = "of another visit"
    assert _answer(provided_site.client(), provider) == 400


def test_a_token_that_is_too_old_lets_nobody_in(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    provider.claims["exp"] = 1
    assert _sign_in(provided_site.client(), provider) == "/sign-in/?provider=refused"


def test_a_code_that_was_used_lets_nobody_in(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    client = provided_site.client()
    back = provider.visit(client.get("/sign-in/provider/")["Location"])
    provider.asked.clear()
    assert client.get(back)["Location"] == "/sign-in/?provider=refused"


def test_a_token_that_the_provider_did_not_sign_is_a_bad_request(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    provider.published_key = OpenIdServer().key
    assert _answer(provided_site.client(), provider) == 400


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(
    provided_site: ReviewSite, provider: OpenIdServer
) -> None:
    attacker, victim = provided_site.client(), provided_site.client()
    back = provider.visit(attacker.get("/sign-in/provider/")["Location"])
    victim.get("/sign-in/provider/")
    assert victim.get(back).status_code == 400
    assert victim.get("/account/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
def test_the_way_back_leads_to_no_other_site(
    provided_site: ReviewSite, provider: OpenIdServer, target: str
) -> None:
    assert _sign_in(provided_site.client(), provider, next_page=target) == "/"
    assert _sign_in(provided_site.client(), provider, next_page="/account/") == "/account/"


def test_without_a_provider_its_addresses_lead_nowhere(site: ReviewSite) -> None:
    assert site.client().get("/sign-in/provider/").status_code == 404
    assert site.client().get("/sign-in/provider/callback/?code=a&state=b").status_code == 404
    assert "provider" not in site.client().get("/sign-in/").text


def _sign_in(client: Client, provider: OpenIdServer, next_page: str = "") -> str:
    asked = client.get("/sign-in/provider/", {"next": next_page} if next_page else {})
    return str(client.get(provider.visit(asked["Location"]))["Location"])


def _answer(client: Client, provider: OpenIdServer) -> int:
    client.raise_request_exception = False
    back = provider.visit(client.get("/sign-in/provider/")["Location"])
    return client.get(back).status_code
