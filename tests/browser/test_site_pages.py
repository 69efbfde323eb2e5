"""A published site in a real browser, opened from disk: map, tables, comparison, languages, axe."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from sousveil.editions.opening import Edition
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PAGE_TYPES = (
    "index.html",
    "countries/index.html",
    "countries/KEN.html",
    "vendors/index.html",
    "vendors/huawei.html",
    "technologies/index.html",
    "technologies/facial_recognition.html",
    "editions/aigs-2019/index.html",
    "findings/index.html",
    "findings/aigs-2019/huawei.html",
    "network/aigs-2022.html",
    "search.html",
    "embed/map-aigs-2019.html",
    "compare/index.html",
    "compare/countries.html",
    "compare/vendors.html",
    "compare/editions/aigs-2019..aigs-2022.html",
    "audit/index.html",
    "audit/aigs-2019.html",
    "data.html",
    "methodology.html",
    "corrections.html",
)
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 200);
})"""


def address(site: Path, page: str) -> str:
    return (site / page).as_uri()


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_axe_finds_nothing_serious_on_any_page_type(
    browser: Browser, site: Path, folder: str
) -> None:
    found = []
    window = browser.new_page()
    for name in PAGE_TYPES:
        window.goto(address(site, folder + name))
        violations = Axe().run(window).response["violations"]
        found += [
            (name, each["id"], each["nodes"][0]["html"][:120])
            for each in violations
            if each["impact"] in {"serious", "critical"}
        ]
    assert found == []


@pytest.mark.parametrize("width", [360, 820, 1280])
def test_no_page_is_wider_than_its_window(browser: Browser, site: Path, width: int) -> None:
    window = browser.new_page(viewport={"width": width, "height": 800})
    wide = []
    for name in (*PAGE_TYPES, "ar/index.html", "ar/countries/KEN.html"):
        window.goto(address(site, name))
        if window.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []


def test_nothing_jumps_while_a_page_loads(page: Page, site: Path) -> None:
    for name in ("index.html", "ar/index.html", "countries/KEN.html", "compare/countries.html"):
        page.goto(address(site, name))
        assert page.evaluate(SHIFTS) < 0.01, name


def test_the_map_shows_what_is_chosen_and_the_table_says_the_same(page: Page, site: Path) -> None:
    page.goto(address(site, "index.html"))
    title = page.locator("#map a[data-code=KEN] title")
    assert (title.text_content() or "").startswith("Kenya: 4 of 4 technologies: Smart city or")
    page.select_option("#map-edition", "aigs-2019")
    assert title.text_content() == "Kenya: 3 technologies"
    page.select_option("#map-layer", "technology:social_media_surveillance")
    assert title.text_content() == "Kenya: not a unit of the codebook"
    page.select_option("#map-edition", "aigs-2022")
    assert title.text_content() == "Kenya: in use"
    assert page.locator("#map-legend li[data-key=yes] .quiet").text_content() == "38"
    page.select_option("#map-layer", "home:CHN")
    assert title.text_content() == "Kenya: supply documented"
    shape = page.locator("#map a[data-code=AFG] path")
    assert shape.get_attribute("fill") == "url(#hatch-not-searched)"
    page.click("#map-table summary")
    row = page.locator("#map-values tr[data-code=AFG] td")
    assert row.text_content() == "no supply from there documented"


def test_the_map_is_one_stop_and_arrows_go_on_from_there(page: Page, site: Path) -> None:
    page.goto(address(site, "index.html"))
    assert page.locator('#map a[data-code][tabindex="0"]').count() == 1
    page.focus("#map .skip")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.code") == "AFG"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg')") is None
    page.locator("#map a[data-code=KEN]").evaluate("(shape) => shape.focus()")
    page.keyboard.press("ArrowLeft")
    reached = page.evaluate("document.activeElement.dataset.code")
    assert reached == "UGA"
    assert "Uganda" in (page.locator("#map-readout").text_content() or "")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("countries/UGA.html")


