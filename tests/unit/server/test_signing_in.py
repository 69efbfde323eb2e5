"""Signing in and out: the way in, and what a stranger learns (nothing)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from django.test import Client
    from tests.servers.review_server import ReviewSite

AMINA = {"username": "amina", "password": PASSWORD}


def test_an_account_signs_in_and_sees_its_pseudonym(site: ReviewSite) -> None:
    site.account("amina", password=PASSWORD)
    client = site.client()
    answer = client.post("/sign-in/", {"username": "Amina ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "<bdi>amina</bdi>" in client.get("/account/").text


def test_unknown_disabled_and_uninvited_accounts_get_the_answer_of_a_wrong_password(
    site: ReviewSite,
) -> None:
    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415

    site.account("amina", password=PASSWORD)
    set_active(site.account("budi", password=PASSWORD), active=False, actor="tests")
    site.account("chidi")
    answers = {
        _without_token(site.client(), name, password)
        for name, password in [
            ("amina", "a wrong password"),
            ("nobody", PASSWORD),
            ("budi", PASSWORD),
            ("chidi", PASSWORD),
        ]
    }
    assert len(answers) == 1
    assert "The name or the password is wrong." in answers.pop()


@pytest.mark.parametrize("name", ["amina", "nobody", "chidi"])
def test_a_password_is_hashed_whether_or_not_its_account_exists(
    site: ReviewSite, name: str
) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415

    site.account("amina", password=PASSWORD)
    site.account("chidi")
    real = Argon2PasswordHasher.encode
    with mock.patch.object(Argon2PasswordHasher, "encode", autospec=True, side_effect=real) as made:
        verify = Argon2PasswordHasher.verify
        with mock.patch.object(
            Argon2PasswordHasher, "verify", autospec=True, side_effect=verify
        ) as verified:
            site.client().post("/sign-in/", {"username": name, "password": "a wrong password"})
    assert made.call_count + verified.call_count == 1


def test_after_ten_failures_a_name_waits_even_with_the_right_password(site: ReviewSite) -> None:
    site.account("amina", password=PASSWORD)
    for number in range(10):
        site.client().post(
            "/sign-in/",
            {"username": " AMINA"[number % 2 :], "password": "wrong"},
            REMOTE_ADDR=f"192.0.2.{number}",
        )
    answer = site.client().post("/sign-in/", AMINA, REMOTE_ADDR="192.0.2.99")
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Too many attempts" in answer.text


def test_a_name_that_does_not_exist_waits_like_one_that_does(site: ReviewSite) -> None:
    statuses = [
        site.client().post("/sign-in/", {"username": "nobody", "password": "wrong"}).status_code
        for _ in range(11)
    ]
    assert statuses == [200] * 9 + [429] * 2


def test_after_ten_failures_an_address_waits_under_every_name(site: ReviewSite) -> None:
    site.account("amina", password=PASSWORD)
    for number in range(10):
        site.client().post("/sign-in/", {"username": f"n{number}", "password": "wrong"})
    assert site.client().post("/sign-in/", AMINA).status_code == 429
    assert site.client().post("/sign-in/", AMINA, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_a_reset_password_ends_the_waiting(site: ReviewSite) -> None:
    from sousveil.server.accounts.managing import set_password  # noqa: PLC0415

    account = site.account("amina", password=PASSWORD)
    for number in range(10):
        wrong = {"username": "amina", "password": "wrong"}
        site.client().post("/sign-in/", wrong, REMOTE_ADDR=f"192.0.2.{number}")
    set_password(account, "another horse battery", actor="tests")
    new = {"username": "amina", "password": "another horse battery"}
    assert site.client().post("/sign-in/", new, REMOTE_ADDR="192.0.2.99").status_code == 302


def test_a_session_that_a_stranger_planted_is_not_the_one_that_is_signed_in(
    site: ReviewSite,
) -> None:
    site.account("amina", password=PASSWORD)
    client = site.client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.cookies["session"].value
    client.post("/sign-in/", AMINA)
    assert client.cookies["session"].value != planted
    stranger = site.client()
    stranger.cookies["session"] = planted
    assert stranger.get("/account/").status_code == 302


def test_sign_out_is_a_form_and_ends_the_session(site: ReviewSite) -> None:
    client = site.client("coder")
    key = client.cookies["session"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    client.cookies["session"] = key
    assert client.get("/account/").status_code == 302


def test_a_session_ends_after_eight_idle_hours_and_is_renewed_by_use(site: ReviewSite) -> None:
    client = site.client("coder")
    for hours, status in ((7, 200), (14, 200), (22.5, 302)):
        with _hours_later(hours):
            assert client.get("/account/").status_code == status, hours


def test_a_session_is_not_written_on_every_request(site: ReviewSite) -> None:
    client = site.client("coder")
    client.get("/account/")
    assert "session" not in client.get("/account/").cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", r"\\evil.example", "javascript:alert(1)"]
)
def test_a_redirect_to_another_site_after_sign_in_is_not_followed(
    site: ReviewSite, target: str
) -> None:
    site.account("amina", password=PASSWORD)
    answer = site.client().post("/sign-in/", AMINA | {"next": target})
    assert answer["Location"] == "/"


def test_a_page_of_ours_is_returned_to_after_sign_in(site: ReviewSite) -> None:
    site.account("amina", password=PASSWORD)
    answer = site.client().post("/sign-in/", AMINA | {"next": "/account/"})
    assert answer["Location"] == "/account/"


def _without_token(client: Client, name: str, password: str) -> str:
    answer = client.post("/sign-in/", {"username": name, "password": password})
    assert answer.status_code == 200
    lines = answer.text.replace(f'value="{name}"', "").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower())


def _hours_later(hours: float) -> mock._patch[mock.MagicMock]:
    later = datetime.now(UTC) + timedelta(hours=hours)
    return mock.patch("django.utils.timezone.now", return_value=later)
