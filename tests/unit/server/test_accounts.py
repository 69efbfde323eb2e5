"""Accounts: made, invited, changed and ended; each change is in the journal, and no secret is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from tests.servers.review_server import PASSWORD, open_review_site

from sousveil.errors import BadInput, InvalidData
from sousveil.server.accounts.roles import Role
from sousveil.server.application import make_application
from sousveil.server.options import ServerOptions
from sousveil.store.journal import Journal

if TYPE_CHECKING:
    from tests.servers.review_server import ReviewSite
    from tests.servers.site_copies import Sites

INVITATION = {"name": "budi", "pseudonym": "otter", "role": "coder"}
NEW_PASSWORD = "another horse battery"  # noqa: S105  # of accounts that live for one test


def test_an_invited_coder_chooses_a_password_by_a_link_that_works_once(
    site: ReviewSite,
) -> None:
    shown = site.client("administrator").post("/accounts/invite/", INVITATION)
    link = _link_in(shown.text)
    assert site.client().get("/").status_code == 200
    assert _choose(site, link).status_code == 302
    client = site.client()
    client.post("/sign-in/", {"username": "budi", "password": NEW_PASSWORD})
    assert "<bdi>otter</bdi>" in client.get("/account/").text
    assert "used before" in site.client().get(link, follow=True).text


def test_a_link_is_dead_after_a_week(site: ReviewSite) -> None:
    link = _link_in(site.client("administrator").post("/accounts/invite/", INVITATION).text)
    later = datetime.now() + timedelta(days=7, minutes=1)  # as the framework's
    generator = "django.contrib.auth.tokens.PasswordResetTokenGenerator._now"
    with mock.patch(generator, return_value=later):
        assert "older than a week" in site.client().get(link, follow=True).text


def test_a_link_does_not_leave_the_site_in_a_referrer(site: ReviewSite) -> None:
    link = _link_in(site.client("administrator").post("/accounts/invite/", INVITATION).text)
    answer = site.client().get(link)
    assert answer["Location"].endswith("/set-password/")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Budi"),
        ("name", "<script>"),
        ("pseudonym", "a b"),
        ("role", "owner"),
        ("pseudonym", "administrator"),
    ],
)
def test_an_invitation_with_a_bad_or_taken_name_is_shown_again(
    site: ReviewSite, field: str, value: str
) -> None:
    answer = site.client("administrator").post("/accounts/invite/", INVITATION | {field: value})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<script>" not in answer.text


def test_a_changed_role_counts_from_the_next_request(site: ReviewSite) -> None:
    account, coder = site.account("budi"), site.client("budi")
    assert coder.get("/accounts/").status_code == 403
    administrator = site.client("administrator")
    administrator.post(f"/accounts/{account.pk}/role/", {"role": "administrator"})
    assert coder.get("/accounts/").status_code == 200


def test_a_disabled_account_is_out_at_once_with_its_tokens(site: ReviewSite) -> None:
    from sousveil.server.accounts import tokens  # noqa: PLC0415

    account, coder = site.account("budi"), site.client("budi")
    token = tokens.issue_token(account, label="laptop", days=1, actor="tests")
    administrator = site.client("administrator")
    administrator.post(f"/accounts/{account.pk}/activity/", {"active": "no"})
    assert coder.get("/account/").status_code == 302
    administrator.post(f"/accounts/{account.pk}/activity/", {"active": "yes"})
    assert tokens.account_of_token(token) is None


def test_the_last_administrator_can_neither_leave_nor_be_lessened(site: ReviewSite) -> None:
    from sousveil.server.accounts import managing  # noqa: PLC0415

    last = site.account("amina", "administrator")
    former = site.account("zoe", "administrator")
    managing.set_active(former, active=False, actor="tests")
    with pytest.raises(BadInput, match="last administrator"):
        managing.change_role(last, Role.EDITOR, actor="tests")
    client = site.client("amina")
    answer = client.post(f"/accounts/{last.pk}/activity/", {"active": "no"})
    assert answer.status_code == 409
    assert "last administrator" in answer.text
    assert client.get("/accounts/").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(site: ReviewSite) -> None:
    site.account("budi", password=PASSWORD)
    here, there = site.client("budi"), site.client("budi")
    form = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


@pytest.mark.parametrize("password", ["short one", "123456789012", "amina-is-here", "password1234"])
def test_a_weak_password_is_refused_with_every_reason(site: ReviewSite, password: str) -> None:
    with pytest.raises(InvalidData):
        site.account("amina-is-here", password=password)


def test_a_password_is_kept_as_an_argon2_hash(site: ReviewSite) -> None:
    assert site.account("amina", password=PASSWORD).password.startswith("argon2$argon2id$")


def test_two_accounts_cannot_share_a_name_in_other_letters(site: ReviewSite) -> None:
    site.account("amina")
    with pytest.raises(InvalidData):
        site.account("AMINA")


def test_a_token_is_kept_as_a_hash_and_ends_on_its_day(site: ReviewSite) -> None:
    from sousveil.server.accounts import tokens  # noqa: PLC0415
    from sousveil.server.accounts.models import ApiToken  # noqa: PLC0415

    account = site.account("budi")
    token = tokens.issue_token(account, label="laptop", days=2, actor="tests")
    assert tokens.account_of_token(token) == account
    assert tokens.account_of_token(token + "x") is None
    assert token not in str(ApiToken.objects.values().get())
    later = datetime.now(UTC) + timedelta(days=2, minutes=1)
    with mock.patch("django.utils.timezone.now", return_value=later):
        assert tokens.account_of_token(token) is None


def test_a_revoked_token_is_dead_and_others_are_not(site: ReviewSite) -> None:
    from sousveil.server.accounts import tokens  # noqa: PLC0415

    account = site.account("budi")
    first = tokens.issue_token(account, label="laptop", days=2, actor="tests")
    second = tokens.issue_token(account, label="server", days=2, actor="tests")
    tokens.revoke_tokens(account, label="laptop", actor="tests")
    assert tokens.account_of_token(first) is None
    assert tokens.account_of_token(second) == account


def test_every_change_is_journalled_and_no_secret_is(site: ReviewSite) -> None:
    from sousveil.server.accounts import managing, tokens  # noqa: PLC0415

    site.account("amina", "administrator")
    client = site.client("amina")
    link = _link_in(client.post("/accounts/invite/", INVITATION).text)
    _choose(site, link)
    budi = managing.find_account("budi")
    client.post(f"/accounts/{budi.pk}/role/", {"role": "editor"})
    token = tokens.issue_token(budi, label="laptop", days=1, actor="otter")
    client.post(f"/accounts/{budi.pk}/activity/", {"active": "no"})
    events = _events(site)
    assert [(event.kind, event.subject_id, event.actor) for event in events] == [
        ("account.created", "amina", "tests"),
        ("account.created", "otter", "amina"),
        ("account.password_set", "otter", "otter"),
        ("account.role_changed", "otter", "amina"),
        ("account.token_issued", "otter", "otter"),
        ("account.disabled", "otter", "amina"),
    ]
    assert dict(events[3].payload) == {"from": "coder", "to": "editor"}
    told = repr(events)
    assert all(secret not in told for secret in (NEW_PASSWORD, token, link.split("/")[-2]))


def _events(site: ReviewSite) -> list[Any]:
    with site.bench.database.reading() as connection:
        return [entry.event for entry in Journal(connection).read()]


def test_an_event_that_did_not_reach_the_journal_is_there_after_the_next_start(
    site: ReviewSite,
) -> None:
    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415  # Django is set up
    from sousveil.server.accounts.models import Account, PendingEvent  # noqa: PLC0415

    account = site.account("budi")
    before = _kinds(site)
    stopped = "sousveil.pipeline.journalling.append_events"
    with mock.patch(stopped, side_effect=RuntimeError("the machine stopped")):
        set_active(account, active=False, actor="dora", reason="left")
    assert not Account.objects.get(name="budi").is_active
    assert _kinds(site) == before
    make_application(site.bench, ServerOptions())
    assert _kinds(site) == [*before, "account.disabled"]
    make_application(site.bench, ServerOptions())
    assert _kinds(site) == [*before, "account.disabled"]
    assert not PendingEvent.objects.exists()


def test_a_change_that_is_undone_leaves_no_event(site: ReviewSite) -> None:
    from django.db import transaction  # noqa: PLC0415  # Django is set up by now

    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415
    from sousveil.server.accounts.models import PendingEvent  # noqa: PLC0415

    account = site.account("budi")
    before = _kinds(site)
    with transaction.atomic():
        set_active(account, active=False, actor="dora")
        transaction.set_rollback(True)
    assert not PendingEvent.objects.exists()
    assert _kinds(site) == before


def test_accounts_of_the_first_schema_are_taken_over(sites: Sites) -> None:
    with sites.empty() as site:
        from django.core.management import call_command  # noqa: PLC0415  # Django is set up by now

        site.account("budi", password=PASSWORD)
        call_command("migrate", "account", "0001", interactive=False, verbosity=0)
        with open_review_site(site.bench.settings) as later:
            client = later.client()
            client.post("/sign-in/", {"username": "budi", "password": PASSWORD})
            assert "<bdi>budi</bdi>" in client.get("/account/").text


def _kinds(site: ReviewSite) -> list[str]:
    with site.bench.database.reading() as connection:
        return [entry.event.kind for entry in Journal(connection).read()]


def _link_in(page: str) -> str:
    found = re.search(r'value="http://localhost(/choose-password/[^"]+)"', page)
    assert found is not None
    return found[1]


def _choose(site: ReviewSite, link: str) -> Any:
    client = site.client()
    place = client.get(link)["Location"]
    return client.post(place, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
