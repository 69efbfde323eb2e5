"""Settings: read once from the environment and the command line, then passed down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.store.addresses import sqlite_address

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_HOME = ".sousveil"


@frozen(kw_only=True)
class Settings:
    """Where a workspace keeps its database, its blobs and the editions frozen by name.

    Documents and their syndication clusters have their own folders in ``home``.
    """

    home: Path
    database_url: str

    @property
    def blobs(self) -> Path:
        """The folder of snapshots."""
        return self.home / "blobs"

    @property
    def archive(self) -> Path:
        """The folder of WARC files: every retrieval as it came."""
        return self.home / "archive"

    @property
    def editions(self) -> Path:
        """The folder of editions that commands froze because they were asked for by name."""
        return self.home / "editions"


def read_settings(
    environment: Mapping[str, str], *, home: str | None = None, database_url: str | None = None
) -> Settings:
    """Return the settings; an argument wins over the environment, and that over the default.

    >>> read_settings({"SOUSVEIL_HOME": "w"}).database_url
    'sqlite:///w/sousveil.db'
    """
    folder = Path(home or environment.get("SOUSVEIL_HOME") or DEFAULT_HOME)
    url = (
        database_url
        or environment.get("SOUSVEIL_DATABASE_URL")
        or sqlite_address(folder / "sousveil.db")
    )
    return Settings(home=folder, database_url=url)
