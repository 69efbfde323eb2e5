"""Fixtures of the review server: sites and filled workspaces on both databases, or on one.

What reads or writes rows runs on both; ``..._on_sqlite`` is for what no database has a say in,
such as headers, static files, and forms that are refused before anything is asked of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.servers.databases import KINDS
from tests.servers.site_copies import SiteMasters, Sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers.databases import Databases
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace


@pytest.fixture(scope="session")
def cheap_passwords() -> Iterator[None]:
    """Hash passwords by the same function with less work: what it costs is the library's concern."""
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415  # as late

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "memory_cost", 64)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield


@pytest.fixture(scope="session")
def site_masters(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    cheap_passwords: None,  # hashes are made with it from the first on
) -> SiteMasters:
    """The workspaces that those of tests are copies of."""
    return SiteMasters(databases, tmp_path_factory.mktemp("masters"))


@pytest.fixture(params=KINDS)
def sites(request: pytest.FixtureRequest, tmp_path: Path, site_masters: SiteMasters) -> Sites:
    """What opens sites in this test's folder, once on each database."""
    return Sites(kind=request.param, folder=tmp_path, masters=site_masters)


@pytest.fixture(scope="module", params=KINDS)
def module_sites(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    site_masters: SiteMasters,
) -> Sites:
    """What opens a site that a whole module shares, once on each database."""
    folder = tmp_path_factory.mktemp("module")
    return Sites(kind=request.param, folder=folder, masters=site_masters)


@pytest.fixture
def sites_on_sqlite(tmp_path: Path, site_masters: SiteMasters) -> Sites:
    """What opens sites for tests in which the database has no say."""
    return Sites(kind="sqlite", folder=tmp_path, masters=site_masters)


@pytest.fixture
def site(sites: Sites) -> Iterator[ReviewSite]:
    """A site over an empty workspace."""
    with sites.empty() as opened:
        yield opened


@pytest.fixture
def site_on_sqlite(sites_on_sqlite: Sites) -> Iterator[ReviewSite]:
    """A site over an empty workspace, for tests in which the database has no say."""
    with sites_on_sqlite.empty() as opened:
        yield opened


@pytest.fixture
def made(sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site over a workspace with claims that wait, one coder for each."""
    with sites.workspace() as opened:
        yield opened


@pytest.fixture
def made_for_two(sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site over a workspace with claims that wait for two coders each."""
    with sites.workspace(share=1.0) as opened:
        yield opened


@pytest.fixture
def made_living(sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site over a workspace with claims that wait, under the living codebook as it is."""
    with sites.workspace(share=None) as opened:
        yield opened
