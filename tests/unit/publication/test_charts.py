"""Charts as files: drawings that stand alone, tables that hold what they show, pages to embed."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import html5lib
import pytest
from attrs import evolve

from sousveil.publication.charts.chart_files import write_table
from sousveil.publication.charts.map_chart import chart_map
from sousveil.publication.charts.network_chart import chart_network

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.publication.collection import Collection

STEMS = ("map-aigs-2022", "map-aigs-2019-facial_recognition", "network-aigs-2022")


@pytest.mark.parametrize("folder", ["", "ar/"])
@pytest.mark.parametrize("stem", STEMS)
def test_a_chart_has_a_drawing_a_table_and_a_page_to_embed(
    site: Path, folder: str, stem: str
) -> None:
    drawing = (site / f"{folder}charts/{stem}.svg").read_text(encoding="utf-8")
    root = fromstring(drawing)  # noqa: S314  # our own drawing
    title = root.findtext("{http://www.w3.org/2000/svg}title")
    table = (site / f"{folder}charts/{stem}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) > 50
    assert {len(row) for row in rows} == {len(rows[0])}
    page = (site / f"{folder}embed/{stem}.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert title is not None
    assert f'alt="{title}"' in page
    assert "<script" not in page
    assert "aigs-20" in drawing


def test_a_drawing_needs_nothing_from_elsewhere(site: Path) -> None:
    for path in (site / "charts").glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, path
        assert "href" not in text, path
        assert "var(--" not in text, path


def test_a_drawing_in_arabic_begins_at_the_right(site: Path) -> None:
    english = (site / "charts/map-aigs-2022.svg").read_text(encoding="utf-8")
    arabic = (site / "ar/charts/map-aigs-2022.svg").read_text(encoding="utf-8")
    assert 'direction="ltr">not ticked in the published table (' in english
    assert 'direction="rtl">' in arabic
    assert "not ticked" not in arabic


def test_the_table_of_a_map_says_what_the_edition_says(collection: Collection) -> None:
    chart = chart_map("aigs-2022", "facial_recognition", collection)
    told = {code: value for code, _name, value in chart.rows}
    index = collection.edition("aigs-2022").index
    using = {code for code in index.units if "facial_recognition" in index.present(code)}
    assert using & told.keys()
    for code in told.keys() & index.units.keys():
        blank = told[code] == "not ticked in the published table"
        assert blank == (code not in using), code


def test_the_table_of_a_network_has_a_row_for_each_link(collection: Collection) -> None:
    rows = chart_network("aigs-2022", collection).rows
    assert ("KEN", "Kenya", "huawei", "Huawei") in rows
    assert len(rows) == len(set(rows))


def test_a_spreadsheet_runs_nothing_of_a_table(collection: Collection) -> None:
    chart = chart_network("aigs-2022", collection)
    hostile = evolve(chart, rows=(("KEN", "=HYPERLINK(1)", "x", "@y"),))
    text = write_table(lambda _collection: hostile, collection)
    assert list(csv.reader(io.StringIO(text)))[1] == ["KEN", "'=HYPERLINK(1)", "x", "'@y"]
    assert write_table(partial(chart_map, "aigs-2022", None), collection).startswith(
        "country_iso3,"
    )


def test_pages_offer_the_files_of_the_chart_that_they_show(site: Path) -> None:
    for page, stem in (
        ("index.html", "map-aigs-2022"),
        ("editions/aigs-2019/index.html", "map-aigs-2019"),
        ("technologies/smart_city.html", "map-aigs-2022-smart_city"),
        ("network/aigs-2019.html", "network-aigs-2019"),
    ):
        text = (site / page).read_text(encoding="utf-8")
        top = "../" * page.count("/")
        for form in ("svg", "csv"):
            assert f'href="{top}charts/{stem}.{form}" download' in text
        assert f'data-embed="{top}embed/{stem}.html"' in text
