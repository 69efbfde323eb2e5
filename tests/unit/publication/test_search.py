"""What the search of a site finds, and the page that searches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import evolve

from sousveil.publication.search_index import (
    SHOWN_CHARACTERS,
    plan_index,
    write_claims,
    write_names,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from sousveil.publication.collection import Collection


def read_value(text: str) -> Any:
    return json.loads(text.partition(" = ")[2].rstrip().removesuffix(";"))


def test_a_country_is_found_by_its_name_in_each_language(collection: Collection) -> None:
    names = read_value(write_names(collection))
    assert names["languages"] == ["en", "fr", "es", "ar"]
    germany = next(entry for entry in names["countries"] if entry[2] == "DEU")
    assert germany == ["countries/DEU.html", ["Germany", "Allemagne", "Alemania", "ألمانيا"], "DEU"]


def test_a_claim_of_the_index_leads_to_its_row_on_the_page(
    site: Path, collection: Collection
) -> None:
    names = read_value(write_names(collection))
    claims = read_value(write_claims(0, collection))
    known = [len(edition.index.evidence) for edition in collection.editions]
    assert len(claims) == sum(known)
    vendors = [entry[2] for entry in names["vendors"]]
    claim = next(c for c in claims if c[3] == vendors.index("huawei"))
    page = names["countries"][claim[1]][0]
    assert f'id="{claim[5]}"' in (site / page).read_text(encoding="utf-8")


def test_a_source_of_the_index_leads_to_its_citation(site: Path) -> None:
    sources = read_value((site / "assets/search-sources-0.js").read_text(encoding="utf-8"))
    assert {place.partition("#")[0] for place, _citation in sources} == {
        "editions/aigs-2019/index.html",
        "editions/aigs-2022/index.html",
    }
    for place, _citation in sources:
        page, _, anchor = place.partition("#")
        assert f'id="{anchor}"' in (site / page).read_text(encoding="utf-8")


def test_many_claims_come_in_several_scripts(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sousveil.publication.search_index.SHARD", 500)
    files = [file for file in plan_index(collection) if "claims" in file.path]
    shards = [read_value(file.write(collection)) for file in files]
    assert [len(shard) for shard in shards[:-1]] == [500] * (len(files) - 1)
    anchors = {claim[5] for shard in shards for claim in shard}
    assert len(anchors) == sum(map(len, shards))


def test_a_hostile_name_is_cut_and_cannot_end_the_script(collection: Collection) -> None:
    edition = collection.editions[0]
    vendor = edition.index.vendors["huawei"]
    hostile = evolve(vendor, vendor_name="</script><script>alert(1)</script>" + "x" * 10_000)
    index = evolve(edition.index, vendors={"huawei": hostile})
    changed = evolve(collection, editions=(evolve(edition, index=index),))
    text = write_names(changed)
    assert "</script>" not in text
    name = read_value(text)["vendors"][0][1][0]
    assert name.startswith("</script>")
    assert len(name) == SHOWN_CHARACTERS


def test_the_search_page_loads_every_script_and_tells_what_to_do_without(site: Path) -> None:
    text = (site / "ar/search.html").read_text(encoding="utf-8")
    for path in sorted(site.glob("assets/search-*.js")):
        assert f'<script src="../assets/{path.name}" defer>' in text
    without = text.partition('<div class="no-js">')[2].partition("</div>")[0]
    assert 'href="countries/index.html"' in without
    assert 'href="vendors/index.html"' in without
