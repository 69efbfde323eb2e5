"""What every answer carries and every request is held to: headers, limits, tokens of forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from tests.servers.review_server import PASSWORD

from sousveil.errors import Conflict, NotAllowed, NotFound
from sousveil.server.options import ServerOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_server import ReviewSite
    from tests.servers.site_copies import Sites

HOME = "sousveil.server.pages.home.render"


@pytest.fixture
def https_site(sites_on_sqlite: Sites) -> Iterator[ReviewSite]:
    """A site behind a proxy that ends TLS."""
    with sites_on_sqlite.empty(ServerOptions(proxy="127.0.0.1")) as site:
        yield site


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nothing/", "/account/"])
def test_every_answer_forbids_inline_scripts_frames_and_guessed_types(
    site: ReviewSite, address: str
) -> None:
    answer = site.client().get(address)
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/account/", "/accounts/", "/nothing/"])
def test_no_page_has_inline_script_or_style(site: ReviewSite, address: str) -> None:
    page = site.client("administrator").get(address).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_what_an_account_sees_is_kept_by_no_cache(site: ReviewSite) -> None:
    assert site.client("coder").get("/account/")["Cache-Control"] == "no-store"


def test_behind_a_proxy_cookies_go_by_https_alone_and_hsts_is_sent(https_site: ReviewSite) -> None:
    https_site.account("amina", password=PASSWORD)
    client = https_site.client()
    form = {"username": "amina", "password": PASSWORD}
    answer = client.post("/sign-in/", form, secure=True)
    session = answer.cookies["__Host-session"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert client.get("/sign-in/")["Location"] == "https://localhost/sign-in/"


def test_on_loopback_cookies_are_out_of_reach_of_scripts_and_other_sites(site: ReviewSite) -> None:
    site.account("amina", password=PASSWORD)
    answer = site.client().post("/sign-in/", {"username": "amina", "password": PASSWORD})
    session = answer.cookies["session"]
    assert (session["secure"], session["httponly"], session["samesite"]) == ("", True, "Lax")
    assert int(session["max-age"]) == 8 * 3600


@pytest.mark.parametrize("address", ["/sign-in/", "/preferences/theme/", "/sign-out/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_form_without_its_token_is_refused(
    site: ReviewSite, address: str, headers: dict[str, str]
) -> None:
    answer = site.client("coder", csrf=True).post(address, {"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert "reload it first" in answer.text


def test_every_form_of_a_page_carries_its_token(site: ReviewSite) -> None:
    for address in ("/", "/accounts/", "/accounts/invite/", "/account/password/"):
        page = site.client("administrator").get(address).text
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
        assert forms
        assert all("csrfmiddlewaretoken" in form for form in forms)


@pytest.mark.parametrize(
    ("length", "status"), [("20971521", 413), ("-1", 400), ("many", 400), ("9" * 30, 413)]
)
def test_a_body_that_is_too_large_or_lies_is_refused_before_it_is_read(
    site: ReviewSite, length: str, status: int
) -> None:
    answer = site.client().post("/sign-in/", {}, CONTENT_LENGTH=length)
    assert answer.status_code == status
    assert ("too large" in answer.text) is (status == 413)


def test_a_form_with_a_field_of_two_megabytes_is_too_large(site: ReviewSite) -> None:
    form = {"theme": "a" * 2**21}
    assert site.client().post("/preferences/theme/", form).status_code == 413
    browser = site.client(csrf=True)
    browser.get("/")  # now it has the cookie that its form's token is compared with
    assert browser.post("/preferences/theme/", form).status_code == 413


def test_a_form_with_a_thousand_fields_is_refused(site: ReviewSite) -> None:
    fields = {f"f{number}": "x" for number in range(1000)}
    assert site.client().post("/preferences/theme/", fields).status_code == 400


def test_an_unknown_host_is_refused(site: ReviewSite) -> None:
    assert site.client().get("/", SERVER_NAME="evil.example").status_code == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("no claim clm_secret"), 404),
        (NotAllowed("not yours clm_secret"), 403),
        (Conflict("taken clm_secret"), 409),
        (RuntimeError("the table clm_secret"), 500),
    ],
)
def test_a_failure_has_a_page_of_ours_that_gives_nothing_away(
    site: ReviewSite, error: Exception, status: int
) -> None:
    client = site.client()
    client.raise_request_exception = False
    with mock.patch(HOME, side_effect=error):
        answer = client.get("/")
    assert answer.status_code == status
    assert '<main id="main"' in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("address", "method"), [("/queue/", "POST"), ("/sign-out/", "GET")])
def test_a_method_that_an_address_does_not_take_has_a_page_of_ours(
    site: ReviewSite, address: str, method: str
) -> None:
    answer = site.client("coder").generic(method, address)
    assert answer.status_code == 405
    assert method not in answer["Allow"].split(", ")
    assert '<main id="main"' in answer.text
    assert "cannot be asked like that" in answer.text


def test_the_api_says_in_json_that_it_does_not_take_a_method(site: ReviewSite) -> None:
    answer = site.client().delete("/api/v1/editions")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_failure_is_told_in_the_reader_s_language_and_direction(site: ReviewSite) -> None:
    page = site.client().get("/nothing/", headers={"Accept-Language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "لا توجد صفحة كهذه" in page


@pytest.mark.parametrize("address", ["/preferences/theme/", "/preferences/language/"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_choice_sends_nobody_to_another_site(site: ReviewSite, address: str, target: str) -> None:
    assert site.client().post(address, {"next": target})["Location"] == "/"


def test_a_theme_and_a_language_are_kept_and_others_are_not(site: ReviewSite) -> None:
    client = site.client()
    client.post("/preferences/theme/", {"theme": "dark"})
    client.post("/preferences/language/", {"language": "fr"})
    page = client.get("/").text
    assert '<html lang="fr" dir="ltr" data-theme="dark">' in page
    client.post("/preferences/theme/", {"theme": '"><script>'})
    client.post("/preferences/language/", {"language": "xx"})
    assert '<html lang="en" dir="ltr">' in client.get("/").text


def test_static_files_have_their_hash_in_their_name_and_are_kept_for_ever(
    site: ReviewSite,
) -> None:
    client = site.client()
    found = re.search(r'href="(/static/[^"]+\.css)"', client.get("/").text)
    assert found is not None
    assert re.search(r"review\.[0-9a-f]{12}\.css$", found[1])
    answer = client.get(found[1])
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    answer.close()
