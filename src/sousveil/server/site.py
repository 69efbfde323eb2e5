"""The site that this process serves: one workspace, its options, and where changes are told.

Django keeps its settings once per process, and so the site is one of them.
"""

from __future__ import annotations

from typing import cast

from attrs import frozen
from django.conf import settings as django_settings

from sousveil.server.accounts.telling import Journal
from sousveil.server.options import ServerOptions
from sousveil.settings import Settings


@frozen(kw_only=True)
class Site:
    """A workspace that is served."""

    settings: Settings
    options: ServerOptions
    journal: Journal


def current_site() -> Site:
    """Return the site of this process."""
    return cast("Site", django_settings.SOUSVEIL_SITE)
