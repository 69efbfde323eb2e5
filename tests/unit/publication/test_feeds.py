"""Feeds of changes: what they tell, that readers can read them, and that pages announce them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import feedparser  # type: ignore[import-untyped]
import pytest
from attrs import evolve

from sousveil.publication.edition_index import BEGINNING
from sousveil.publication.feeds import (
    gather_changes,
    gather_country_changes,
    gather_vendor_changes,
    write_atom,
)
from sousveil.publication.languages import load_language

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.publication.collection import Collection

WITH_FEEDS = ("feeds/changes", "feeds/countries/KEN", "feeds/vendors/huawei")


@pytest.mark.parametrize("folder", ["", "ar/"])
@pytest.mark.parametrize("stem", WITH_FEEDS)
def test_a_feed_reader_reads_every_kind_of_feed(site: Path, folder: str, stem: str) -> None:
    text = (site / f"{folder}{stem}.atom").read_bytes()
    feed = feedparser.parse(text)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.entries
    ids = {entry.id for entry in feed.entries}
    assert len(ids) == len(feed.entries)
    for entry in feed.entries:
        assert entry.updated == "2022-03-09T00:00:00Z"
        assert entry.title
        assert entry.content[0].value.startswith("<ul dir=")


@pytest.mark.parametrize("stem", WITH_FEEDS)
def test_both_forms_of_a_feed_tell_the_same_and_lead_to_pages(site: Path, stem: str) -> None:
    atom = feedparser.parse((site / f"{stem}.atom").read_bytes())
    feed = json.loads((site / f"{stem}.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    entries = [(entry.id, entry.title) for entry in atom.entries]
    assert entries == [(item["id"], item["title"]) for item in feed["items"]]
    folder = (site / stem).parent
    for item in feed["items"]:
        assert (folder / item["url"]).resolve().is_file()


def test_a_feed_of_a_country_tells_of_that_country_alone(collection: Collection) -> None:
    feed = gather_country_changes("KEN", collection)
    assert [entry.path for entry in feed.entries] == ["countries/KEN.html"]
    entries = {entry.path: entry for entry in gather_changes(collection).entries}
    assert entries["countries/KEN.html"] == feed.entries[0]


def test_a_feed_of_a_vendor_tells_of_no_other_vendor(collection: Collection) -> None:
    feed = gather_vendor_changes("huawei", collection)
    assert len(feed.entries) > 3
    for entry in feed.entries:
        assert entry.content.count("<li>") == entry.content.count("<li>Huawei")


def test_what_an_entry_says_is_in_the_language_of_its_feed(collection: Collection) -> None:
    french = collection.in_language(load_language("fr"))
    titles = [entry.title for entry in gather_country_changes("DEU", french).entries]
    english = [entry.title for entry in gather_country_changes("DEU", collection).entries]
    assert "Allemagne" in titles[0]
    assert "Germany" in english[0]


def test_a_hostile_name_stays_text_in_a_feed(collection: Collection) -> None:
    hostile = "<script>alert(1)</script>]]>&"
    changed = tuple(
        evolve(
            edition,
            index=evolve(
                edition.index,
                vendors=edition.index.vendors
                | {"huawei": evolve(edition.index.vendors["huawei"], vendor_name=hostile)},
            ),
        )
        for edition in collection.editions
    )
    text = write_atom(gather_vendor_changes("huawei", evolve(collection, editions=changed)))
    feed = feedparser.parse(text, sanitize_html=False)
    assert not feed.bozo
    assert hostile in feed.feed.title_detail.value.replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&amp;", "&")
    assert "<script" not in feed.entries[0].content[0].value


def test_an_edition_is_dated_by_its_data(collection: Collection) -> None:
    index = collection.newest.index
    assert index.last_day == "2022-03-09"
    assert evolve(index, sources={}).last_day == BEGINNING


def test_a_page_announces_its_feed_and_that_of_all(site: Path) -> None:
    text = (site / "ar/vendors/huawei.html").read_text(encoding="utf-8")
    for path in ("../feeds/vendors/huawei.atom", "../feeds/changes.atom"):
        assert 'type="application/atom+xml" title="' in text
        assert f'href="{path}"' in text
    assert (site / "ar/feeds/vendors/huawei.json").is_file()
    assert "feeds/countries" not in (site / "countries/index.html").read_text(encoding="utf-8")
