"""The other formats, and how it is found which one a snapshot is in."""

from __future__ import annotations

import gzip
import importlib.metadata
import json
from itertools import pairwise

import pytest
from tests.unit.sources.reading.made_documents import (
    LINES,
    PARAGRAPHS,
    make_docx,
    make_email,
    make_html,
    make_mixed_pdf,
    make_pdf,
    make_rich_docx,
    make_scanned_pdf,
)
from tests.unit.sources.reading.sentences import SENTENCES

from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.reading import ocr, pdf, scanned_pages
from sousveil.sources.reading.media_type import find_media_type
from sousveil.sources.reading.read import read_snapshot
from sousveil.sources.reading.scanned_pages import name_pages

PAGES = (("The first page",), (), ("The third page", "has two lines"))


# The lines of each page, and whether it is a picture.
ANNEXED = (
    (("The contract is signed",), False),
    (("Police bought forty cameras",), True),
    ((), False),
    (("The last page",), False),
    (("The council approved",), True),
)


def read(data: bytes, media_type: str | None = None, name: str = "file") -> ReadResult:
    return read_snapshot(data, media_type=media_type, name=name)


def pages_of(result: ReadResult) -> list[str]:
    starts = [*result.page_starts, len(result.text) + 1]
    return [result.text[start : end - 1] for start, end in pairwise(starts)]


def test_the_pages_of_a_pdf_begin_where_the_offsets_say() -> None:
    result = read(make_pdf(PAGES))

    assert (result.status, result.reader) == (ReadStatus.READ, "pdf")
    assert pages_of(result) == ["\n".join(lines) for lines in PAGES]
    assert "+pypdfium2-" in result.reader_version


def test_a_word_that_a_line_end_divides_is_whole_again() -> None:
    assert read(make_pdf((("The surveil-", "lance of the station"),))).text.startswith(
        "The surveillance of"
    )


def test_dates_and_people_in_the_metadata_of_a_file_are_not_those_of_publication() -> None:
    for data in (make_pdf(), make_docx()):
        result = read(data)
        assert (result.published_date, result.author) == (None, None)


def test_a_pdf_file_with_more_pages_than_are_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)

    result = read(make_pdf(PAGES))

    assert (result.reason, len(result.page_starts)) == ("read 2 of 3 pages", 2)


def test_a_scanned_pdf_needs_ocr_where_tesseract_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "find_engine", lambda: None)

    result = read(make_scanned_pdf(2))

    assert result.status is ReadStatus.NEEDS_OCR
    assert (result.text, result.page_starts) == ("", ())
    assert result.reason == "needs OCR: pages without text: 1-2 (Tesseract is not installed)"


def test_the_text_of_a_pdf_with_a_scanned_annex_is_read_where_tesseract_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "find_engine", lambda: None)

    result = read(make_mixed_pdf(ANNEXED))

    assert (result.status, result.reader) == (ReadStatus.READ, "pdf")
    assert pages_of(result) == ["The contract is signed", "", "", "The last page", ""]
    assert result.reason == "needs OCR: pages without text: 2, 5 (Tesseract is not installed)"


def test_the_scanned_pages_among_others_are_recognised_in_their_place() -> None:
    if ocr.find_engine() is None:
        pytest.skip("Tesseract is not installed")

    result = read(make_mixed_pdf(ANNEXED))

    assert (result.status, result.reader, result.reason) == (ReadStatus.READ, "pdf-ocr", None)
    assert pages_of(result) == [
        "The contract is signed",
        "Police bought forty cameras",
        "",
        "The last page",
        "The council approved",
    ]


def test_only_pages_without_text_go_to_the_engine_and_those_it_fails_on_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ocr.OcrEngine("tesseract", "5", frozenset({"eng"}))
    answers = iter([None, "Recognised\n\f"])
    monkeypatch.setattr(pdf, "find_engine", lambda: engine)
    monkeypatch.setattr(scanned_pages, "choose_languages", lambda *_: "eng")
    monkeypatch.setattr(scanned_pages, "recognise", lambda *_: next(answers))

    result = read(make_mixed_pdf(ANNEXED))

    assert pages_of(result) == ["The contract is signed", "", "", "The last page", "Recognised"]
    assert result.status is ReadStatus.READ
    assert str(result.reason).startswith("needs OCR: pages without text: 2 (Tesseract failed")


def test_no_more_scanned_pages_than_the_bound_are_recognised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ocr.OcrEngine("tesseract", "5", frozenset({"eng"}))
    monkeypatch.setattr(pdf, "find_engine", lambda: engine)
    monkeypatch.setattr(scanned_pages, "MOST_SCANNED_PAGES", 1)
    monkeypatch.setattr(scanned_pages, "choose_languages", lambda *_: "eng")
    monkeypatch.setattr(scanned_pages, "recognise", lambda *_: "Recognised")

    result = read(make_scanned_pdf(3))

    assert pages_of(result) == ["Recognised", "", ""]
    assert "pages without text: 2-3 (" in str(result.reason)


