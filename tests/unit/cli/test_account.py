"""``sousveil account``: the first administrator, roles, passwords and tokens at the command line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from sousveil.store.database import open_database
from sousveil.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

pytest.importorskip("django", reason="the extra 'server' is not installed")


@pytest.fixture
def account(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> Callable[..., CompletedProcess[str]]:
    """``sousveil account`` on an empty workspace."""

    def call(*arguments: str) -> CompletedProcess[str]:
        return run("--home", tmp_path / "home", "account", *arguments)

    return call


@pytest.fixture
def amina(account: Callable[..., CompletedProcess[str]]) -> str:
    """The first administrator; gives the password that was made."""
    made = account("create", "amina", "--role", "administrator", "--generate-password")
    assert made.returncode == 0
    return made.stdout.splitlines()[-1].removeprefix("Password, shown this once: ")


def test_the_first_administrator_gets_a_password_that_nobody_could_guess(
    account: Callable[..., CompletedProcess[str]], amina: str
) -> None:
    listed = json.loads(account("list", "--format", "json").stdout)
    assert [(row["name"], row["role"], row["access"]) for row in listed] == [
        ("amina", "administrator", "active")
    ]
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", amina)
    from sousveil.server.accounts.models import Account  # noqa: PLC0415

    assert Account.objects.get().check_password(amina)


def test_a_typed_password_is_asked_for_and_never_shown(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    with mock.patch("click.prompt", return_value="correct horse battery") as prompt:
        made = account("create", "amina", "--role", "coder", "--pseudonym", "otter")
    assert prompt.call_args.kwargs["hide_input"] is True
    assert made.stdout == "Made the account amina (coder).\n"


def test_a_weak_password_makes_no_account(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    with mock.patch("click.prompt", return_value="password1234"):
        made = account("create", "amina", "--role", "coder")
    assert (made.returncode, made.stdout) == (3, "")
    assert "too common" in made.stderr
    assert json.loads(account("list", "--format", "json").stdout) == []


def test_there_is_no_default_role_and_no_default_password(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    assert account("create", "amina").returncode == 2
    assert json.loads(account("list", "--format", "json").stdout) == []


@pytest.mark.usefixtures("amina")
def test_the_last_administrator_stays_one(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    for arguments in (("role", "amina", "reader"), ("disable", "amina")):
        refused = account(*arguments)
        assert refused.returncode == 3
        assert "last administrator" in refused.stderr


def test_a_reset_password_replaces_the_old_one(
    account: Callable[..., CompletedProcess[str]], amina: str
) -> None:
    reset = account("reset-password", "amina", "--generate-password")
    new = reset.stdout.splitlines()[-1].removeprefix("Password, shown this once: ")
    from sousveil.server.accounts.models import Account  # noqa: PLC0415

    found = Account.objects.get()
    assert (found.check_password(new), found.check_password(amina)) == (True, False)


@pytest.mark.usefixtures("amina")
def test_a_token_is_shown_once_and_can_be_revoked(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    token = account("token", "amina", "laptop").stdout.split()[-1]
    assert token.startswith("sousveil_")
    assert account("token", "amina", "laptop", "--revoke").returncode == 0
    again = account("token", "amina", "laptop", "--revoke")
    assert (again.returncode, token in again.stderr) == (4, False)


@pytest.mark.usefixtures("amina")
def test_changes_at_the_command_line_are_journalled_with_their_reason(
    account: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    account("create", "budi", "--role", "coder", "--generate-password")
    account("role", "budi", "editor", "--reason", "leads the team")
    account("disable", "budi", "--reason", "left")
    account("enable", "budi")
    database = open_database(f"sqlite:///{tmp_path / 'home' / 'sousveil.db'}")
    with database.reading() as connection:
        events = [entry.event for entry in Journal(connection).read()]
    database.close()
    assert [(event.kind, event.actor, event.reason) for event in events[2:]] == [
        ("account.role_changed", "command-line", "leads the team"),
        ("account.disabled", "command-line", "left"),
        ("account.enabled", "command-line", None),
    ]


def test_an_unknown_account_is_named(account: Callable[..., CompletedProcess[str]]) -> None:
    result = account("disable", "nobody")
    assert result.returncode == 4
    assert "error NotFound: nobody" in result.stderr


def test_without_the_extra_the_error_says_what_to_install(
    account: Callable[..., CompletedProcess[str]],
) -> None:
    with mock.patch("sousveil.cli.server_extra.find_spec", return_value=None):
        result = account("list")
    assert result.returncode == 4
    assert "next: pip install 'sousveil[server]'" in result.stderr
