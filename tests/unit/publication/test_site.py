from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from sousveil.errors import BadInput, CannotWrite
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\u202etxt\u2066{{ 7*7 }}"

ALLOWED_TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        html head meta title link body header main footer nav section div p span a
        h1 h2 h3 h4 ul li dl dt dd table caption thead tbody tr th td figure figcaption
        svg defs pattern rect path circle g strong em small code pre bdi q br details summary
        script ol time label select option optgroup input output button text img
        """,
    )
)


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts = ""
        self._is_in_script = False
        self.feed(text)

    def handle_data(self, data: str) -> None:
        if self._is_in_script:
            self.scripts += data

    def handle_endtag(self, _tag: str) -> None:
        self._is_in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._is_in_script = tag == "script"
        self.attributes.extend((tag, name, value) for name, value in attrs)

    def values(self, name: str) -> list[str]:
        return [value or "" for _, attribute, value in self.attributes if attribute == name]


def read_pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def is_outside(target: str) -> bool:
    return urlsplit(target).scheme != ""


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site, read once for all that is asked of all of them."""
    return read_pages(site.resolve())


def find_dead_links(site: Path, pages: dict[Path, Page]) -> list[str]:
    ids = {path: set(page.values("id")) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for link in (*page.values("href"), *page.values("src")):
            if is_outside(link):
                continue
            address, anchor = urldefrag(link)
            address = address.partition("?")[0]
            target = (path.parent / unquote(address)).resolve() if address else path
            if not target.is_file() or (anchor and anchor not in ids.get(target, ())):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


def test_every_internal_link_and_anchor_resolves(site: Path, pages: dict[Path, Page]) -> None:
    assert find_dead_links(site.resolve(), pages) == []


def test_every_country_and_vendor_has_a_page(site: Path, editions: tuple[Edition, Edition]) -> None:
    for edition in editions:
        for unit in edition.rows("units"):
            assert (site / "countries" / f"{unit['country_iso3']}.html").is_file()
        for vendor in edition.rows("vendors"):
            assert (site / "vendors" / f"{vendor['vendor_id']}.html").is_file()


def test_every_page_is_complete_and_strict(site: Path, pages: dict[Path, Page]) -> None:
    assert len(pages) > 500
    for path, page in pages.items():
        assert page.tags.count("h1") == 1, path
        assert page.tags.count("main") == 1, path
        language = "ar" if "ar" in path.relative_to(site.resolve()).parts else "en"
        assert ("html", "lang", language) in page.attributes, path
        assert "viewport" in page.values("name"), path
        assert "#content" in page.values("href") or path.parent.name == "embed", path
        policy = page.values("content")[0]
        assert "default-src 'none'" in policy, path
        assert "unsafe-inline" not in policy, path
        assert set(page.tags) <= ALLOWED_TAGS, path
        assert page.scripts == "", path
        assert page.values("style") == [], path
        assert len(page.values("id")) == len(set(page.values("id"))), path


def test_tables_have_captions_and_scopes(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert page.tags.count("table") == page.tags.count("caption"), path
        headers = page.tags.count("th")
        assert (
            len([1 for tag, name, _ in page.attributes if (tag, name) == ("th", "scope")])
            == headers
        ), path


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for tag, name, value in page.attributes:
            if name in {"href", "src"} and is_outside(value or ""):
                assert tag == "a", (path, value)
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(|@import", style.read_text(encoding="utf-8"))
    for script in site.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"fetch\(|XMLHttpRequest|cookie|localStorage|eval\(|innerHTML", text)


def test_the_same_editions_give_the_same_bytes(
    site: Path, publications: tuple[EditionPublication, ...], tmp_path: Path
) -> None:
    summary = write_site(publications, tmp_path / "again", languages=("en", "ar"))
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    again = tmp_path / "again"
    assert files == {p.relative_to(again): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert summary.size_bytes == sum(map(len, files.values()))
    assert summary.pages == sum(path.suffix == ".html" for path in files)


def test_a_folder_of_somebody_else_is_left_alone(
    publications: tuple[EditionPublication, ...], tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(CannotWrite):
        write_site(publications, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_two_editions_of_one_codebook_are_refused(
    publications: tuple[EditionPublication, ...], tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="more than one edition of aigs-2019"):
        write_site([publications[0], publications[0]], tmp_path / "site")
    with pytest.raises(BadInput, match="no edition to publish"):
        write_site([], tmp_path / "site")


def poison(folder: Path, table: str, columns: dict[str, str]) -> None:
    """Give some columns of a table hostile values, the text before them kept."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(
                row | {name: row[name] and row[name] + text for name, text in columns.items()}
            )


def test_hostile_values_of_an_edition_are_harmless(copied_edition: Edition, tmp_path: Path) -> None:
    folder = copied_edition.folder
    vendor_id = {"vendor_id": f"/../Ünï {HOSTILE}"}
    poison(
        folder, "units", {"country_name": HOSTILE, "country_iso2": HOSTILE, "region_code": HOSTILE}
    )
    poison(folder, "technologies", {"technology_name": HOSTILE})
    poison(
        folder, "vendors", vendor_id | {"vendor_name": HOSTILE, "parent": HOSTILE, "note": HOSTILE}
    )
    poison(folder, "supply", vendor_id)
    poison(folder, "claims", vendor_id | {"claim_id": HOSTILE, "decided_by": HOSTILE})
    poison(folder, "evidence", {"claim_id": HOSTILE, "quote": HOSTILE, "locator": HOSTILE})
    poison(folder, "sources", {"citation": HOSTILE, "licence": HOSTILE, "url": "\" onclick='x'"})
    poison(folder, "issues", {"found": HOSTILE, "note": HOSTILE, "rule": HOSTILE})
    site = (tmp_path / "site").resolve()

    write_site([EditionPublication(edition=copied_edition)], site, languages=("en",))

    pages = read_pages(site)
    for path, page in pages.items():
        assert set(page.tags) <= ALLOWED_TAGS, path
        assert not [name for _, name, _ in page.attributes if name.startswith("on")], path
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), path
    assert "[U+202E]txt" in (site / "countries" / "KEN.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in (site / "countries" / "KEN.html").read_text(encoding="utf-8")
    assert find_dead_links(site, pages) == []
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", path.name) for path in site.rglob("*"))


def test_an_address_that_runs_code_is_no_link(copied_edition: Edition, tmp_path: Path) -> None:
    path = copied_edition.folder / "sources.csv"
    path.write_text(path.read_text().replace("https://", "javascript://"))
    write_site([EditionPublication(edition=copied_edition)], tmp_path / "site", languages=("en",))
    pages = read_pages(tmp_path / "site").values()
    assert not [
        link for page in pages for link in page.values("href") if link.startswith("javascript")
    ]


def test_the_overview_says_figures_verdicts_and_limits(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "97 <small>of 179</small>" in text
    assert "75 <small>of 176</small>" in text
    assert "published: at least 75" in text
    assert "What changed from aigs-2019 to aigs-2022" in text
    assert "No finding was recomputed for this edition." in text
    assert "does not distinguish between legitimate and unlawful uses" in text


def test_a_country_page_shows_each_claim_with_its_evidence(site: Path) -> None:
    text = (site / "countries" / "KEN.html").read_text(encoding="utf-8")
    assert "sheet AIGS 2022, row 28, column Safe City System" in text
    assert "import:aigs-2019" in text
    assert "soft loan" in text
    assert "doi:10.17632/gjhf5y4xjp.4" in text


def test_a_unit_of_one_edition_is_said_to_be_none_of_the_other(site: Path) -> None:
    text = (site / "countries" / "ZZB.html").read_text(encoding="utf-8")
    assert "Not a unit of this edition’s codebook" in text
    assert "blank: not ticked in the published table" in text


def test_a_finding_page_shows_statement_sql_and_values(site: Path) -> None:
    folder = site / "findings" / "aigs-2019"
    text = (folder / "any.html").read_text(encoding="utf-8")
    assert "75 of 176" in text
    assert "at least 75" in text
    assert "SELECT" in text
    lost = (folder / "lost.html").read_text(encoding="utf-8")
    assert "just over 51 %" in lost
    assert "the list was not published" in lost
    assert "SELECT" not in lost
    assert "A &lt;b&gt;bold&lt;/b&gt; name" in (folder / "ranking.html").read_text(encoding="utf-8")
