"""Hostile documents: each is bounded in time and memory, and is a result that says what it was."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from tests.unit.sources.reading.isolated_reading import read_named
from tests.unit.sources.reading.made_documents import (
    PARAGRAPHS,
    W,
    assemble_pdf,
    make_docx,
    make_docx_bomb,
    make_email,
    make_gzip_bomb,
    make_hostile_pdf,
    make_html,
    make_pdf,
    make_rich_docx,
    replace_docx_body,
)

from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.reading.html_metadata import read_metadata
from sousveil.sources.reading.read import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCX_BODY = f"<w:document {W}><w:body>"
MEBIBYTE = 1024**2
SECONDS = 20


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


def read(data: bytes, media_type: str | None = None, name: str = "file") -> ReadResult:
    return read_snapshot(data, media_type=media_type, name=name)


def test_a_page_of_500_megabytes_is_refused_before_it_is_parsed() -> None:
    result = read(b"<!doctype html>" + bytes(500 * MEBIBYTE), "text/html")

    assert result.status is ReadStatus.FAILED
    assert str(result.reason).startswith("a page of 524,288,015 bytes")


@pytest.mark.parametrize("start", [b"%PDF-1.4", b"From: a\nTo: b\n\n", b"text ", b'{"ocid":'])
def test_no_format_has_files_of_any_size(start: bytes) -> None:
    result = read(
        start + b" " * (210 * MEBIBYTE), None, "a.json" if start.startswith(b"{") else "a"
    )

    assert result.status is ReadStatus.FAILED
    assert "at most" in str(result.reason)


def test_a_gzip_bomb_is_refused() -> None:
    result = read(make_gzip_bomb())

    assert result.status is ReadStatus.FAILED
    assert "unpacks to more than 67108864 bytes" in str(result.reason)


def test_a_gzip_file_of_very_many_members_costs_little() -> None:
    empty_member = bytes.fromhex("1f8b08000000000000030300000000000000 0000")

    read(empty_member * 20_000)


def test_a_docx_bomb_is_refused_by_what_it_declares() -> None:
    result = read(make_docx_bomb())

    assert result.status is ReadStatus.FAILED
    assert "at most 134,217,728" in str(result.reason)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "section"])
def test_a_page_nested_100_000_deep_ends_in_time(tag: str) -> None:
    depth = 100_000
    page = f"<html><body>{f'<{tag}>' * depth}<p>{PARAGRAPHS[0]}</p></body></html>"

    result = read(page.encode(), "text/html")

    assert result.status in {ReadStatus.READ, ReadStatus.EMPTY}
    if result.status is ReadStatus.EMPTY:
        assert result.reason == "elements are nested more than 2,000 deep"


@pytest.mark.parametrize(
    "piece",
    [
        "<meta ",
        '<meta a="',
        "<h1>",
        "<time datePublished",
        "<title>",
        "<html ",
        "<meta '\"",
        "&#x41;",
        '<script type="application/ld+json">',
        "<time datePublished>",
        '<meta x="" ',
        "<!--",
        "<p ",
    ],
)
def test_a_page_of_unclosed_pieces_costs_linear_time(piece: str) -> None:
    read_metadata("<html>" + piece * (2 * MEBIBYTE // len(piece)))
    read((piece * (MEBIBYTE // 4 // len(piece))).encode(), "text/html")


def test_json_ld_nested_100_000_deep_is_passed_over() -> None:
    script = f'<script type="application/ld+json">{"[" * 100_000}</script>'

    assert read(make_html(head=script).encode(), "text/html").text == "\n".join(PARAGRAPHS)


def test_a_pdf_file_with_a_script_and_loops_is_read_and_nothing_is_run() -> None:
    result = read(make_hostile_pdf())

    assert result.status is ReadStatus.READ
    assert "Police bought forty cameras" in result.text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4",
        b"%PDF-1.4\n" + b"1 0 obj\n<< /A 1 0 R >>\nendobj\n" * 1000,
        b"%PDF-1.4\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
        assemble_pdf([b"<< /Type /Catalog /Pages 1 0 R >>"]),
        assemble_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 100_000]),
        make_pdf()[:400],
    ],
)
def test_a_broken_pdf_file_is_a_named_failure(data: bytes) -> None:
    assert read(data).status in {ReadStatus.FAILED, ReadStatus.EMPTY}


def test_a_page_of_a_pdf_that_claims_to_be_a_kilometre_wide_is_drawn_small() -> None:
    huge = make_pdf(((),)).replace(b"0 0 612 792", b"0 0 9e6 9e6")

    assert read(huge).status in {ReadStatus.EMPTY, ReadStatus.NEEDS_OCR, ReadStatus.FAILED}


def test_external_and_multiplying_entities_of_a_docx_file_stay_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    body = f"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">
    <!ENTITY e0 "lol">{bomb}]>
    <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
    <w:p><w:r><w:t>a &x; &e11;</w:t></w:r></w:p></w:body></w:document>"""

    result = read(replace_docx_body(body.encode()))

    assert "secret" not in result.text
    assert len(result.text) < 1_000


