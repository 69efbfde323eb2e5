"""Pages for what cannot be answered: they say what to do next and nothing of how we work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sousveil.errors import BadInput, Conflict, NotAllowed, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

THROTTLE_SECONDS = 15 * 60
"""How long sign-in is refused after too many failures."""


_STATUS_OF = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (BadInput, 400))


class AnswerErrors:
    """Answer an error that a page did not foresee by its kind; only unknown ones are our failure.

    What the error says stays here: it is for whoever runs the server.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; that a method is not allowed is said with a page of ours."""
        answer = self._get_response(request)
        if answer.status_code != 405:
            return answer
        page = refuse(request, 405)
        page.headers["Allow"] = answer.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised."""
        for kind, status in _STATUS_OF:
            if isinstance(exception, kind):
                return refuse(request, status)
        return None


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """Answer with a page in the house style, or with JSON where a program asks."""
    title, advice = _describe(status)
    answer: HttpResponse
    if request.path_info.startswith("/api/"):
        told = {"type": "about:blank", "title": title, "status": status, "detail": advice}
        answer = JsonResponse(told, status=status, content_type="application/problem+json")
    else:
        # No request, and so no session, account or database: this page must not fail itself.
        context = {"status": status, "title": title, "advice": advice}
        context |= {"theme": request.COOKIES.get("theme", "")}
        answer = HttpResponse(render_to_string("failure.html", context), status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="sousveil"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or a form that is too large."""
    return refuse(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what this account may not do."""
    del exception
    return refuse(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from our own page, or from one that is too old."""
    del reason
    return refuse(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    del exception
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed; the log has the reason."""
    return refuse(request, 500)


def too_many_attempts(
    request: HttpRequest, original_response: object = None, credentials: Any = None
) -> HttpResponse:
    """Answer a sign-in after too many failures, for this name or from this address."""
    del original_response, credentials
    answer = refuse(request, 429)
    answer.headers["Retry-After"] = str(THROTTLE_SECONDS)
    return answer


def _describe(status: int) -> tuple[str, str]:
    texts = {
        400: (
            _("This request cannot be understood"),
            _("Go back, reload the page and try again."),
        ),
        401: (_("A valid token is needed"), _("Send it as: Authorization: Bearer TOKEN.")),
        403: (
            _("This is not open to you"),
            _("If you were filling in a form, reload it first. Else ask an administrator."),
        ),
        404: (_("There is no such page"), _("Check the address, or start from the first page.")),
        405: (
            _("This address cannot be asked like that"),
            _("Start from the first page, and use the form that leads here."),
        ),
        409: (
            _("Somebody else was faster"),
            _("What you saw has changed since. Go back and reload the page."),
        ),
        413: (_("This is too large"), _("Send a smaller file or a shorter text.")),
        429: (
            _("Too many attempts"),
            _("Wait for 15 minutes, then try again. An administrator can give you a new link."),
        ),
        500: (
            _("Something failed on our side"),
            _("Try again. If it stays so, tell an administrator when it happened."),
        ),
    }
    return texts[status]
