"""The first page: what there is to do for whoever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest


@require_safe
def show_home(request: WorkRequest) -> HttpResponse:
    """Show the way in, or to the work."""
    return render(request, "home.html")
