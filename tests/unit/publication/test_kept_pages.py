"""A site written again: what did not change is taken over, and the bytes are those of a new one."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from attrs import evolve
from scripts.bench_site import Size, make_edition, reject_one

from sousveil.editions.opening import Edition, open_edition
from sousveil.publication import packages
from sousveil.publication.build_record import MARKER
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site

ENGLISH = ("en",)


@pytest.fixture(scope="module")
def first_written(
    editions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The site of the edition that ``copied_edition`` copies; to be copied, not changed."""
    target = tmp_path_factory.mktemp("first-written") / "site"
    write_site([EditionPublication(edition=editions[0])], target, ENGLISH)
    return target


@pytest.fixture
def written(first_written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first_written, tmp_path / "site"))


def files_of(site: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(site).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    }


def rename_vendor(edition: Edition, before: str, after: str) -> Edition:
    """Give a vendor another name in an edition, which is another edition then."""
    path = edition.folder / "vendors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        renamed = [[after if cell == before else cell for cell in row] for row in rows]
        csv.writer(file, lineterminator="\n").writerows(renamed)
    manifest = evolve(edition.manifest, edition_id=f"{edition.manifest.edition_id}-b")
    return Edition(folder=edition.folder, manifest=manifest)


def test_nothing_is_written_when_nothing_changed(copied_edition: Edition, written: Path) -> None:
    before = files_of(written)
    summary = write_site([EditionPublication(edition=copied_edition)], written, ENGLISH)
    assert summary.written == 0
    assert files_of(written).keys() == before.keys()
    changed = {path for path, found in files_of(written).items() if found != before[path]}
    assert changed == {MARKER}
    assert files_of(written)[MARKER][1] == before[MARKER][1]


def test_only_the_pages_that_say_something_else_are_written(
    copied_edition: Edition, written: Path, tmp_path: Path
) -> None:
    before = files_of(written)
    changed = rename_vendor(copied_edition, "Palantir", "Palantir of Denver")
    write_site([EditionPublication(edition=changed)], written, ENGLISH)
    pages = {
        path
        for path, (inode, _bytes) in files_of(written).items()
        if path.endswith(".html") and inode != before[path][0]
    }
    assert {"vendors/palantir.html", "vendors/index.html", "index.html"} <= pages
    assert "countries/USA.html" in pages
    assert "countries/KEN.html" not in pages
    assert "vendors/huawei.html" not in pages

    write_site([EditionPublication(edition=changed)], tmp_path / "anew", ENGLISH)
    kept = {path: content for path, (_inode, content) in files_of(written).items()}
    assert kept == {
        path: content for path, (_inode, content) in files_of(tmp_path / "anew").items()
    }


def test_a_page_that_somebody_changed_is_written_anew(
    copied_edition: Edition, written: Path
) -> None:
    page = written / "countries" / "KEN.html"
    before = page.read_bytes()
    page.write_text("nothing to see here")
    write_site([EditionPublication(edition=copied_edition)], written, ENGLISH)
    assert page.read_bytes() == before


def test_a_page_that_is_no_page_any_more_is_gone(copied_edition: Edition, written: Path) -> None:
    (written / "countries" / "OLD.html").write_text("old")
    write_site([EditionPublication(edition=copied_edition)], written, ENGLISH)
    assert not (written / "countries" / "OLD.html").exists()


def test_a_record_that_cannot_be_read_keeps_nothing(copied_edition: Edition, written: Path) -> None:
    before = files_of(written)
    (written / MARKER).write_text("a site made by sousveil\n")
    write_site([EditionPublication(edition=copied_edition)], written, ENGLISH)
    after = files_of(written)
    assert {path: content for path, (_i, content) in after.items()} == {
        path: content for path, (_i, content) in before.items()
    }
    assert all(after[path][0] != before[path][0] for path in after if path.endswith(".html"))


def test_after_a_claim_was_rejected_the_site_is_that_of_a_new_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packages are written by another process the first time, and by this one the second."""
    monkeypatch.setattr(packages, "LARGE", 0)
    size = Size(countries=8, vendors=5, claims=60)
    first = make_edition(size, tmp_path)
    write_site([EditionPublication(edition=open_edition(first))], tmp_path / "site", ENGLISH)
    changed = EditionPublication(edition=open_edition(reject_one(size, tmp_path)))
    summary = write_site([changed], tmp_path / "site", ENGLISH)
    assert 0 < summary.written < len(files_of(tmp_path / "site")) - 50
    monkeypatch.undo()
    anew = write_site([changed], tmp_path / "anew", ENGLISH)
    assert anew.written > summary.written
    again, fresh = files_of(tmp_path / "site"), files_of(tmp_path / "anew")
    assert again.keys() == fresh.keys()
    assert [path for path in fresh if again[path][1] != fresh[path][1]] == []


@pytest.mark.parametrize("what", ["audit", "replication", "statistics"])
def test_pages_are_written_anew_when_more_is_published_of_an_edition(
    what: str,
    publications: tuple[EditionPublication, ...],
    copied_edition: Edition,
    written: Path,
    tmp_path: Path,
) -> None:
    more = next(found for one in publications if (found := getattr(one, what)))
    with_more = evolve(EditionPublication(edition=copied_edition), **{what: more})
    write_site([with_more], written, ENGLISH)
    write_site([with_more], tmp_path / "anew", ENGLISH)
    again, fresh = files_of(written), files_of(tmp_path / "anew")
    assert [path for path in fresh if again[path][1] != fresh[path][1]] == []
