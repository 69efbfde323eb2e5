"""Take screenshots of each page type of a published site at three widths, to be looked at.

Run: python -m scripts.take_site_screenshots SITE [--to docs/screenshots/site]

SITE is a folder that `sousveil publish` wrote. It needs Chromium on the PATH.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from scripts.pictures import take_picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1280}
HEIGHT = 1100
QUALITY = 55
PAGES = {
    "overview": "index.html",
    "overview-arabic": "ar/index.html",
    "countries": "countries/index.html",
    "country": "countries/KEN.html",
    "country-claims": "countries/KEN.html#claims-1",
    "country-arabic": "ar/countries/KEN.html",
    "vendors": "vendors/index.html",
    "vendor": "vendors/huawei.html",
    "technology": "technologies/facial_recognition.html",
    "edition": "editions/aigs-2022/index.html",
    "findings-french": "fr/findings/index.html",
    "finding": "findings/aigs-2019/vendor-ranking.html",
    "finding-arabic": "ar/findings/aigs-2019/huawei.html",
    "statistic": "findings/aigs-2022/adoption-model.html",
    "search": "search.html#q=Huawei",
    "network": "network/aigs-2022.html",
    "embed": "embed/map-aigs-2022.html",
    "compare-countries": "compare/countries.html",
    "compare-editions": "compare/editions/aigs-2019..aigs-2022.html",
    "audit": "audit/aigs-2019.html",
    "data-spanish": "es/data.html",
    "methodology": "methodology.html",
    "corrections": "corrections.html",
}


def main() -> None:
    """Take every screenshot, and say how large they are together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--to", type=Path, default=Path("docs/screenshots/site"))
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the PATH: apt-get install chromium")
    given.to.mkdir(parents=True, exist_ok=True)
    place = given.site.resolve().as_uri()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        sizes = [
            take(browser, f"{place}/{path}", width, given.to / f"{name}-{kind}.webp")
            for name, path in PAGES.items()
            for kind, width in WIDTHS.items()
        ]
        browser.close()
    print(f"{len(sizes)} screenshots, {sum(sizes) / 1e6:.1f} MB")


def take(browser: Browser, address: str, width: int, target: Path) -> int:
    """Write what a window of this width shows of a page; return the file's size."""
    window = browser.new_page(viewport={"width": width, "height": HEIGHT})
    window.goto(address, wait_until="networkidle")
    size = take_picture(window, target, QUALITY)
    window.close()
    return size


if __name__ == "__main__":
    main()
