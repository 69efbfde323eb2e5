"""What the server makes of its own files at start-up: hashed static files, compiled catalogues.

They are made anew in a temporary folder for each process, so that an installed package can
be read-only, two servers never write the same file, and nothing is ever stale.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from attrs import frozen

from sousveil.server.catalogues import compile_catalogues

_PACKAGE = Path(__file__).parent
_UNUSED = ["htmx-4*", "htmax-*", "htmx-2.js", "ext"]


@frozen(kw_only=True)
class Assets:
    """Where the files lie."""

    static_sources: Path
    static_root: Path
    catalogues: Path
    templates: Path


@cache
def assets_folder() -> Assets:
    """Make this process's folder, with the catalogues in it; it goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="sousveil-server-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    compile_catalogues(folder / "locale")
    return Assets(
        static_sources=_PACKAGE / "static",
        static_root=folder / "static",
        catalogues=folder / "locale",
        templates=_PACKAGE / "templates",
    )


@cache
def collect_static_files() -> None:
    """Copy the static files to names with their hash in them; Django must be set up."""
    from django.core.management import call_command  # noqa: PLC0415  # needs Django set up

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=_UNUSED)
