"""A real browser for tests: Debian's Chromium, driven by Playwright; skipped where there is none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sousveil.editions.opening import Edition, open_edition
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.replication import replicate
from sousveil.findings.stress.grid import load_grid
from sousveil.findings.stress.running import stress_findings
from sousveil.pipeline import audit_table_by_id, freeze
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site
from sousveil.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytest.importorskip("django", reason="the extra 'server' is not installed")

from tests.servers.site_fixtures import (
    cheap_passwords,
    site_masters,
    sites,
    sites_on_sqlite,
)

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

__all__ = ["cheap_passwords", "site_masters", "sites", "sites_on_sqlite"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser without a person before it, for the tests of one module.

    Playwright runs an event loop in this thread, in which Django's models refuse to work
    unless told that it is meant; and nobody else's loop could run, if it lasted longer.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser with nothing open and nothing remembered."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def browser_page(browser: Browser) -> Page:
    """One page of a browser that remembers nothing, in English."""
    return browser.new_context(locale="en").new_page()


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Edition]:
    """The bundled editions, frozen."""
    home = tmp_path_factory.mktemp("workspace")
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'sousveil.db'}")
    for name in ("aigs-2019", "aigs-2022"):
        freeze(settings, name, home / name)
    return open_edition(home / "aigs-2019"), open_edition(home / "aigs-2022")


@pytest.fixture(scope="session")
def site(
    editions: tuple[Edition, Edition], make_once: Callable[[str, Callable[[Path], object]], Path]
) -> Path:
    """A site of both editions in English and Arabic, with one stress test."""
    return make_once("browser-site", lambda target: _write_site(editions, target))


def _write_site(editions: tuple[Edition, Edition], target: Path) -> None:
    first, second = editions
    catalogue = load_catalogue("aigs-2019")
    huawei = tuple(query for query in catalogue.findings if query.finding_id == "huawei")
    stress = stress_findings(
        first,
        type(catalogue)(findings=huawei),
        lambda _name: first,
        load_grid(),
        lambda _progress: None,
    )
    publications = (
        EditionPublication(
            edition=first,
            replication=replicate(first),
            audit=audit_table_by_id("aigs-2019"),
            stress=stress,
        ),
        EditionPublication(edition=second, replication=replicate(second)),
    )
    write_site(publications, target, languages=("en", "ar"))


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page whose window fails the test if a script fails or the policy refuses something."""
    opened = browser.new_page(viewport={"width": 1200, "height": 900})

    def fail(text: str) -> None:
        raise AssertionError(text)

    opened.on("pageerror", lambda error: fail(str(error)))
    opened.on("console", lambda told: fail(told.text) if told.type == "error" else None)
    return opened
