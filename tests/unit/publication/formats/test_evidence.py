"""Evidence is passed on where its terms say so in as many words, and named by its hash elsewhere."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from sousveil.model.identifiers import sha256_of
from sousveil.pipeline.bundling import bundle_evidence
from sousveil.publication.formats.evidence_bundle import NO_EVIDENCE, list_redistributable
from sousveil.publication.formats.licences import find_licence
from sousveil.sources.archive.walking import walk_records

from .conftest import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.settings import Settings

OPEN, CLOSED = sha256_of(PAGES["open"]), sha256_of(PAGES["closed"])


@pytest.mark.parametrize(
    ("terms", "licence_id"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0"),
        ("Public Domain", "public-domain"),
        ("Open Government Licence v3.0", "OGL-UK-3.0"),
        ("CC BY-NC 4.0", None),
        ("CC BY 4.0, as stated by third parties", None),
        ("not CC BY 4.0", None),
        ("All rights reserved", None),
        ("", None),
        (None, None),
    ],
)
def test_only_terms_that_say_so_let_a_source_be_passed_on(
    terms: str | None, licence_id: str | None
) -> None:
    assert find_licence(terms) == licence_id


def test_the_bundle_holds_the_open_page_alone(living_package: Path, tmp_path: Path) -> None:
    with ZipFile(living_package / "evidence.wacz") as package:
        assert {"datapackage.json", "indexes/index.cdx.gz"} <= set(package.namelist())
        (tmp_path / "evidence.warc.gz").write_bytes(package.read("archive/evidence.warc.gz"))
    entries = list(walk_records(tmp_path / "evidence.warc.gz"))
    assert [entry.target_uri for entry in entries] == ["https://open.example/cameras"]
    assert [entry.payload_digest for entry in entries] == [f"sha256:{OPEN}"]


def test_every_snapshot_is_listed_with_its_terms_and_whether_its_bytes_are_there(
    living_package: Path,
) -> None:
    with (living_package / "snapshots.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["snapshot_sha256"]: row for row in csv.DictReader(file)}
    assert {sha: (r["licence_id"], r["is_bundled"]) for sha, r in rows.items()} == {
        OPEN: ("CC-BY-4.0", "true"),
        CLOSED: ("", "false"),
    }


def test_the_bundle_is_the_same_bytes_when_made_again(
    living_settings: Settings, living_edition: Edition, living_package: Path, tmp_path: Path
) -> None:
    bundle = bundle_evidence(living_settings, living_edition, tmp_path)
    assert bundle.file is not None
    assert bundle.file.read_bytes() == (living_package / "evidence.wacz").read_bytes()


def test_an_edition_of_sources_with_hedged_terms_has_no_bundle(
    editions: tuple[Edition, Edition], living_settings: Settings, package_2019: Path, tmp_path: Path
) -> None:
    assert bundle_evidence(living_settings, editions[1], tmp_path) == NO_EVIDENCE
    assert not (package_2019 / "evidence.wacz").exists()


def test_a_snapshot_of_two_sources_is_passed_on_if_both_say_so(copied_edition: Edition) -> None:
    evidence = copied_edition.folder / "evidence.csv"
    sources = copied_edition.folder / "sources.csv"
    header, row = sources.read_text(encoding="utf-8").splitlines()[:2]
    opened = row.replace("facts transcribed from the published table, with attribution", "CC0")
    assert opened != row
    opened = opened.replace('"CC0"', "CC0")
    closed = "other" + row[row.index(",") :]
    sources.write_text("\r\n".join([header, opened]) + "\r\n", encoding="utf-8", newline="")
    assert len(list_redistributable(copied_edition)) == 2
    sources.write_text("\r\n".join([header, opened, closed]) + "\r\n", encoding="utf-8", newline="")
    lines = evidence.read_text(encoding="utf-8").splitlines()
    again = lines[1].replace(",aigs-2019,", ",other,")
    evidence.write_text("\r\n".join([*lines, again]) + "\r\n", encoding="utf-8", newline="")
    assert len(list_redistributable(copied_edition)) == 1
