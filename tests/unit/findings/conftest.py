"""An edition of 2019 to compute findings of, frozen once."""

from __future__ import annotations

import pytest

from sousveil.editions.opening import Edition, open_edition
from sousveil.pipeline import freeze
from sousveil.settings import Settings, read_settings


@pytest.fixture(scope="session")
def findings_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give the settings of a workspace for the tests of findings."""
    return read_settings({}, home=str(tmp_path_factory.mktemp("findings")))


@pytest.fixture(scope="session")
def frozen_2019(findings_settings: Settings) -> Edition:
    """Give the edition of 2019."""
    folder = findings_settings.home / "frozen"
    freeze(findings_settings, "aigs-2019", folder)
    return open_edition(folder)