def test_recognised_text_counts_as_text_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ocr.OcrEngine("tesseract", "5", frozenset({"eng"}))
    monkeypatch.setattr(pdf, "find_engine", lambda: engine)
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 50)
    monkeypatch.setattr(scanned_pages, "choose_languages", lambda *_: "eng")
    monkeypatch.setattr(scanned_pages, "recognise", lambda *_: "x" * 10)

    result = read(make_mixed_pdf(ANNEXED))

    assert pages_of(result) == ["The contract is signed", "x" * 10, "", "The last page", ""]


@pytest.mark.parametrize("lines", [(), (" ",), ("   ", " ")])
def test_an_empty_page_is_no_scan(lines: tuple[str, ...]) -> None:
    result = read(make_pdf((lines,)))

    assert (result.status, result.reason) == (ReadStatus.EMPTY, "no text in it")


def test_a_rule_across_an_empty_page_is_no_scan() -> None:
    page = b"BT /F1 18 Tf 72 700 Td  ET"
    rule = b"72 700 400 1 re f         "
    assert len(page) == len(rule)

    assert read(make_pdf(((),)).replace(page, rule)).status is ReadStatus.EMPTY


def test_many_pages_are_named_shortly() -> None:
    assert name_pages(range(0, 100, 2)) == (
        ", ".join(str(number) for number in range(1, 41, 2)) + " and 30 more"
    )
    assert name_pages([0, 1, 2, 1_200]) == "1-3, 1,201"


def test_a_scanned_pdf_is_recognised_page_by_page() -> None:
    if ocr.find_engine() is None:
        pytest.skip("Tesseract is not installed")

    result = read(make_scanned_pdf(2))

    page = "\n".join(LINES)
    assert (result.status, result.reader) == (ReadStatus.READ, "pdf-ocr")
    assert [line for line in result.text.splitlines() if line] == [*LINES, *LINES]
    assert result.text[result.page_starts[1] :].startswith(page[:10])
    assert "+tesseract-" in result.reader_version


def test_recognition_stops_when_its_time_is_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ocr.OcrEngine("tesseract", "5", frozenset({"eng"}))
    monkeypatch.setattr(pdf, "find_engine", lambda: engine)
    monkeypatch.setattr(pdf, "OCR_SECONDS", 0.0)

    result = read(make_scanned_pdf(2))

    assert (result.status, result.text) == (ReadStatus.NEEDS_OCR, "")
    assert "pages without text: 1-2 (Tesseract failed, or had to stop" in str(result.reason)


@pytest.mark.parametrize(
    ("script", "installed", "chosen"),
    [
        ("Cyrillic", {"eng", "rus", "fra", "osd"}, "rus+eng"),
        ("Han", {"chi_sim", "chi_tra", "eng"}, "chi_sim+chi_tra+eng"),
        ("Latin", {"fra", "eng", "rus"}, "eng+fra"),
        ("Arabic", {"eng"}, "eng"),
        (None, {"eng", "ara", "rus"}, "eng+ara+rus"),
        (None, set(), "eng"),
    ],
)
def test_the_languages_of_the_script_are_chosen(
    script: str | None, installed: set[str], chosen: str
) -> None:
    assert "+".join(ocr._languages_of(script, frozenset(installed))) == chosen


def test_a_docx_file_is_read_in_the_order_of_its_parts() -> None:
    result = read(make_docx(), name="a.docx")

    assert result.text == f"{PARAGRAPHS[0]}\nCameras\t40\n{PARAGRAPHS[1]}"
    assert (result.title, result.reader) == ("Cameras at the station", "docx")


def test_what_stands_around_the_body_of_a_docx_file_follows_it_with_a_mark() -> None:
    result = read(make_rich_docx(), name="a.docx")

    assert [line for line in result.text.splitlines() if line] == [
        "Forty cameras[1] were bought.[2][e1]",
        "Beside the box.",
        "In the box.",
        "In a form.",
        "Cameras\t40 inner",
        "[header] Ministry of the Interior",
        "[footer] Draft of 4 May",
        "[1] Of the vendor Regard.",
        "[2] Told by the mayor.",
        "[3] Nothing refers here.",
        "[e1] At the end.",
    ]
    assert (result.status, result.reason) == (ReadStatus.READ, None)


@pytest.mark.parametrize("xml", ["", "<w:footnotes", "no XML", "<a><b></a>"])
def test_a_docx_file_whose_notes_are_damaged_is_read_without_them_and_says_so(xml: str) -> None:
    result = read(make_rich_docx({"footnotes": xml}), name="a.docx")

    assert result.reason == "parts that are damaged and not read: footnotes"
    assert "Forty cameras[1]" in result.text
    assert "[e1] At the end." in result.text


