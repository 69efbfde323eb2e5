"""What the frame around every page shows: the menu of this account, languages, theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sousveil import __version__
from sousveil.server.catalogues import LANGUAGES
from sousveil.server.permissions import is_open_to

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from sousveil.server.requests import WorkRequest

THEMES = ("light", "dark")

MENU: Final[tuple[tuple[str, StrPromise], ...]] = (
    ("queue", _("Queue")),
    ("adjudication", _("Adjudication")),
    ("documents", _("Documents")),
    ("submissions", _("Submissions")),
    ("replies", _("Right of reply")),
    ("editions", _("Editions")),
    ("agreement", _("Agreement")),
    ("history", _("History")),
    ("accounts", _("Accounts")),
)
"""Routes of the main menu in their order; each account sees those that are open to it."""


@frozen(kw_only=True)
class MenuItem:
    """One entry of the main menu."""

    label: str
    address: str
    is_current: bool


def describe_shell(request: WorkRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    account = getattr(request, "account", None)
    role = account.as_role if account is not None else None
    match = request.resolver_match
    route = match.view_name if match is not None else ""
    return {
        "account": account,
        "menu": [
            MenuItem(label=str(label), address=reverse(name), is_current=name == route)
            for name, label in MENU
            if is_open_to(name, role)
        ],
        "languages": LANGUAGES,
        "theme": chosen_theme(request),
        "version": __version__,
    }


def chosen_theme(request: WorkRequest) -> str:
    """Return ``light``, ``dark``, or nothing: then the reader's system decides."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""
