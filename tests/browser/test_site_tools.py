"""The tools of a published site in a real browser: search, network, charts as files, feeds."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FOUND = "#search-results section:not([hidden]) a"


def address(site: Path, page: str) -> str:
    return (site / page).as_uri()


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """Where the site is served by a static server on this machine."""
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def search(page: Page, words: str) -> list[str]:
    page.fill("#search-words", words)
    page.wait_for_function(
        "words => location.hash === '#q=' + encodeURIComponent(words)", arg=words
    )
    return page.locator(FOUND).all_text_contents()


def test_a_country_is_found_in_any_language_and_without_accents(page: Page, site: Path) -> None:
    page.goto(address(site, "search.html"))
    assert search(page, "ألمانيا")[0] == "Germany"
    assert search(page, "cote d'ivoire")[0] == "Ivory Coast"
    assert search(page, "KEN")[0] == "Kenya"
    assert search(page, "no such thing anywhere") == []
    assert page.locator("#search-count").text_content() == "0"


def test_one_searches_by_keyboard_alone(page: Page, site: Path) -> None:
    page.goto(address(site, "search.html"))
    page.locator("input:focus").wait_for()  # what is typed before is lost
    page.keyboard.type("uganda")
    page.wait_for_selector(FOUND)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Uganda"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/countries/UGA.html")


def test_a_claim_is_found_by_vendor_and_country_and_leads_to_its_row(
    page: Page, site: Path
) -> None:
    page.goto(address(site, "ar/search.html") + "#q=huawei%20kenya")
    claims = page.locator("section[data-kind=claims] a")
    assert claims.count() >= 2
    assert "كينيا" in (claims.first.text_content() or "")
    claims.first.click()
    assert "/ar/countries/KEN.html#aigs-2022-" in page.url
    assert page.locator("tr:target, :target").count() == 1


def test_a_claim_is_found_by_its_identifier_or_the_beginning_of_it(page: Page, site: Path) -> None:
    page.goto(address(site, "countries/KEN.html"))
    anchor = page.locator("tr[id^=aigs-2022-clm_]").first.get_attribute("id") or ""
    identifier = anchor.removeprefix("aigs-2022-")
    page.goto(address(site, "search.html"))
    for asked in (identifier, identifier[:12].upper()):
        assert len(search(page, asked)) == 1
        found = page.locator("section[data-kind=claims] a").first.get_attribute("href")
        assert found == f"countries/KEN.html#{anchor}"
    assert search(page, "clm_0000000000") == []


def test_claims_of_supply_are_found_by_where_it_is_from(page: Page, site: Path) -> None:
    page.goto(address(site, "search.html") + "#q=supply%20china%20kenya")
    assert page.locator(FOUND).count() == 0
    found = search(page, "china kenya")
    assert "Kenya, supply from China: deployed" in found


def test_a_source_is_found_and_unfolded(page: Page, site: Path) -> None:
    page.goto(address(site, "search.html") + "#q=feldstein")
    page.locator("section[data-kind=sources] a").first.click()
    page.locator(".sources li:target").wait_for(state="visible")


def test_more_results_are_shown_on_demand(page: Page, site: Path) -> None:
    page.goto(address(site, "search.html") + "#q=huawei")
    claims = page.locator("section[data-kind=claims]")
    shown = claims.locator("li").count()
    claims.get_by_role("button", name="Show more").click()
    assert claims.locator("li").count() > shown


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_results_of_a_search_shut_nobody_out(browser: Browser, site: Path, folder: str) -> None:
    window = browser.new_page()
    window.goto(address(site, f"{folder}search.html") + "#q=huawei")
    assert window.locator(FOUND).count() > 1
    assert Axe().run(window).response["violations"] == []


def test_without_a_script_the_search_leads_to_the_lists(browser: Browser, site: Path) -> None:
    window = browser.new_context(java_script_enabled=False).new_page()
    window.goto(address(site, "search.html"))
    assert not window.is_visible("#search-words")
    window.click(".no-js >> text=Vendors")
    assert window.url.endswith("/vendors/index.html")


def test_a_mark_of_the_network_shows_what_it_is_joined_to_and_leads_to_its_page(
    page: Page, site: Path
) -> None:
    page.goto(address(site, "network/aigs-2022.html"))
    mark = page.locator('#network a[aria-label^="Huawei:"]')
    mark.focus()
    lit = page.locator("#network .links .lit").count()
    assert mark.get_attribute("aria-label") == f"Huawei: {lit} countries"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/vendors/huawei.html")


@pytest.mark.parametrize(
    "name", ["index.html", "ar/network/aigs-2022.html", "findings/aigs-2019/huawei.html"]
)
def test_a_chart_becomes_a_picture_in_the_browser(page: Page, site: Path, name: str) -> None:
    page.goto(address(site, name))
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename.endswith(".png")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) > 1000
    assert len(data) > 20_000


def test_what_is_downloaded_of_a_switched_map_is_what_it_shows(page: Page, site: Path) -> None:
    page.goto(address(site, "index.html"))
    page.select_option("#map-layer", "home:CHN")
    with page.expect_download() as download:
        page.locator("#map .chart-tools >> text=CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert '"Afghanistan","no supply from there documented"' in text
    with page.expect_download() as download:
        page.locator("#map .chart-tools >> text=SVG").click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    fromstring(drawing)  # noqa: S314  # our own drawing
    assert "Kenya: supply documented" in drawing


def test_the_files_of_a_map_as_it_is_come_from_the_site(
    page: Page, site: Path, served: str
) -> None:
    page.goto(f"{served}/index.html")
    for form in ("SVG", "CSV"):
        with page.expect_download() as download:
            page.locator(f"#map .chart-tools >> text={form}").click()
        ours = site / f"charts/map-aigs-2022.{form.lower()}"
        assert Path(download.value.path()).read_bytes() == ours.read_bytes()


def test_an_embed_snippet_shows_the_chart_alone(page: Page, browser: Browser, served: str) -> None:
    page.goto(f"{served}/ar/technologies/facial_recognition.html")
    snippet = page.locator("[data-embed]").first.text_content() or ""
    assert f'src="{served}/ar/embed/map-aigs-2022-facial_recognition.html"' in snippet
    elsewhere = browser.new_page()
    elsewhere.set_content(snippet)
    frame = elsewhere.frame_locator("iframe")
    frame.locator("img").wait_for()
    assert frame.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert frame.locator("a").get_attribute("target") == "_blank"
