"""Make and change accounts; the pages and the command line both do it here, and it is journalled.

The last administrator who is active can be neither disabled nor given a lesser role.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from attrs import frozen
from axes.utils import reset as reset_throttle
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from sousveil.errors import BadInput, InvalidData, NotFound
from sousveil.server.accounts.models import Account, ApiToken
from sousveil.server.accounts.roles import Role
from sousveil.server.accounts.telling import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMAND_LINE = "command-line"
"""The actor of changes that somebody with access to the machine makes."""


@frozen(kw_only=True)
class NewAccount:
    """What an administrator says of a new account."""

    name: str
    pseudonym: str
    role: Role
    provider_subject: str | None = None


def create_account(new: NewAccount, *, actor: str, password: str | None = None) -> Account:
    """Make an account; without a password, it waits for its owner to choose one by link.

    Raises:
        InvalidData: a name is taken or ill-formed, or the password is too weak.
    """
    account = Account(
        name=new.name.strip().lower(),
        pseudonym=new.pseudonym.strip().lower(),
        role=new.role.value,
        provider_subject=new.provider_subject,
    )
    problems: list[str] = []
    if password is not None:
        problems += _problems_of_password(password, account)
    account.set_password(password)
    try:
        account.full_clean()
    except ValidationError as error:
        problems += error.messages
    if problems:
        raise InvalidData(problems, where=new.name, next_step="choose another and try again")
    details = {"role": account.role, "by_provider": str(new.provider_subject is not None).lower()}
    with transaction.atomic():
        account.save()
        tell("account.created", account, actor=actor, payload=details)
    return account


def find_account(name: str) -> Account:
    """Return the account with this sign-in name.

    Raises:
        NotFound: there is none.
    """
    try:
        return Account.objects.get_by_natural_key(name)
    except Account.DoesNotExist as error:
        raise NotFound(
            "there is no such account", where=name, next_step="sousveil account list"
        ) from error


def list_accounts() -> Sequence[Account]:
    """Return all accounts by name, disabled ones too."""
    return list(Account.objects.all())


def change_role(account: Account, role: Role, *, actor: str, reason: str = "") -> None:
    """Give an account another role.

    Raises:
        BadInput: no active administrator would be left.
    """
    with transaction.atomic():
        fresh = _locked(account)
        if fresh.as_role == role:
            return
        if role is not Role.ADMINISTRATOR:
            _keep_an_administrator(fresh)
        details = {"from": fresh.role, "to": role.value}
        fresh.role = role.value
        fresh.save(update_fields=["role"])
        tell("account.role_changed", fresh, actor=actor, reason=reason, payload=details)


def set_active(account: Account, *, active: bool, actor: str, reason: str = "") -> None:
    """Disable an account or let it sign in again; disabling ends its sessions and tokens.

    Raises:
        BadInput: no active administrator would be left.
    """
    with transaction.atomic():
        fresh = _locked(account)
        if fresh.is_active == active:
            return
        if not active:
            _keep_an_administrator(fresh)
            ApiToken.objects.filter(account=fresh).delete()
        fresh.is_active = active
        fresh.save(update_fields=["is_active"])
        kind = "account.enabled" if active else "account.disabled"
        tell(kind, fresh, actor=actor, reason=reason)


def set_password(account: Account, password: str, *, actor: str) -> None:
    """Give an account a password; its sessions end, and its throttling too.

    Raises:
        InvalidData: the password is too weak.
    """
    problems = _problems_of_password(password, account)
    if problems:
        raise InvalidData(problems, where=account.name, next_step="choose a stronger password")
    with transaction.atomic():
        fresh = _locked(account)
        fresh.set_password(password)
        fresh.save(update_fields=["password"])
        tell("account.password_set", fresh, actor=actor)
    reset_throttle(username=account.name)


def make_password_path(account: Account) -> str:
    """Return the path of a page where the owner chooses a password, once and within a week."""
    place = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return reverse("choose-password", kwargs={"uidb64": place, "token": token})


def make_password() -> str:
    """Return a password that nobody can guess."""
    return secrets.token_urlsafe(18)


def _locked(account: Account) -> Account:
    """Read an account for a change; where rows can be locked, all administrators are."""
    rows = Account.objects.select_for_update().order_by("pk")
    list(rows.filter(role=Role.ADMINISTRATOR.value))
    return rows.get(pk=account.pk)


def _keep_an_administrator(account: Account) -> None:
    if account.as_role is not Role.ADMINISTRATOR or not account.is_active:
        return
    others = Account.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True)
    if not others.exclude(pk=account.pk).exists():
        raise BadInput(
            "this is the last administrator who can sign in",
            where=account.name,
            next_step="make another account administrator first",
        )


def _problems_of_password(password: str, account: Account) -> list[str]:
    try:
        validate_password(password, account)
    except ValidationError as error:
        return list(error.messages)
    return []
