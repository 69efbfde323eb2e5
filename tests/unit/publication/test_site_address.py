"""A site that knows where it will stand: whole addresses in feeds, pages and records of the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import feedparser  # type: ignore[import-untyped]
import pytest
from attrs import evolve
from click import BadParameter

from sousveil.cli.publish import _read_address
from sousveil.publication.collection import EditionPublication
from sousveil.publication.feeds import gather_country_changes, write_atom, write_json
from sousveil.publication.languages import load_language
from sousveil.publication.site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import Collection

ADDRESS = "https://index.example/surveillance/"


def test_feeds_have_whole_addresses(collection: Collection) -> None:
    placed = evolve(collection, address=ADDRESS).in_language(load_language("fr"))
    feed = gather_country_changes("KEN", placed)
    atom = feedparser.parse(write_atom(feed))
    page = f"{ADDRESS}fr/countries/KEN.html"
    assert {link.rel: link.href for link in atom.feed.links} == {
        "self": f"{ADDRESS}fr/feeds/countries/KEN.atom",
        "alternate": page,
    }
    assert [entry.link for entry in atom.entries] == [page]
    written = json.loads(write_json(feed))
    assert written["feed_url"] == f"{ADDRESS}fr/feeds/countries/KEN.json"
    assert written["home_page_url"] == page
    assert [item["url"] for item in written["items"]] == [page]


def test_pages_and_records_of_the_data_say_where_they_stand(
    copied_edition: Edition, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    given = [EditionPublication(edition=copied_edition)]
    write_site(given, site, ("en", "es"), ADDRESS)
    page = (site / "es" / "countries" / "KEN.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}es/countries/KEN.html">' in page
    assert f'hreflang="en" href="{ADDRESS}countries/KEN.html">' in page
    url = f"{ADDRESS}editions/aigs-2019/index.html"
    package = site / "downloads" / "aigs-2019"
    records = {
        name: json.loads((package / name).read_text(encoding="utf-8"))
        for name in ("dataset.jsonld", "dcat.jsonld", "ro-crate-metadata.json", "citation.csl.json")
    }
    assert records["dataset.jsonld"]["url"] == url
    assert records["dcat.jsonld"]["dcat:landingPage"] == {"@id": url}
    roots = [node for node in records["ro-crate-metadata.json"]["@graph"] if node["@id"] == "./"]
    assert [root["url"] for root in roots] == [url]
    assert records["citation.csl.json"][0]["URL"] == url
    assert f"UR  - {url}" in (package / "citation.ris").read_text(encoding="utf-8")
    assert f"url = {{{url}}}" in (package / "citation.bib").read_text(encoding="utf-8")
    assert f"url: {url}" in (package / "CITATION.cff").read_text(encoding="utf-8")

    summary = write_site(given, site, ("en", "es"))
    assert summary.written > summary.pages
    assert ADDRESS not in (site / "es" / "countries" / "KEN.html").read_text(encoding="utf-8")
    assert ADDRESS not in (package / "dataset.jsonld").read_text(encoding="utf-8")


@pytest.mark.parametrize("url", ["index.example", "javascript:alert(1)", "https://a.example/?b"])
def test_what_is_no_address_of_a_folder_is_refused(url: str) -> None:
    with pytest.raises(BadParameter, match="give an address"):
        _read_address(url)


def test_an_address_ends_with_one_slash() -> None:
    assert _read_address("https://a.example/b") == "https://a.example/b/"
    assert _read_address("https://a.example/b/") == "https://a.example/b/"
