"""The review application as a WSGI program, made from a workspace's settings by code alone.

Django keeps its settings once per process: a process serves one workspace at a time, and
making another application points it at another.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import django
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections, transaction
from django.urls import get_resolver

from sousveil.pipeline.journalling import journal_pending_events
from sousveil.server.assets import collect_static_files
from sousveil.server.configuration import make_django_settings
from sousveil.server.secret_key import keep_secret_key
from sousveil.server.site import Site

if TYPE_CHECKING:
    from sousveil.pipeline.workbench import Workbench
    from sousveil.server.options import ServerOptions

_LOCK_NUMBER = 4_711_751  # any number, the same for all servers of one database


def make_application(bench: Workbench, options: ServerOptions) -> WSGIHandler:
    """Return the application that serves a workspace for as long as its workbench is open.

    Raises:
        CannotConnect: the database does not answer.
        CannotWrite: the workspace cannot be written.
    """
    open_site(
        Site(
            settings=bench.settings,
            options=options,
            journal_pending=partial(journal_pending_events, bench.database),
            workbench=bench,
        )
    )
    collect_static_files()
    # Loaded now and not while the first visitor waits: it takes a second or two.
    get_resolver().url_patterns  # noqa: B018  # read for what reading it loads
    return WSGIHandler()


def open_site(site: Site) -> None:
    """Point this process at a site, and bring its accounts up to date: their tables, their events."""
    configure(site, site.options.secret_key or keep_secret_key(site.settings.home))
    _migrate()
    site.journal_pending()


def configure(site: Site, secret_key: str) -> None:
    """Give Django its settings; nothing is opened or made yet."""
    values = make_django_settings(site, secret_key)
    if not django_settings.configured:
        django_settings.configure(**values)
        django.setup()
        return
    connections.close_all()
    for name, value in values.items():
        setattr(django_settings, name, value)
    connections.settings = connections.configure_settings(None)
    with suppress(AttributeError):  # this thread, or this task of its loop, may have opened none
        del connections["default"]


def _migrate() -> None:
    """Bring the account tables up to date, alone and in one transaction."""
    connection = connections["default"]
    with connection.constraint_checks_disabled(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])
        call_command("migrate", interactive=False, verbosity=0)
