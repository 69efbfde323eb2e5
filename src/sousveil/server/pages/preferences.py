"""A reader's own choice of light or dark, and of language; kept in cookies, no account needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as django_settings
from django.views.decorators.http import require_POST

from sousveil.server.catalogues import LANGUAGES
from sousveil.server.pages.redirects import go_back
from sousveil.server.shell import THEMES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

_YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def set_theme(request: WorkRequest) -> HttpResponse:
    """Keep the choice of a theme; anything that is none leaves it to the reader's system."""
    return _keep(request, "theme", request.POST.get("theme", ""), THEMES)


@require_POST
def set_language(request: WorkRequest) -> HttpResponse:
    """Keep the choice of a language; anything that is none leaves it to the browser."""
    name = django_settings.LANGUAGE_COOKIE_NAME
    known = tuple(code for code, _name in LANGUAGES)
    return _keep(request, name, request.POST.get("language", ""), known)


def _keep(request: WorkRequest, cookie: str, value: str, known: tuple[str, ...]) -> HttpResponse:
    answer = go_back(request)
    if value in known:
        answer.set_cookie(
            cookie,
            value,
            max_age=_YEAR_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        answer.delete_cookie(cookie)
    return answer
