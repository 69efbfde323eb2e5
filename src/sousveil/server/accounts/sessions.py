"""Sessions in the table ``account_session``, which end after eight hours without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from sousveil.server.requests import WorkRequest

IDLE_SECONDS = 8 * 3600
_RENEWED = "renewed_at"
_RENEWAL_SECONDS = 300


class SessionStore(DatabaseStore):
    """Django's own store over our table."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table of sessions."""
        from sousveil.server.accounts.models import Session  # noqa: PLC0415  # models need apps

        return Session


class RenewSession:
    """Put off a session's end with each request, but write that at most every five minutes."""

    def __init__(self, get_response: Callable[[WorkRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: WorkRequest) -> HttpResponseBase:
        """Renew the session of someone who is signed in; who came with a token has none."""
        if request.account is not None and settings.SESSION_COOKIE_NAME in request.COOKIES:
            now = int(timezone.now().timestamp())
            if now - int(request.session.get(_RENEWED, 0)) >= _RENEWAL_SECONDS:
                request.session[_RENEWED] = now
        return self._get_response(request)
