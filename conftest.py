"""For tests and doctests alike: Django for the server's modules, and of what coverage is taken."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_ROOT = Path(__file__).parent
_SERVER = _ROOT / "src" / "sousveil" / "server"
_REPEATING = ("browser", "fuzz", "golden", "property")
"""Folders of tests that go, often hundreds of times, through lines that unit tests are there to cover.

Their coverage is not taken: it would double their time.
"""

collect_ignore = [] if find_spec("django") else [str(_SERVER)]


def pytest_collect_file(file_path: Path) -> None:
    """Set Django up when the first module of the server is looked at; no database is opened."""
    if file_path.is_relative_to(_SERVER):
        _set_up_django()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take no coverage of tests that repeat what others cover."""
    folders = tuple(_ROOT / "tests" / name for name in _REPEATING)
    for item in items:
        if item.config.pluginmanager.hasplugin("_cov") and any(
            map(item.path.is_relative_to, folders)
        ):
            item.add_marker("no_cover")


@cache
def _set_up_django() -> None:
    from sousveil.server.application import configure  # noqa: PLC0415  # the extra may be missing
    from sousveil.server.options import ServerOptions  # noqa: PLC0415  # as above
    from sousveil.server.site import Site  # noqa: PLC0415  # as above
    from sousveil.settings import read_settings  # noqa: PLC0415  # as above

    settings = read_settings({}, home="no-workspace")
    site = Site(settings=settings, options=ServerOptions(), journal_pending=lambda: None)
    configure(site, secret_key="of doctests")  # noqa: S106  # nothing is signed with it