def test_an_email_gives_its_plain_text_and_no_private_address() -> None:
    result = read(make_email(), name="a.eml")

    assert result.text.strip() == " ".join(PARAGRAPHS)
    assert (result.title, result.published_date) == ("Cameras at the station", "2021-03-04")
    assert (result.author, result.publisher) == (None, None)
    assert result.reason == "attachments that are not read: 1"
    assert "jane" not in repr(result).lower()


@pytest.mark.parametrize(("language", "charset"), [("ru", "koi8-r"), ("ja", "iso-2022-jp")])
def test_an_email_in_an_old_character_set_is_read(language: str, charset: str) -> None:
    text = " ".join(SENTENCES[language])

    assert read(make_email(html=False, charset=charset, text=text)).text.strip() == text


def test_an_email_without_plain_text_gives_that_of_its_html() -> None:
    header = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

    result = read(header + make_html().encode(), "message/rfc822")

    assert result.text == "\n".join(PARAGRAPHS)


def test_plain_text_is_kept_to_the_character() -> None:
    text = "  A line\n\n\tand  another. \n"

    assert read(text.encode(), "text/plain").text == text


def test_a_release_of_ocds_becomes_lines_of_text() -> None:
    release = {
        "ocid": "ocds-x-1",
        "id": "1",
        "tag": ["tender"],
        "tender": {"id": "t", "title": "Cameras with face recognition"},
    }

    one = read(json.dumps(release).encode(), "application/json")
    package = read(
        json.dumps({"version": "1.1", "releases": [release, 7]}).encode(), None, "a.json"
    )
    other = read(b'{"a": 1}', "application/json")

    assert "Cameras with face recognition" in one.text
    assert one.text in package.text
    assert package.reason == "entries that are not OCDS releases: 1"
    assert (other.status, other.reason) == (ReadStatus.FAILED, "JSON that holds no OCDS release")


def test_xml_that_is_no_notice_is_a_named_failure() -> None:
    result = read(b"<?xml version='1.0'?><rss><channel/></rss>", "application/xml")

    assert result.status is ReadStatus.FAILED
    assert "no TED notice" in str(result.reason)


def test_a_packed_page_is_unpacked_once() -> None:
    packed = gzip.compress(make_html().encode(), mtime=0)

    assert read(packed, "text/html").text == "\n".join(PARAGRAPHS)
    assert read(gzip.compress(packed, mtime=0)).status is ReadStatus.UNSUPPORTED


def test_reader_and_version_are_always_recorded() -> None:
    ours = importlib.metadata.version("sousveil")

    for data in (b"", b"text", b"\x89PNG\r\n\x1a\n", b"%PDF-broken", make_html().encode()):
        result = read(data)
        assert result.reader
        assert result.reader_version.split("+")[0] == ours


@pytest.mark.parametrize(
    ("data", "declared", "name", "kind"),
    [
        (b"%PDF-1.4", "text/html", "a.html", "application/pdf"),
        (b"<!doctype html><p>log in", "application/pdf", "a.pdf", "text/html"),
        (b"<!-- x -->\n <html>", None, "", "text/html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", "text/xml", "", "text/html"),
        (b"<?xml version='1.0'?><TED_EXPORT/>", "text/plain", "", "application/xml"),
        (b'{"ocid": 1}', "application/octet-stream", "u/a.JSON?x=1", "application/json"),
        (b"an error", "application/json", "", "text/plain"),
        (b"From: a\nTo: b\n\nHello", None, "", "message/rfc822"),
        (b"Received: from a\n by b\nSubject: x\n\nHello", None, "a.txt", "message/rfc822"),
        (b"Hello", "text/plain; charset=utf-8", "a", "text/plain"),
        (b"Hello", None, "a.eml", "message/rfc822"),
        (b"Hello", None, "a", "text/plain"),
        (b"Hello", "application/x-tar", "a", "application/x-tar"),
        (b"\0\1\2\3" * 99, None, "a", "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "a", "image/png"),
        (b"PK\x03\x04 an archive", None, "a.docx", "application/zip"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "application/msword",
            "",
            "application/x-ole-storage",
        ),
    ],
)
def test_the_bytes_decide_what_a_snapshot_is(
    data: bytes, declared: str | None, name: str, kind: str
) -> None:
    assert find_media_type(data, declared, name) == kind


def test_what_no_reader_reads_is_named() -> None:
    result = read(b"\x89PNG\r\n\x1a\n")

    assert (result.status, result.reason) == (ReadStatus.UNSUPPORTED, "no reader for image/png")
