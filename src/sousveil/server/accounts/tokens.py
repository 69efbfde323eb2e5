"""Tokens: how programs act for an account. A token is shown once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from sousveil.errors import NotFound
from sousveil.server.accounts.models import Account, ApiToken
from sousveil.server.accounts.telling import tell

_PREFIX = "sousveil_"
# Every request with a token asks this, so that one that is revoked counts no more; Django would
# take eight times as long to make the statement.
_ACCOUNT = """
SELECT account.* FROM account_account AS account
JOIN account_token AS token ON token.account_id = account.id
WHERE token.digest = %s AND token.expires_at > %s AND account.is_active
"""


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
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return next(iter(Account.objects.raw(_ACCOUNT, [_digest(token), now])), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
