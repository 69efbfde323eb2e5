"""What the pages say: of the bundled editions, in English and in Arabic."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

if TYPE_CHECKING:
    from pathlib import Path

PAGE_TYPES = (
    "index.html",
    "countries/index.html",
    "countries/KEN.html",
    "countries/ZZB.html",
    "vendors/index.html",
    "vendors/huawei.html",
    "technologies/index.html",
    "technologies/social_media_surveillance.html",
    "editions/aigs-2019/index.html",
    "findings/index.html",
    "findings/aigs-2019/any.html",
    "findings/aigs-2019/lost.html",
    "findings/aigs-2022/adoption-autocracies-and-democracies.html",
    "findings/aigs-2022/under-reporting.html",
    "compare/index.html",
    "compare/countries.html",
    "compare/vendors.html",
    "compare/editions/aigs-2019..aigs-2022.html",
    "audit/index.html",
    "audit/aigs-2019.html",
    "network/aigs-2022.html",
    "search.html",
    "embed/map-aigs-2019.html",
    "data.html",
    "methodology.html",
    "corrections.html",
)


def read(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


def read_data(site: Path, path: str) -> Any:
    text = read(site, path)
    return json.loads(text.partition(" = ")[2].rstrip().removesuffix(";"))


@pytest.mark.parametrize("folder", ["", "ar/"])
@pytest.mark.parametrize("page", PAGE_TYPES)
def test_every_page_type_is_valid_html(site: Path, folder: str, page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(read(site, folder + page))


def test_the_switch_of_languages_keeps_the_page(site: Path) -> None:
    english, arabic = read(site, "vendors/huawei.html"), read(site, "ar/vendors/huawei.html")
    assert '<a href="../ar/vendors/huawei.html" lang="ar"' in english
    assert '<a href="../../vendors/huawei.html" lang="en"' in arabic
    assert '<link rel="alternate" hreflang="en" href="../../vendors/huawei.html">' in arabic


def test_an_arabic_page_is_written_from_right_to_left(site: Path) -> None:
    text = read(site, "ar/countries/KEN.html")
    assert '<html lang="ar" dir="rtl">' in text
    assert "<h1><bdi>كينيا</bdi></h1>" in text
    assert "مدينة ذكية" in text


def test_what_no_catalogue_has_is_marked_as_english(site: Path) -> None:
    text = read(site, "ar/countries/KEN.html")
    assert '<span lang="en" dir="ltr">V-Dem electoral democracy index' in text
    assert '<span lang="en"' not in read(site, "countries/KEN.html")


def test_a_country_page_sets_the_editions_side_by_side(site: Path) -> None:
    text = read(site, "countries/KEN.html")
    row = re.search(r'<tr><th scope="row"><a href="\.\./technologies/social_media.*?</tr>', text)
    assert row is not None
    assert '<strong class="yes">yes</strong> deployed' in row[0]
    assert "1 independent source" in row[0]
    assert "blank: not coded in this edition" in row[0]


def test_a_country_page_says_what_is_unknown(site: Path) -> None:
    text = read(site, "countries/KEN.html")
    assert "unknown, not absent" in text
    assert "No claim on these technologies was coded by two people in this edition." in text


def test_a_country_page_names_the_neighbours_in_region_and_regime(site: Path) -> None:
    text = read(site, "countries/KEN.html")
    region, _, regime = text.partition("Same regime type")
    assert "UGA.html" in region.partition("Same region")[2]
    assert "FRA.html" not in region.partition("Same region")[2]
    assert "electoral autocracy" in regime
    assert "SRB.html" in regime


def test_a_source_leads_to_its_copy_in_an_archive(site: Path) -> None:
    text = read(site, "countries/KEN.html")
    assert re.search(r'href="https://web\.archive\.org/web/\d+/https://', text)


def test_a_page_is_cited_by_the_version_of_what_it_says(site: Path) -> None:
    version = r"page version <code>([0-9a-f]{12})</code>"
    english = re.search(version, read(site, "countries/KEN.html"))
    arabic = re.search(
        r"<code>([0-9a-f]{12})</code>\.</p>\n<p", read(site, "ar/countries/KEN.html")
    )
    other = re.search(version, read(site, "countries/UGA.html"))
    assert english is not None
    assert arabic is not None
    assert other is not None
    assert english[1] == arabic[1] != other[1]


def test_a_technology_page_has_definition_rules_and_countries(site: Path) -> None:
    text = read(site, "technologies/facial_recognition.html")
    assert "Biometric matching of faces" in text
    assert "customer checks by banks" in text
    assert "78 countries of 179" in text
    assert "This edition does not code it." in read(
        site, "technologies/social_media_surveillance.html"
    )


def test_the_comparison_of_editions_reads_without_a_script(site: Path) -> None:
    text = read(site, "compare/editions/aigs-2019..aigs-2022.html")
    assert 'id="country"' in text
    assert 'id="covariate"' in text
    assert "not compared" in text
    assert "published table" in text


def test_what_is_compared_has_a_text_for_each_row(site: Path) -> None:
    for kind, code in (("countries", "KEN"), ("vendors", "huawei")):
        rows = len(re.findall(r'<tr><th scope="row">', read(site, f"compare/{kind}.html")))
        data = read_data(site, f"compare/{kind}.js")
        assert len(data[code]) == rows
        assert {len(texts) for texts in data.values()} == {rows}
    kenya = read_data(site, "compare/countries.js")["KEN"]
    assert "Huawei, NEC, Safaricom, Webintpro" in kenya
    assert kenya[-1] == "electoral autocracy"


def test_a_statistic_says_its_interval_and_what_was_left_out(site: Path) -> None:
    text = read(site, "findings/aigs-2022/adoption-autocracies-and-democracies.html")
    assert re.search(r"95 % interval -?[\d.]+ to -?[\d.]+", text)
    assert re.search(r"\d+ of 179 used", text)
    assert "SELECT" in text
    assert "no number of it is a finding" in read(site, "findings/aigs-2022/under-reporting.html")


def test_the_audit_lists_observations_with_their_rows(site: Path) -> None:
    text = read(site, "audit/aigs-2019.html")
    assert 'id="observation-1"' in text
    assert "<code>shifted_column</code>" in text
    assert not (site / "audit" / "aigs-2022.html").exists()


def test_the_overview_is_small(site: Path) -> None:
    import gzip  # noqa: PLC0415

    needed = ("index.html", "assets/style.css", "assets/map.js", "assets/map-layers.js",
              "assets/tables.js", "assets/enable.js", "assets/icon.svg")  # fmt: skip
    for folder in ("", "ar/"):
        pages = [gzip.compress((site / folder / "index.html").read_bytes())]
        pages += [gzip.compress((site / name).read_bytes()) for name in needed[1:]]
        assert sum(map(len, pages)) < 300_000


def test_the_layers_of_the_map_are_those_of_the_editions(site: Path) -> None:
    layers = read_data(site, "assets/map-layers.js")
    assert list(layers["editions"]) == ["aigs-2019", "aigs-2022"]
    later = layers["editions"]["aigs-2022"]
    place = later["technologies"].index("facial_recognition")
    users = [code for code, (cells, _first, _homes) in later["units"].items() if cells[place] == 0]
    assert len(users) == 78
    cells, blank, homes = later["units"]["KEN"]
    assert (cells, blank) == ([0, 0, 0, 0], 0)
    assert {"CHN", "JPN"} <= set(homes)
    afghanistan = later["units"]["AFG"]
    assert layers["blanks"][afghanistan[1] - 1] == "not-ticked"
