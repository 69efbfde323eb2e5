"""Accounts of people who sign in by an OpenID provider.

They are known by the provider's own subject, which never changes hands as an address or a
name may; whoever is new starts as a reader under a pseudonym that says nothing.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from jwt.exceptions import InvalidTokenError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from requests.exceptions import RequestException

from sousveil.server.accounts.managing import NewAccount, create_account
from sousveil.server.accounts.models import Account
from sousveil.server.accounts.roles import Role
from sousveil.server.site import current_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest


_LOGGER = logging.getLogger("sousveil.server")


class ProviderBackend(OIDCAuthenticationBackend):  # type: ignore[misc]  # the package has no types
    """Finds or makes the account of a provider's subject."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Account | None:
        """Let nobody in when the provider does not answer, or its token is not valid."""
        try:
            account: Account | None = super().authenticate(request, **kwargs)
        except (InvalidTokenError, RequestException) as error:
            _LOGGER.warning("the OpenID provider let nobody in: %s", type(error).__name__)
            return None
        return account

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """Take only an answer that names its subject."""
        return bool(claims.get("sub"))

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any] | None:
        """Take only a token that was made for us, beside its signature, nonce and time."""
        payload: dict[str, Any] | None = super().verify_token(token, **kwargs)
        audience = (payload or {}).get("aud")
        ours = audience if isinstance(audience, list) else [audience]
        return payload if self.OIDC_RP_CLIENT_ID in ours else None

    def get_userinfo(
        self, access_token: str, id_token: str, payload: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Take only the subject that the signed token names; what else it says is not kept."""
        del access_token, id_token
        return {"sub": payload.get("sub"), "iss": payload.get("iss")}

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> QuerySet[Account]:
        """Find the account of this subject."""
        return Account.objects.filter(provider_subject=_subject(claims))

    def create_user(self, claims: Mapping[str, Any]) -> Account:
        """Make an account for someone new; they may read until an administrator says more."""
        subject = _subject(claims)
        name = f"oidc-{hashlib.sha256(subject.encode()).hexdigest()[:12]}"
        new = NewAccount(name=name, pseudonym=name, role=Role.READER, provider_subject=subject)
        provider = current_site().options.provider
        return create_account(new, actor=provider.name if provider is not None else "")


def _subject(claims: Mapping[str, Any]) -> str:
    return f"{claims.get('iss', '')} {claims['sub']}"
