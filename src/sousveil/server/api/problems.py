"""What the API answers when it cannot do what was asked: problem details (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from ninja import Schema
from pydantic import Field

from sousveil.errors import BadInput, Conflict, InvalidData, NotAllowed, NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


MEDIA_TYPE = "application/problem+json"
WAIT_SECONDS = 3600
"""How long who asked or sent too often waits: throttles count by the hour."""
_TITLES = {
    400: "This request cannot be understood",
    403: "This is not open to you",
    404: "There is no such thing",
    409: "Somebody was faster, or it is not the turn",
    413: "This is too large",
    422: "Something in this request is wrong",
    429: "Too many requests",
}


class Problem(Schema):
    """Why a request was refused, and what to do next."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no such claim; look it up in the queue"])
    problems: list[str] | None = Field(
        None, description="all that is wrong, one by one", examples=[["limit: not a number"]]
    )


def problem(status: int, detail: str, problems: list[str] | None = None) -> HttpResponse:
    """Answer with what is wrong."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES[status],
        "status": status,
        "detail": detail,
    }
    if problems is not None:
        body["problems"] = problems
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    if status == 429:
        answer.headers["Retry-After"] = str(WAIT_SECONDS)
    return answer


def answer_error(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer an error that we raise on purpose; any other is a failure of ours."""
    if isinstance(error, NotFound):
        status = 404
    elif isinstance(error, NotAllowed):
        status = 403
    elif isinstance(error, Conflict):
        status = 409
    elif isinstance(error, BadInput):
        status = 422
    else:
        raise error
    listed = list(error.problems) if isinstance(error, InvalidData) else None
    return problem(
        status, "; ".join(part for part in (error.what, error.next_step) if part), listed
    )


def answer_invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer parameters or a body that are not what the description asks for."""
    found = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors]
    return problem(422, "correct what is listed", found)


def answer_http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer a body that is no JSON, and the like."""
    return problem(error.status_code if error.status_code in _TITLES else 400, str(error))
