"""Citations are what reference managers read, and our own collectors read them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import rispy  # type: ignore[import-untyped]
import yaml
from bibtexparser.entrypoint import parse_file

from sousveil.model.source import SourceKind
from sousveil.publication.formats.citations import write_bibtex, write_ris
from sousveil.publication.formats.reference import Author, Reference, read_authors
from sousveil.sources.collectors.zotero_bibtex import read_bibtex
from sousveil.sources.collectors.zotero_csl import read_csl
from sousveil.sources.collectors.zotero_item import LibraryItem, describe_item
from sousveil.sources.collectors.zotero_ris import read_ris

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Cameras ER - TY - JOUR } \\ & % =1+1"


def read_sources(package: Path) -> dict[str, list[LibraryItem]]:
    ris = (package / "sources.ris").read_text(encoding="utf-8")
    items = {"ris": list(read_ris(ris))}
    items["csl"] = list(read_csl((package / "sources.csl.json").read_bytes()))
    assert all(isinstance(item, LibraryItem) for found in items.values() for item in found)
    return items  # type: ignore[return-value]


def test_our_own_collector_reads_every_source_back(living_package: Path) -> None:
    for items in read_sources(living_package).values():
        by_title = {item.title: item for item in items}
        assert set(by_title) == {TITLE, "A judgment"}
        report = by_title[TITLE]
        described = describe_item(report)
        assert described.kind is SourceKind.MEDIA_REPORT
        assert described.published_date == "2025-11"
        assert described.publisher == "The Daily"
        assert described.language == "en"
        assert report.url == "https://open.example/cameras?a=1&b=2"
        assert report.authors == ("Doe, Jane", "Roe, R.")
        judgment = by_title["A judgment"]
        assert describe_item(judgment).kind is SourceKind.COURT_RECORD
        assert judgment.url is None  # what runs is no address


def test_a_title_cannot_end_its_record(living_package: Path) -> None:
    text = (living_package / "sources.ris").read_text(encoding="utf-8")
    assert len(rispy.loads(text)) == 2
    assert text.count("\nER  - ") == 2


def test_a_title_is_one_line_in_csl_too(living_package: Path) -> None:
    items = json.loads((living_package / "sources.csl.json").read_text(encoding="utf-8"))
    assert TITLE in {item["title"] for item in items}


def test_the_edition_is_cited_with_its_id_as_version_and_an_iso_date(package_2019: Path) -> None:
    edition_id = json.loads((package_2019 / "manifest.json").read_text())["edition_id"]
    cff = yaml.safe_load((package_2019 / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cff["cff-version"], cff["type"], cff["version"]) == ("1.2.0", "dataset", edition_id)
    assert cff["date-released"] == "2019-09-17"
    assert cff["authors"][0] == {"family-names": "Feldstein", "given-names": "Steven"}
    assert cff["authors"][1] == {"name": "The Sousveil maintainers"}
    assert cff["references"][0]["title"].startswith("The Global Expansion of AI Surveillance")
    (csl,) = json.loads((package_2019 / "citation.csl.json").read_text(encoding="utf-8"))
    assert (csl["type"], csl["version"]) == ("dataset", edition_id)
    assert csl["issued"] == {"date-parts": [[2019, 9, 17]]}
    (ris,) = rispy.loads((package_2019 / "citation.ris").read_text(encoding="utf-8"))
    assert (ris["type_of_reference"], ris["edition"]) == ("DATA", edition_id)
    library = parse_file(str(package_2019 / "citation.bib"))
    (entry,) = library.entries
    assert (entry.entry_type, entry.fields_dict["version"].value) == ("dataset", edition_id)
    assert entry.fields_dict["date"].value == "2019-09-17"


def test_texts_that_bibtex_would_take_for_commands_come_back() -> None:
    title = r"100 % of {braces} & $ # _ ^ ~ \input{x}"
    reference = Reference(reference_id="e-1", title=title, authors=(Author(family="A & B"),))
    (item,) = read_bibtex(write_bibtex(reference))
    assert isinstance(item, LibraryItem)
    assert item.title is not None
    assert "100 % of" in item.title
    assert "input" in item.title
    assert r"\input{x}" not in write_bibtex(reference)


def test_a_reference_that_says_little_is_still_whole() -> None:
    (item,) = read_ris(write_ris([Reference(reference_id="s", title="T")]))
    assert isinstance(item, LibraryItem)
    assert (item.title, item.authors, item.published) == ("T", (), None)


def test_authors_are_read_from_a_citation_of_the_usual_form_alone() -> None:
    assert read_authors("Doe, Jane; Roe, R. (2020). X.") == (
        Author(family="Doe", given="Jane"),
        Author(family="Roe", given="R."),
    )
    assert read_authors("Freedom House (2021), Freedom on the Net.") == (
        Author(family="Freedom House"),
    )
    assert read_authors("A report without a year") == ()
    assert read_authors(None) == ()
