"""The coders' pages in a real browser: locks, selected words, single keys, widths, axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.servers.review_server import PASSWORD
from tests.servers.signing_in import sign_in

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import claims_in_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites

WIDTHS = (360, 768, 1280)


@pytest.fixture
def made(sites: Sites) -> Iterator[ReviewWorkspace]:
    """A workspace where two coders, amina one of them, differ on a claim."""
    with sites.workspace(share=1.0) as opened:
        opened.site.account("amina", "coder", PASSWORD)
        opened.site.account("dora", "editor", PASSWORD)
        bench, claim_id = opened.site.bench, opened.claims["hostile"]
        decide(bench, claim_id, Coding(action=Action.ACCEPT), "budi")
        decide(bench, claim_id, Coding(action=Action.REJECT, reason="no"), "chidi")
        yield opened


@pytest.fixture
def address(made: ReviewWorkspace) -> Iterator[str]:
    with made.site.listening() as listening:
        yield listening


def test_an_open_page_holds_its_claim_and_gives_it_back_when_left(
    made: ReviewWorkspace, address: str, browser_page: Page
) -> None:
    sign_in(browser_page, address, "amina")
    browser_page.goto(f"{address}/claims/{made.claims['uganda']}/")
    browser_page.wait_for_selector("[data-lock]:not(:empty)")
    held = claims_in_hand(made.site.bench, "amina")
    assert [lock.claim_id for lock in held] == [made.claims["uganda"]]
    browser_page.goto(f"{address}/agreement/")
    for _ in range(100):
        if not claims_in_hand(made.site.bench, "amina"):
            break
        browser_page.wait_for_timeout(100)  # the page's last message is on its way
    assert claims_in_hand(made.site.bench, "amina") == ()


def test_selected_words_become_the_quote_of_a_claim(
    made: ReviewWorkspace, address: str, browser_page: Page
) -> None:
    sign_in(browser_page, address, "amina")
    browser_page.goto(f"{address}/documents/{made.documents['unclaimed']}/")
    browser_page.evaluate(
        """() => {
            const text = document.querySelector("pre.text").firstChild;
            const range = document.createRange();
            const start = text.data.lastIndexOf("The council voted to");
            range.setStart(text, start);
            range.setEnd(text, start + 20);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    browser_page.wait_for_function("document.querySelector('[data-quote-start]').value !== ''")
    assert browser_page.input_value("[data-quote]") == "The council voted to"
    browser_page.select_option("[name=country_iso3]", "GBR")
    browser_page.select_option("[name=technology_code]", "other")
    browser_page.get_by_role("button", name="Add the claim").click()
    browser_page.wait_for_url("**/?added=1")
    assert browser_page.text_content(".quote mark") == "The council voted to"
    after = browser_page.text_content(".quote .context >> nth=1") or ""
    assert after.strip() == "publish the contract."


def test_single_keys_move_through_the_list_and_can_be_switched_off(
    made: ReviewWorkspace, address: str, browser_page: Page
) -> None:
    page = browser_page
    sign_in(page, address, "amina")
    page.goto(f"{address}/queue/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.get_attribute("[data-row] >> nth=0", "href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_without_a_script_a_claim_is_taken_and_rejected(
    made: ReviewWorkspace, address: str, browser: Browser
) -> None:
    page = browser.new_context(locale="en", java_script_enabled=False).new_page()
    sign_in(page, address, "amina")
    page.goto(f"{address}/queue/?country=EGY")
    page.get_by_role("button", name="Start: next claim").click()
    assert page.locator("kbd:visible").count() == 0
    page.locator("summary", has_text="Reject").click()
    page.get_by_label("It is another technology").check()
    page.get_by_role("button", name="Reject the claim").click()
    assert "Recorded as entry 3" in (page.text_content(".done") or "")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_overflows_runs_what_others_wrote_or_shuts_anyone_out(
    made: ReviewWorkspace, address: str, browser: Browser, language: str
) -> None:
    page = browser.new_context(locale=language).new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    sign_in(page, address, "dora")
    claims = made.claims
    for path in (
        *("/queue/", "/queue/?country=AFG", f"/claims/{claims['egypt']}/", "/agreement/"),
        *(f"/claims/{claims['hostile']}/", f"/adjudication/{claims['hostile']}/"),
        f"/documents/{made.documents['hostile']}/",
    ):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{address}{path}")
            assert page.title() != "taken"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        for summary in page.locator("main summary").all():
            summary.click()
        found = Axe().run(page).response["violations"]
        bad = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
        assert bad == [], path
    assert refused == []
