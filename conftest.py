"""Doctests of the server: its modules can be imported only once Django is set up."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_SERVER = Path(__file__).parent / "src" / "sousveil" / "server"

collect_ignore = [] if find_spec("django") else [str(_SERVER)]


def pytest_collect_file(file_path: Path) -> None:
    """Set Django up when the first module of the server is looked at; no database is opened."""
    if file_path.is_relative_to(_SERVER):
        _set_up_django()


@cache
def _set_up_django() -> None:
    from sousveil.server.application import configure  # noqa: PLC0415  # the extra may be missing
    from sousveil.server.options import ServerOptions  # noqa: PLC0415  # as above
    from sousveil.server.site import Site  # noqa: PLC0415  # as above
    from sousveil.settings import read_settings  # noqa: PLC0415  # as above

    settings = read_settings({}, home="no-workspace")
    site = Site(settings=settings, options=ServerOptions(), journal_pending=lambda: None)
    configure(site, secret_key="of doctests")  # noqa: S106  # nothing is signed with it
