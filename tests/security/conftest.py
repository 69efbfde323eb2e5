"""A site in the middle of its work, with what means harm in its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

from tests.servers.review_workspace import ReviewWorkspace, open_review_workspace

from sousveil.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def made(tmp_path: Path) -> Iterator[ReviewWorkspace]:
    """A site with claims that wait."""
    with open_review_workspace(read_settings({}, home=str(tmp_path / "home"))) as opened:
        yield opened
