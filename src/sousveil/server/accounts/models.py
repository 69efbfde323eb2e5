"""Accounts, their sessions, their tokens, and events on them: the tables that Django keeps for us.

A pseudonym is what the decision log calls a person, and editions with it. It is given once and
never changed, so that old entries keep their meaning; accounts are disabled, never deleted.

An edition follows from the log, and knows nothing of accounts: whoever wants to be named in it
takes their name as their pseudonym.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sousveil.server.accounts.roles import Role

NAME_PATTERN = r"^[a-z0-9](?:[a-z0-9._@+-]*[a-z0-9])?$"
_NAME_RULE = RegexValidator(
    NAME_PATTERN, _("Use small letters a to z, digits and . _ @ + - between them.")
)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts; a name is the same in capital and small letters."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account with this sign-in name."""
        return self.get(name=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person who works here: how they sign in, what they may do, what the log calls them."""

    name: models.CharField[str, str] = models.CharField(
        _("Sign-in name"), max_length=64, unique=True, validators=[_NAME_RULE]
    )
    pseudonym: models.CharField[str, str] = models.CharField(
        _("Pseudonym in the log"), max_length=64, unique=True, validators=[_NAME_RULE]
    )
    role: models.CharField[str, str] = models.CharField(
        _("Role"), max_length=16, choices=[(role.value, role.value) for role in Role]
    )
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    provider_subject: models.CharField[str | None, str | None] = models.CharField(
        max_length=255, unique=True, null=True, blank=True, default=None
    )
    created_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["pseudonym"]

    class Meta:
        """Where accounts are kept."""

        db_table = "account_account"
        ordering: ClassVar[list[str]] = ["name"]

    @property
    def as_role(self) -> Role:
        """The role as a value that can be compared."""
        return Role(self.role)

    def may(self, role: Role) -> bool:
        """Say whether this account's role includes another."""
        return self.as_role.includes(role)


class Session(AbstractBaseSession):
    """A signed-in browser."""

    class Meta:
        """Where sessions are kept."""

        db_table = "account_session"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        """Return what reads and writes these rows."""
        from sousveil.server.accounts.sessions import SessionStore  # noqa: PLC0415  # it needs us

        return SessionStore


class ApiToken(models.Model):
    """A secret by which a program acts for an account; only its hash is kept."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="tokens"
    )
    label: models.CharField[str, str] = models.CharField(max_length=64)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    created_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    expires_at: models.DateTimeField[Any, Any] = models.DateTimeField()

    class Meta:
        """Where tokens are kept."""

        db_table = "account_token"
        ordering: ClassVar[list[str]] = ["created_at"]


class PendingEvent(models.Model):
    """An event that is stored with its change, until it is in the journal."""

    kind: models.CharField[str, str] = models.CharField(max_length=64)
    subject_id: models.CharField[str, str] = models.CharField(max_length=64)
    actor: models.CharField[str, str] = models.CharField(max_length=255)
    at: models.CharField[str, str] = models.CharField(max_length=32)
    reason: models.TextField[str, str] = models.TextField(blank=True)
    payload: models.TextField[str, str] = models.TextField()

    class Meta:
        """Where they wait; ``sousveil.store.pending_events`` reads them."""

        db_table = "account_event"
        ordering: ClassVar[list[str]] = ["id"]
