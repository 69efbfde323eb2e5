"""What every request goes through besides Django's own: limits, the account, permissions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from sousveil.server.accounts.models import Account
from sousveil.server.accounts.tokens import account_of_token
from sousveil.server.failures import refuse
from sousveil.server.permissions import PERMISSIONS, is_open_to
from sousveil.server.site import current_site, current_workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from sousveil.server.requests import WorkRequest

    Answer = Callable[[WorkRequest], HttpResponseBase]

_LOGGER = logging.getLogger("sousveil.server")
API_PREFIX = "/api/"


class AnswerHead:
    """Answer HEAD as GET is answered, without the body.

    The API's framework knows no HEAD, and the HTTP server would send a body with it.
    """

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: WorkRequest) -> HttpResponseBase:
        """Pass the request on, and leave the body out."""
        if request.method != "HEAD":
            return self._get_response(request)
        if request.path_info.startswith(API_PREFIX):
            request.method = "GET"
        answer = self._get_response(request)
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = ()
        elif isinstance(answer, HttpResponse):
            answer.content = b""  # its Content-Length stays that of the whole
        return answer


class LimitBody:
    """Refuse a body larger than an upload may be, before anything reads it."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: WorkRequest) -> HttpResponseBase:
        """Answer 413 to what is too large."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal():
            return refuse(request, 400)
        if int(said) > current_site().options.upload_limit:
            return refuse(request, 413)
        return self._get_response(request)


class NameAccount:
    """Set ``request.account``: by session on pages, by token on the API, where cookies count not."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: WorkRequest) -> HttpResponseBase:
        """Find the account, and put the workbench at hand."""
        request.workbench = current_workbench()
        if request.path_info.startswith(API_PREFIX):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            is_token = scheme.lower() == "bearer"
            request.account = account_of_token(token.strip()) if is_token else None
        else:
            user: Any = request.user
            request.account = user if isinstance(user, Account) else None
        answer = self._get_response(request)
        if request.account is not None and not answer.has_header("Cache-Control"):
            # What an account sees must not come back from a cache after it signed out.
            answer.headers["Cache-Control"] = "no-store"
        return answer


class CheckPermission:
    """Refuse a route that the table does not open to this account."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: WorkRequest) -> HttpResponseBase:
        """Pass the request on; the check waits until its route is known."""
        return self._get_response(request)

    def process_view(
        self, request: WorkRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Answer instead of the view where the table says so."""
        match = request.resolver_match
        route = match.view_name if match is not None else ""
        role = request.account.as_role if request.account is not None else None
        if is_open_to(route, role):
            return None
        if route not in PERMISSIONS:
            _LOGGER.error("route %r is in no permission table; it was refused", route)
            return refuse(request, 403)
        if request.account is not None:
            return refuse(request, 403)
        return _ask_to_sign_in(request)


def _ask_to_sign_in(request: WorkRequest) -> HttpResponseBase:
    """Send a reader of pages to the sign-in; tell a program and a form that it must."""
    if request.path_info.startswith(API_PREFIX):
        return refuse(request, 401)
    if request.htmx:
        query = urlencode({"next": request.htmx.current_url_abs_path or "/"})
        return HttpResponse(headers={"HX-Redirect": f"{reverse('sign-in')}?{query}"})
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    return redirect_to_login("/", reverse("sign-in"))
