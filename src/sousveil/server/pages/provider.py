"""Sign in by an OpenID provider, where the server was told of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from sousveil.server.site import current_site

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from sousveil.server.requests import WorkRequest


def start(request: WorkRequest) -> HttpResponseBase:
    """Send the reader to the provider."""
    _require_provider()
    answer: HttpResponseBase = OIDCAuthenticationRequestView.as_view()(request)
    return answer


def finish(request: WorkRequest) -> HttpResponseBase:
    """Take the reader back from the provider and sign them in."""
    _require_provider()
    answer: HttpResponseBase = OIDCAuthenticationCallbackView.as_view()(request)
    return answer


def _require_provider() -> None:
    if current_site().options.provider is None:
        raise Http404