def test_small_countries_can_be_hit_and_regions_zoomed_to(page: Page, site: Path) -> None:
    page.goto(address(site, "index.html"))
    hit = page.locator("#map a[data-code=SGP] .hit")
    before = hit.bounding_box()
    page.select_option("#map-region", "EAP")
    after = hit.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] > 10
    page.select_option("#map-region", "")
    again = hit.bounding_box()
    assert again is not None
    assert round(again["width"]) == round(before["width"])


def test_tables_sort_by_a_column_and_filter(page: Page, site: Path) -> None:
    page.goto(address(site, "vendors/index.html"))
    first = page.locator("#vendors tbody tr:not([hidden]) th").first
    count = page.get_by_role("button", name="aigs-2022")
    count.click()
    count.click()
    assert first.text_content() == "Huawei"
    assert page.locator('#vendors th[aria-sort="descending"]').count() == 1
    page.fill("[data-filter=vendors]", "palantir")
    assert page.locator("#vendors tbody tr:not([hidden])").count() == 1
    assert page.locator("[data-filtered=vendors]").text_content() == "1"


def test_two_countries_are_compared_as_the_address_asks(page: Page, site: Path) -> None:
    page.goto(address(site, "compare/countries.html") + "?a=KEN&b=UGA")
    assert page.locator("#compared thead th").nth(1).text_content() == "Kenya"
    assert page.locator("#compared thead th").nth(2).text_content() == "Uganda"
    page.select_option("#second", "FRA")
    assert page.locator("#compared thead th").nth(2).text_content() == "France"
    last = page.locator("#compared tbody tr").last
    assert last.locator("td").all_text_contents() == ["electoral autocracy", "liberal democracy"]


def test_two_vendors_are_compared_in_arabic(page: Page, site: Path) -> None:
    page.goto(address(site, "ar/compare/vendors.html") + "?a=huawei&b=nec")
    first = page.locator("#compared tbody tr").first
    assert first.locator("td").all_text_contents() == ["الصين", "اليابان"]


def test_the_switch_of_languages_leads_to_the_same_page(page: Page, site: Path) -> None:
    page.goto(address(site, "countries/KEN.html"))
    page.click(".languages >> text=العربية")
    assert page.url.endswith("ar/countries/KEN.html")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.click(".languages >> text=English")
    assert page.url.endswith("countries/KEN.html")
    assert "ar/" not in page.url.rpartition("site/")[2]


def test_pages_read_without_a_script(browser: Browser, site: Path) -> None:
    window = browser.new_context(java_script_enabled=False).new_page()
    window.goto(address(site, "index.html"))
    assert not window.is_visible("#map-edition")
    assert window.is_visible("text=Other maps:")
    window.goto(address(site, "compare/countries.html"))
    assert not window.is_visible("#comparison")
    window.click("#choices >> text=Kenya")
    assert window.url.endswith("countries/KEN.html")


def test_a_download_is_there(page: Page, site: Path) -> None:
    page.goto(address(site, "data.html"))
    target = page.locator("a[download]").first.get_attribute("href")
    assert target is not None
    assert (site / target).is_file()


def test_names_of_ten_thousand_letters_and_turning_marks_break_no_page(
    page: Page, editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(editions[0].folder, folder)
    hostile = "<script>alert(1)</script>\u202e" + "W" * 10_000
    for table, column in (("vendors", "vendor_name"), ("units", "country_name")):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            for number, row in enumerate(rows):
                writer.writerow(row | ({column: hostile} if number < 3 else {}))
    edition = Edition(folder=folder, manifest=editions[0].manifest)
    write_site([EditionPublication(edition=edition)], tmp_path / "site", languages=("en",))
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    for name in ("index.html", "countries/index.html", "countries/AFG.html", "vendors/index.html",
                 "compare/countries.html", "compare/vendors.html"):  # fmt: skip
        page.goto(address(tmp_path / "site", name))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert "W" * 10_000 in page.content(), name
        assert "[U+202E]" in page.content(), name
    assert alerts == []
