"""Let the pages of other sites read what is public, and nothing else (CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from sousveil.server.permissions import PUBLIC_READS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

_PREFIX = "/api/v1/"


class AllowReading:
    """Say on public reads that any site may read them; credentials are never asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the question that a browser asks first, and mark what may be read."""
        if not _is_public_read(request):
            return self._get_response(request)
        answer: HttpResponseBase
        if request.method == "OPTIONS":
            answer = HttpResponse(status=204)
            answer.headers["Access-Control-Allow-Methods"] = "GET"
            answer.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            answer.headers["Access-Control-Max-Age"] = "86400"
        else:
            answer = self._get_response(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Link, X-Total-Count"
        return answer


def _is_public_read(request: HttpRequest) -> bool:
    asked = request.method
    if asked == "OPTIONS":
        asked = request.headers.get("Access-Control-Request-Method")
    if asked != "GET" or not request.path_info.startswith(_PREFIX):
        return False
    try:
        return resolve(request.path_info).view_name in PUBLIC_READS
    except Resolver404:
        return False
