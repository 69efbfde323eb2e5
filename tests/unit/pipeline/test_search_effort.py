"""From a search to the blank that tells of it: collect, freeze, show, publish."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sousveil.editions.opening import open_edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

SENTENCE = "searched in sw; 2 documents; nothing found"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for town in ("Nakuru", "Kisumu"):
        text = f"The council of {town} met on Monday and spoke of roads, water and the market hall."
        (folder / f"{town}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def searched_home(run: Run, reports: Path, tmp_path: Path) -> Path:
    """A workspace that searched two documents for Kenya in Swahili."""
    home = tmp_path / "home"
    for arguments in (
        ("source", "add", "folder", reports, "--country", "KEN", "--language", "sw"),
        ("source", "collect"),
    ):
        done = run("--home", home, *arguments)
        assert done.returncode == 0, done.stderr
    return home


def cells_of(run: Run, home: Path, country: str) -> list[dict[str, str]]:
    shown = run(
        *("--home", home, "edition", "show", "sousveil", "cells"),
        *("--country", country, "--format", "json"),
    )
    assert shown.returncode == 0, shown.stderr
    rows: list[dict[str, str]] = json.loads(shown.stdout)
    return rows


def test_a_blank_says_what_was_searched_and_others_that_nothing_was(
    run: Run, searched_home: Path, tmp_path: Path
) -> None:
    edition = tmp_path / "edition"
    done = run("--home", searched_home, "edition", "freeze", "sousveil", "--to", edition)
    assert done.returncode == 0, done.stderr
    reasons = {
        row["blank_reason"]
        for row in open_edition(edition).rows("cells")
        if row["country_iso3"] == "KEN"
    }
    assert reasons == {"searched_nothing_found"}
    kenya, uganda = (cells_of(run, searched_home, iso3) for iso3 in ("ken", "UGA"))
    assert {cell["blank_in_words"] for cell in kenya} == {SENTENCE}
    assert {cell["blank_in_words"] for cell in uganda} == {"not searched"}


def test_the_search_effort_of_a_country_can_be_shown(run: Run, searched_home: Path) -> None:
    found = []
    for country in ("KEN", "UGA"):
        shown = run(
            *("--home", searched_home, "edition", "show", "sousveil", "search_effort"),
            *("--country", country, "--format", "json"),
        )
        rows = json.loads(shown.stdout)
        found.append([(row["channel_name"], row["languages"]) for row in rows])
    assert found == [[("reports", "sw")], []]


def test_an_edition_kept_by_name_is_frozen_anew_after_a_search(
    run: Run, searched_home: Path, tmp_path: Path
) -> None:
    assert cells_of(run, searched_home, "UGA")[0]["blank_reason"] == "not_searched"
    more = tmp_path / "more"
    more.mkdir()
    (more / "gulu.txt").write_text("The town of Gulu has a new bridge.", encoding="utf-8")
    run("--home", searched_home, "source", "add", "folder", more, "--country", "UGA")
    run("--home", searched_home, "source", "collect")
    assert {cell["blank_in_words"] for cell in cells_of(run, searched_home, "UGA")} == {
        "searched in a language not recorded; 1 document; nothing found"
    }
    assert {cell["blank_in_words"] for cell in cells_of(run, searched_home, "KEN")} == {SENTENCE}


def test_a_search_changes_nothing_in_the_edition_of_a_published_table(
    run: Run, searched_home: Path, first_frozen_edition: Path, tmp_path: Path
) -> None:
    edition = tmp_path / "edition"
    run("--home", searched_home, "edition", "freeze", "aigs-2019", "--to", edition)
    names = [open_edition(folder).manifest.edition_id for folder in (edition, first_frozen_edition)]
    assert names[0] == names[1]
    assert list(open_edition(edition).rows("search_effort")) == []


def test_the_page_of_a_country_tells_what_was_searched(
    run: Run, searched_home: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    done = run("--home", searched_home, "publish", "sousveil", "--to", site)
    assert done.returncode == 0, done.stderr
    kenya, uganda = ((site / "countries" / f"{c}.html").read_text() for c in ("KEN", "UGA"))
    assert f"blank: {SENTENCE}" in kenya
    assert "nothing found" not in uganda
    assert "blank: not searched" in uganda
    package = json.loads(
        (site / "downloads" / "sousveil" / "datapackage.json").read_text(encoding="utf-8")
    )
    (table,) = [r for r in package["resources"] if r["name"] == "search_effort"]
    assert table["schema"]["primaryKey"] == ["run_id"]
