"""By what failed sign-ins are counted: the name that was tried, and the address it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def name_tried(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str | None:
    """Return the sign-in name as accounts are found by it; other spellings count as the same."""
    if credentials is not None:
        name = credentials.get("username")
    else:
        name = request.POST.get("username") if request is not None else None
    return str(name).strip().lower()[:255] if name is not None else None


def client_address(request: HttpRequest) -> str | None:
    """Return the address that the request came from, if it came by the net.

    Behind a trusted proxy the WSGI server has put what the proxy says in its place, and it
    removes such headers from all others.
    """
    address: str | None = request.META.get("REMOTE_ADDR")
    return address
