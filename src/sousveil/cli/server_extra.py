"""What the commands of the review server need before they import it."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sousveil.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.settings import Settings

_NEEDED = (
    *("django", "argon2", "axes", "babel", "csp", "django_htmx"),
    *("mozilla_django_oidc", "ninja", "waitress", "whitenoise"),
)


def require_server() -> None:
    """Say how to install the server where it is not.

    Raises:
        NotFound: a package of the extra ``server`` is missing.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise NotFound(
            f"the review server is not installed (no {', '.join(missing)})",
            next_step="pip install 'sousveil[server]'",
        )


@contextmanager
def opening_accounts(settings: Settings) -> Iterator[None]:
    """Open a workspace's accounts for the block; changes are journalled as they are made.

    Raises:
        NotFound: the server is not installed.
    """
    require_server()
    import os  # noqa: PLC0415
    from functools import partial  # noqa: PLC0415

    from django.db import connections  # noqa: PLC0415  # an extra

    from sousveil.pipeline.journalling import journal_pending_events  # noqa: PLC0415
    from sousveil.pipeline.workspace import open_workspace  # noqa: PLC0415
    from sousveil.server.application import open_site  # noqa: PLC0415
    from sousveil.server.options import read_server_options  # noqa: PLC0415
    from sousveil.server.site import Site  # noqa: PLC0415

    options = read_server_options(os.environ)
    with open_workspace(settings) as database:
        journal_pending = partial(journal_pending_events, database)
        open_site(Site(settings=settings, options=options, journal_pending=journal_pending))
        try:
            yield
        finally:
            connections.close_all()
