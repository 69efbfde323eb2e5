"""Sites over copies of workspaces that were made once: as if each test had made its own.

with sites.workspace(share=1.0) as made:
    assert made.site.client("coder").get("/queue/").status_code == 200
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen
from tests.servers.review_server import open_review_site
from tests.servers.review_workspace import codebook_with_share, open_review_workspace

from sousveil.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.databases import Databases
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace

    from sousveil.server.options import ServerOptions


class SiteMasters:
    """The workspaces that copies are made of: each is made when it is first asked for."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self.databases = databases
        self._folder = folder
        self._empty: dict[str, Settings] = {}
        self._filled: dict[tuple[str, float | None], ReviewWorkspace] = {}

    def empty(self, kind: str) -> Settings:
        """Return where a workspace with nothing in it is."""
        if kind not in self._empty:
            settings = self._place(kind, "empty")
            with open_review_site(settings):
                pass  # its tables and its key are made
            self._empty[kind] = settings
        return self._empty[kind]

    def filled(self, kind: str, share: float | None) -> ReviewWorkspace:
        """Return what was filled into a workspace; ``share`` as ``Sites.workspace`` takes it."""
        key = kind, share
        if key not in self._filled:
            settings = self._place(kind, f"filled-{share}")
            with open_review_workspace(settings, share=share) as made:
                self._filled[key] = made
        return self._filled[key]

    def _place(self, kind: str, name: str) -> Settings:
        folder = self._folder / f"{kind}-{name}"
        folder.mkdir()
        url, _drop = self.databases.make(kind, folder, like=self.databases.migrated(kind))
        return Settings(home=folder / "home", database_url=url)


@frozen(kw_only=True)
class Sites:
    """Opens sites over workspaces in a test's own folder, on one kind of database."""

    kind: str
    folder: Path
    masters: SiteMasters

    @contextmanager
    def empty(
        self, options: ServerOptions | None = None, *, codebook_name: str = "sousveil"
    ) -> Iterator[ReviewSite]:
        """Open a site over a workspace with nothing in it."""
        master = self.masters.empty(self.kind)
        with (
            self._copy(master) as settings,
            open_review_site(settings, options, codebook_name=codebook_name) as site,
        ):
            yield site

    @contextmanager
    def workspace(
        self, *, share: float | None = 0.0, codebook_name: str | None = None
    ) -> Iterator[ReviewWorkspace]:
        """Open a site over a workspace with claims that wait, a share of them for two coders.

        None leaves the share to the bundled codebook, under which the workspace then is, or to
        another one that is named.
        """
        master = self.masters.filled(self.kind, share)
        with self._copy(master.site.bench.settings) as settings:
            codebook_name = codebook_name or codebook_with_share(settings, share)
            with open_review_site(settings, codebook_name=codebook_name) as site:
                yield evolve(master, site=site)

    @contextmanager
    def _copy(self, master: Settings) -> Iterator[Settings]:
        make = self.masters.databases.making
        with make(self.kind, self.folder, like=master.database_url) as url:
            home = Path(shutil.copytree(master.home, self.folder / "home"))
            yield Settings(home=home, database_url=url)
