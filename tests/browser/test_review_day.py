"""A team's day in a real browser: two coders by keyboard, an adjudicator, an editor, and the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.servers.site_copies import Sites

CLAIMS = 10


def test_ten_claims_are_coded_twice_settled_frozen_and_seen_in_their_cell(
    sites: Sites, browser: Browser
) -> None:
    with sites.workspace(share=1.0) as made:
        for name, role in (("amina", "coder"), ("budi", "coder"), ("chen", "adjudicator")):
            made.site.account(name, role, password=PASSWORD)
        made.site.account("dora", "editor", password=PASSWORD)
        with made.site.listening() as address:
            amina = _sign_in(browser, address, "amina")
            coded = _code(amina, address, rejects_first=True)
            assert len(coded) == len(set(coded)) == CLAIMS
            budi = _sign_in(browser, address, "budi")
            again = _code(budi, address, rejects_first=False)
            assert again == coded
            chen = _sign_in(browser, address, "chen")
            settled = _settle(chen, address)
            assert settled == coded[0]
            dora = _sign_in(browser, address, "dora")
            _freeze_and_look(dora, address, made.site.bench.codebook.codebook_id)


def _sign_in(browser: Browser, address: str, name: str) -> Page:
    page = browser.new_context(locale="en").new_page()
    page.goto(f"{address}/queue/" if name != "dora" else f"{address}/editions/")
    page.locator("input:focus").wait_for()  # what is typed before is lost
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/*/")
    return page


def _code(page: Page, address: str, *, rejects_first: bool) -> list[str]:
    """Decide on the claims that the queue gives, by keys alone; return their ids."""
    ids = []
    page.goto(f"{address}/queue/")
    for number in range(CLAIMS):
        with page.expect_navigation():
            page.keyboard.press("n")
        ids.append(page.url.partition("/claims/")[2].partition("/")[0])
        assert "What the machine thought" not in page.content()
        if number == 0:
            assert _violations(page) == []
        if rejects_first and number == 0:
            page.keyboard.press("r")
            page.keyboard.press("Space")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        else:
            with page.expect_navigation():
                page.keyboard.press("a")
        assert "Recorded as entry" in page.inner_text("main")
        assert "What the machine thought" in page.inner_text("main")
    return ids


def _settle(page: Page, address: str) -> str:
    """Settle the one claim that the coders differ on, by key; return its id."""
    page.goto(f"{address}/adjudication/")
    waiting = page.locator("main a[href^='/adjudication/clm_']")
    assert waiting.count() == 1
    waiting.click()
    page.wait_for_url("**/adjudication/clm_*/")
    claim_id = page.url.rstrip("/").rpartition("/")[2]
    assert page.inner_text("main").count("differs") >= 1
    assert _violations(page) == []
    with page.expect_navigation():
        page.keyboard.press("a")
    assert "The claim is settled." in page.inner_text("main")
    return claim_id


def _freeze_and_look(page: Page, address: str, codebook_id: str) -> None:
    """Freeze the edition of the codebook, and look at a cell of the claims accepted."""
    page.goto(f"{address}/editions/{codebook_id}/freeze/")
    with page.expect_navigation():
        page.get_by_role("button", name="Freeze it now").click()
    page.goto(f"{address}/editions/{codebook_id}/KEN/facial_recognition/")
    text = page.inner_text("main")
    assert "Kenya" in text
    assert "Present." in text
    assert "(budi)" in text or "(chen)" in text
    assert "clm_" in text
    assert _violations(page) == []


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
