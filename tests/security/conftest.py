"""A site in the middle of its work, with what means harm in its texts."""

from __future__ import annotations

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

from tests.servers.site_fixtures import (
    cheap_passwords,
    made,
    module_sites,
    site_masters,
    sites,
    sites_on_sqlite,
)

__all__ = [
    "cheap_passwords",
    "made",
    "module_sites",
    "site_masters",
    "sites",
    "sites_on_sqlite",
]
