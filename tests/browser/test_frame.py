"""The frame of every page in a real browser: by keyboard, in both directions, at three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from tests.servers.site_copies import Sites

WIDTHS = (360, 768, 1280)
PAGES = ("/", "/account/", "/account/password/", "/accounts/", "/accounts/invite/", "/nothing/")


@pytest.fixture
def address(sites_on_sqlite: Sites) -> Iterator[str]:
    """Where a site with an administrator and a coder listens."""
    with sites_on_sqlite.empty() as site:
        site.account("amina", "administrator", password=PASSWORD)
        site.account("budi")
        with site.listening() as listening:
            yield listening


def test_one_signs_in_chooses_dark_and_signs_out_by_keyboard(
    address: str, browser_page: Page
) -> None:
    page = browser_page
    page.goto(f"{address}/accounts/")
    page.locator("input:focus").wait_for()  # what is typed before is lost
    page.keyboard.type("amina")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/accounts/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="Dark").press("Enter")
    page.wait_for_load_state()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light == "rgb(20, 23, 26)"
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account/")
    assert "/sign-in/" in page.url


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_overflows_breaks_its_policy_or_shuts_anyone_out(
    address: str, browser: Browser, language: str, scheme: str
) -> None:
    context = browser.new_context(locale=language, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.on("pageerror", lambda error: refused.append(str(error)))
    found = []
    for path in ("/sign-in/", *PAGES):
        page.goto(f"{address}{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            beyond = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert beyond <= 0, (path, width)
        violations = Axe().run(page).response["violations"]
        found += [(path, each["id"]) for each in violations]
        if path == "/sign-in/":
            page.fill("[name=username]", "amina")
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{address}/")
    assert found == []
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert [text for text in refused if "Content Security Policy" in text] == []
