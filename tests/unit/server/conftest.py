"""What tests of the server share: sites on each database."""

from __future__ import annotations

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

from tests.servers.site_fixtures import (
    cheap_passwords,
    made,
    made_for_two,
    made_living,
    module_sites,
    site,
    site_masters,
    site_on_sqlite,
    sites,
    sites_on_sqlite,
)

__all__ = [
    "cheap_passwords",
    "made",
    "made_for_two",
    "made_living",
    "module_sites",
    "site",
    "site_masters",
    "site_on_sqlite",
    "sites",
    "sites_on_sqlite",
]
