"""Tokens: how programs act for an account. A token is shown once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sousveil.errors import NotFound
from sousveil.server.accounts.models import ApiToken
from sousveil.server.accounts.telling import tell

if TYPE_CHECKING:
    from sousveil.server.accounts.models import Account

_PREFIX = "sousveil_"


def issue_token(account: Account, *, label: str, days: int, actor: str) -> str:
    """Make a token and return it: it cannot be shown again."""
    token = _PREFIX + secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        ApiToken.objects.create(
            account=account, label=label, digest=_digest(token), expires_at=expires_at
        )
        details = {"label": label, "expires_at": expires_at.isoformat(timespec="seconds")}
        tell("account.token_issued", account, actor=actor, payload=details)
    return token


def revoke_tokens(account: Account, *, label: str, actor: str) -> None:
    """Make the tokens of this label invalid.

    Raises:
        NotFound: the account has no such token.
    """
    with transaction.atomic():
        count, _ = ApiToken.objects.filter(account=account, label=label).delete()
        if count == 0:
            raise NotFound(
                f"{account.name} has no token called {label!r}",
                next_step="check the label that it was made with",
            )
        tell("account.token_revoked", account, actor=actor, payload={"label": label})


def account_of_token(token: str) -> Account | None:
    """Return the active account that a valid token acts for, or None."""
    if not token.startswith(_PREFIX):
        return None
    found = (
        ApiToken.objects.select_related("account")
        .filter(digest=_digest(token), expires_at__gt=timezone.now(), account__is_active=True)
        .first()
    )
    return found.account if found is not None else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