def test_a_docx_file_of_deeply_nested_xml_is_a_named_failure() -> None:
    body = b"<w:a xmlns:w='x'>" * 100_000

    assert read(replace_docx_body(body)).status is ReadStatus.FAILED


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ],
)
def test_parts_of_a_docx_file_in_one_another_without_end_are_bounded(
    opening: str, closing: str
) -> None:
    inner = "<w:p><w:r><w:t>inner</w:t></w:r></w:p>" * 10_000
    for depth in (50, 80, 300, 600):
        body = f"{DOCX_BODY}{opening * depth}{inner}{closing * depth}</w:body></w:document>"

        result = read(replace_docx_body(body.encode()))

        assert result.status in {ReadStatus.READ, ReadStatus.EMPTY, ReadStatus.FAILED}
        assert result.status is not ReadStatus.FAILED or result.reason


def test_entities_in_the_notes_of_a_docx_file_stay_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    notes = f"""<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "lol">{bomb}]>
    <w:footnotes {W}><w:footnote w:id="9"><w:p><w:r><w:t>a &x; &e11;</w:t></w:r></w:p>
    </w:footnote></w:footnotes>"""

    result = read(make_rich_docx({"footnotes": notes}))

    assert "secret" not in result.text
    assert len(result.text) < 1_000


def test_external_entities_of_a_notice_stay_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    entity = f'<!ENTITY s SYSTEM "{secret.as_uri()}">'
    xml = f'<?xml version="1.0"?><!DOCTYPE x [{entity}]><TED_EXPORT>&s;</TED_EXPORT>'

    result = read(xml.encode(), "application/xml")

    assert result.status is ReadStatus.FAILED
    assert "secret" not in result.text


def test_json_nested_100_000_deep_is_a_named_failure() -> None:
    result = read(b"[" * 100_000, "application/json")

    assert (result.status, result.reason) == (ReadStatus.FAILED, "nested too deeply")


def test_a_message_of_a_thousand_parts_in_parts_is_bounded() -> None:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(2_000)
    )

    result = read(f"Subject: x\n{parts}".encode(), "message/rfc822")

    assert result.status in {ReadStatus.FAILED, ReadStatus.EMPTY}


@pytest.mark.parametrize(
    "header",
    [
        "Date: Thu, 99 Mar 99999999999 10:00:00",
        "Subject: =?x?b?====?=",
        "Date: \udcff",
        "Subject: =?" * 99,
        "Content-Type: text/plain; charset*0*=x''%",
        "Content-Transfer-Encoding: base64",
        "Content-Type: ;;;",
    ],
)
def test_a_message_with_malformed_headers_is_a_result(header: str) -> None:
    data = f"{header}\nMIME-Version: 1.0\n\nbody".encode("utf-8", "surrogateescape")

    assert read(data, "message/rfc822").status in {ReadStatus.READ, ReadStatus.FAILED}


def test_one_deadly_document_among_sound_ones_is_lost_alone_and_named() -> None:
    sound = {
        "a.html": make_html().encode(),
        "b.pdf": make_pdf(),
        "c.docx": make_docx(),
        "d.eml": make_email(),
        "e.txt": "\n".join(PARAGRAPHS).encode(),
        "f.json": json.dumps({"ocid": "x", "tender": {"title": PARAGRAPHS[0]}}).encode(),
    }
    documents = {f"{number}/{name}": data for number in range(20) for name, data in sound.items()}
    documents |= {"crash.html": b"deadly: abort", "hang.html": b"deadly: hang"}

    results = dict(
        map_isolated(
            read_named,
            ((name, (name, data)) for name, data in documents.items()),
            workers=2,
            timeout_seconds=8,
            memory_bytes=1024 * MEBIBYTE,
        )
    )

    crashes = {name: result for name, result in results.items() if isinstance(result, Crash)}
    assert crashes == {
        "crash.html": Crash("its worker process was killed by SIGABRT"),
        "hang.html": Crash("no result after 8 s"),
    }
    assert results.keys() == documents.keys()
    for name in documents.keys() - crashes.keys():
        result = results[name]
        assert isinstance(result, ReadResult)
        assert result.status is ReadStatus.READ, (name, result)
