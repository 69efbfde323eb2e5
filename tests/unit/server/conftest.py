"""What tests of the server share: a site on each database, or on the quicker one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

from tests.servers.review_server import ReviewSite, open_review_site
from tests.servers.review_workspace import ReviewWorkspace, open_review_workspace

from sousveil.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReviewSite]:
    """A site over an empty workspace, on SQLite."""
    with open_review_site(read_settings({}, home=str(tmp_path / "home"))) as opened:
        yield opened


@pytest.fixture
def site_on_both(tmp_path: Path, database_url: str) -> Iterator[ReviewSite]:
    """A site over an empty workspace, once on each database."""
    with open_review_site(Settings(home=tmp_path / "home", database_url=database_url)) as opened:
        yield opened


@pytest.fixture
def made(tmp_path: Path) -> Iterator[ReviewWorkspace]:
    """A site over a workspace with claims that wait, one coder for each."""
    with open_review_workspace(read_settings({}, home=str(tmp_path / "home"))) as opened:
        yield opened


@pytest.fixture
def made_for_two(tmp_path: Path) -> Iterator[ReviewWorkspace]:
    """A site over a workspace with claims that wait for two coders each."""
    settings = read_settings({}, home=str(tmp_path / "home"))
    with open_review_workspace(settings, share=1.0) as opened:
        yield opened
