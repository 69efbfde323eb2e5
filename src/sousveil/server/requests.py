"""A request as pages see it: with the account that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from sousveil.pipeline.workbench import Workbench
    from sousveil.server.accounts.models import Account


class WorkRequest(HttpRequest):
    """What middleware makes of Django's own request, named for the type checker."""

    account: Account | None
    htmx: HtmxDetails
    workbench: Workbench


def account_of(request: WorkRequest) -> Account:
    """Return the account, on a route that the permission table keeps for accounts."""
    if request.account is None:
        raise LookupError("the permission table opens this route to everyone")
    return request.account
