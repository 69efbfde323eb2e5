"""The report as a PDF: whole, tagged, linked, the figures of the site, the same bytes each time."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from attrs import evolve
from click.testing import CliRunner

from sousveil.cli.root import root
from sousveil.errors import CannotWrite, NotFound
from sousveil.pipeline.reporting import ReportWish, make_report
from sousveil.publication.languages import load_language
from sousveil.publication.report import content, typesetting
from sousveil.publication.report.content import describe_report
from sousveil.publication.report.map_drawing import HATCHES, draw_swatch
from sousveil.publication.report.typesetting import typeset
from sousveil.publication.world_map import ALL_BLANKS
from sousveil.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.publication.collection import Collection

UNIVERSAL = {"p", "SHA-256"}
"""Heads that are the same in every language."""

needs_typst = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None, reason="the extra report is not installed"
)
pytestmark = needs_typst


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings({}, home=str(tmp_path_factory.mktemp("report")))


@pytest.fixture(scope="module")
def pdf(settings: Settings) -> Path:
    path = settings.home / "report.pdf"
    make_report(settings, ReportWish(edition="aigs-2022", since="aigs-2019"), path)
    return path


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def test_the_report_has_the_figures_and_every_part(pdf: Path) -> None:
    text = _text(pdf)
    assert "97 of 179 countries use AI surveillance" in text
    assert "Facial recognition: 78 countries" in text
    for heading in ("Summary", "Findings", "Countries", "Changes since", "Methodology", "Sources"):
        assert heading in text
    assert "Countries lost: Oman, Rwanda (2)." in text
    assert "10.17632/gjhf5y4xjp.4" in text


def test_it_is_dated_by_the_edition_and_lists_its_figures_and_the_sources_of_covariates(
    pdf: Path,
) -> None:
    assert pypdfium2.PdfDocument(pdf).get_metadata_dict()["CreationDate"].startswith("D:20220309")
    text = _text(pdf)
    for part in ("Figures and tables", "Table 1: What was published", "World Bank, World Dev"):
        assert part in text
    assert "was coded by two people in this edition" in text
    assert b"https://doi.org/10.17632/gjhf5y4xjp.4" in pdf.read_bytes()


def test_a_change_stands_in_the_column_that_says_what_it_is_of(collection: Collection) -> None:
    changes = describe_report(collection)["changes"]
    heads, rows = changes["heads"], {row[0]: row for row in changes["rows"]}
    assert heads[1:] == (
        "Technologies gained",
        "Technologies lost",
        "Suppliers gained",
        "Suppliers lost",
    )
    assert rows["Japan"][1:] == ("", "Smart city or safe city platform", "", "China; Hikvision")
    assert rows["Kenya"][1:3] == ("", "")


def test_every_head_of_a_report_in_arabic_is_arabic(collection: Collection) -> None:
    content = describe_report(evolve(collection, language=load_language("ar")))
    tables = ("replication", "statistics", "countries", "changes", "covariates", "agreement")
    heads = {head for name in (*tables, "files") for head in content[name]["heads"]}
    captions = {content[name]["caption"] for name in tables}
    said = (heads - UNIVERSAL) | captions | set(content["words"].values())
    said |= {technology["definition"] for technology in content["technologies"]}
    said |= {content["rules"][0].partition(": ")[2]}
    assert [text for text in said if not re.search("[\u0600-\u06ff]", text)] == []


def test_blanks_on_the_map_differ_by_reason(collection: Collection) -> None:
    drawn = describe_report(collection)["map"]
    assert 'id="not-ticked"' in drawn["svg"]
    assert 'fill="url(#not-ticked)"' in drawn["svg"]
    assert drawn["legend"][-1]["words"] == "not ticked in the published table (80)"
    reasons = {term.key for term in ALL_BLANKS}
    assert set(HATCHES) == reasons
    assert len({draw_swatch(None, key) for key in reasons}) == len(reasons)
    assert len({HATCHES[key] for key in reasons}) == len(reasons)


def test_every_country_and_the_hash_of_every_file_is_in_it(pdf: Path, settings: Settings) -> None:
    text = _text(pdf)
    arguments = ["--home", str(settings.home), "edition", "query", "aigs-2022"]
    arguments += ["--format", "csv", "SELECT country_name FROM units"]
    result = CliRunner().invoke(root, arguments)
    names = result.stdout.splitlines()[1:]
    assert len(names) == 179
    assert [name for name in names if name.strip('"') not in text] == []


def test_the_pdf_is_tagged_and_titled_and_has_links_and_an_outline(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"].startswith("AI & Big Data Global Surveillance")
    assert document.is_tagged()
    assert next(item.get_title() for item in document.get_toc()).endswith("Summary")
    data = pdf.read_bytes()
    assert b"pdfuaid" in data or b"/Lang" in data


def test_the_same_edition_gives_the_same_bytes(pdf: Path, settings: Settings) -> None:
    again = settings.home / "again.pdf"
    summary = make_report(settings, ReportWish(edition="aigs-2022", since="aigs-2019"), again)
    assert again.read_bytes() == pdf.read_bytes()
    assert summary.size_bytes == len(pdf.read_bytes())


def test_the_words_of_a_report_in_french_are_french(settings: Settings) -> None:
    path = settings.home / "rapport.pdf"
    make_report(settings, ReportWish(edition="aigs-2019", language="fr"), path)
    text = _text(path)
    assert "Pays" in text
    assert "Allemagne" in text


def test_a_report_in_arabic_has_its_own_words_and_runs_from_right_to_left(
    settings: Settings,
) -> None:
    pytest.importorskip("fontpkg_noto_sans_arabic", reason="it comes with the extra 'report'")
    path = settings.home / "taqrir.pdf"
    make_report(settings, ReportWish(edition="aigs-2019", language="ar"), path)
    document = pypdfium2.PdfDocument(path)
    headings = [item.get_title() for item in document.get_toc()]
    assert [heading.lstrip("0123456789. ") for heading in headings[:2]] == ["الملخّص", "النتائج"]
    page = document[1].get_textpage()
    numbers = [page.get_charbox(i) for i in range(40) if page.get_text_range(i, 1) == "1"]
    assert numbers[0][0] > document[1].get_width() * 0.6


def test_the_sign_of_a_negative_number_stands_before_it_in_arabic(collection: Collection) -> None:
    pytest.importorskip("fontpkg_noto_sans_arabic", reason="it comes with the extra 'report'")
    content = describe_report(evolve(collection, language=load_language("ar")))
    row = ("نتيجة", "-0.7531", "من -0.7531 إلى 0.5", "", "")
    content["statistics"]["rows"] = (row,)
    pdf = pypdfium2.PdfDocument(typeset(content, typesetting.find_fonts("ar")))
    pages = [page.get_textpage() for page in pdf]
    found = [
        (text.get_charbox(at - 1)[0], text.get_charbox(at)[0])
        for text in pages
        for at in [hit.start() for hit in re.finditer("0.7531", text.get_text_range())]
    ]
    assert len(found) == 2
    assert all(sign < number for sign, number in found)


def test_a_language_whose_font_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "find_spec", lambda _name: None)
    with pytest.raises(NotFound, match="font"):
        typesetting.find_fonts("ar")
    assert typesetting.find_fonts("es") == ()


def test_hostile_text_is_set_as_text_and_runs_nothing(settings: Settings, monkeypatch: Any) -> None:
    def hostile(*_: object) -> list[dict[str, str | None]]:
        text = '#panic("no") $x$ = [link](javascript:1) \\ <a> @b // /* #read("/etc/passwd") ' * 20
        return [{"citation": text + "x" * 5000, "address": None, "note": "\u202eabc"}]

    monkeypatch.setattr(content, "_sources", hostile)
    path = settings.home / "hostile.pdf"
    make_report(settings, ReportWish(edition="aigs-2019"), path)
    assert '#panic("no") $x$' in _text(path)


def test_a_word_of_ten_thousand_letters_stays_on_the_page(
    settings: Settings, monkeypatch: Any
) -> None:
    def endless(*_: object) -> list[dict[str, str | None]]:
        return [{"citation": "W" * 10_000, "address": None, "note": None}]

    monkeypatch.setattr(content, "_sources", endless)
    path = settings.home / "endless.pdf"
    make_report(settings, ReportWish(edition="aigs-2019"), path)
    document = pypdfium2.PdfDocument(path)
    texts = ((page, page.get_textpage()) for page in document)
    page, text = next(pair for pair in texts if pair[1].get_text_bounded().count("W") > 1000)
    places = [text.get_charbox(at) for at in range(text.count_chars())]
    assert max(right for _left, _bottom, right, _top in places) < page.get_width()


def test_a_document_that_does_not_typeset_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="does not typeset"):
        typeset({"title": "no other value"})


def test_the_command_says_what_it_wrote_and_an_unknown_edition_is_an_error(
    settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "r.pdf"
    arguments = ["--home", str(settings.home), "report", "aigs-2019", "--to", str(target)]
    result = CliRunner().invoke(root, [*arguments, "--format", "csv"])
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(b"%PDF-")
    result = CliRunner().invoke(root, ["--home", str(tmp_path), "report", "nowhere"])
    assert isinstance(result.exception, NotFound)
