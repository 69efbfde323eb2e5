"""Where a form sends its reader afterwards: a page of this site and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from sousveil.server.requests import WorkRequest


def go_back(request: WorkRequest) -> HttpResponseRedirect:
    """Return to the page that the form names, if it is one of ours; else to the first page."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if is_ours else "/")
