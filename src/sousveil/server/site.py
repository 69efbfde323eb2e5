"""The site that this process serves: one workspace, its options, and where changes are told.

Django keeps its settings once per process, and so the site is one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from attrs import frozen
from django.conf import settings as django_settings

from sousveil.pipeline.workbench import Workbench
from sousveil.server.options import ServerOptions
from sousveil.settings import Settings


@frozen(kw_only=True)
class Site:
    """A workspace whose accounts are open; with a workbench, it is served too.

    ``journal_pending`` brings events that wait into the journal, on a connection of its own.
    """

    settings: Settings
    options: ServerOptions
    journal_pending: Callable[[], None]
    workbench: Workbench | None = None


def current_site() -> Site:
    """Return the site of this process."""
    return cast("Site", django_settings.SOUSVEIL_SITE)


def current_workbench() -> Workbench:
    """Return the workbench of the site that is served."""
    workbench = current_site().workbench
    if workbench is None:
        raise LookupError("the accounts were opened without the workbench")
    return workbench
