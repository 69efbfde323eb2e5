"""Archives as streams: what passes, what is read, what fails and why."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from sousveil.claims.archive.extracting import Counters, extract_warc
from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.engine.mapping import Running
from sousveil.errors import BadInput
from sousveil.pipeline import archive_work
from sousveil.pipeline.archive_work import extract_rows, read_archive
from sousveil.pipeline.extracting_archives import extract_archives
from sousveil.pipeline.opening_archives import WebAccess

if TYPE_CHECKING:
    from collections.abc import Callable

CLAIM = (
    "<!doctype html><html lang='en'><body><article><h1>Cameras in Nairobi</h1>"
    "<p>Police in Nairobi now use <b>facial</b>\n<i>recognition</i> cameras in the city centre, the "
    "Kenyan interior ministry said on Monday.</p><p>The cameras were installed last year along the "
    "main roads of the capital, an official of the ministry told reporters.</p></article></body></html>"
)
PLAIN = (
    "<!doctype html><html lang='en'><body><article><h1>Rain</h1><p>Heavy rain is expected in the "
    "north of the country until Friday, the weather service said.</p></article></body></html>"
)
EMPTY = "<!doctype html><html><body><img alt='facial recognition'></body></html>"
HTML = "text/html; charset=utf-8"


@pytest.fixture
def write_archive(tmp_path: Path) -> Callable[..., str]:
    """A function that writes an archive of (body, Content-Type, Content-Encoding) and gives its path."""

    def write(*records: tuple[bytes, str, str | None], name: str = "a.warc.gz") -> str:
        path = tmp_path / name
        packed = [
            gzip.compress(_record(f"https://example.org/{name}/{number}", *record))
            for number, record in enumerate(records)
        ]
        path.write_bytes(b"".join(packed))
        return str(path)

    return write


def _record(uri: str, body: bytes, content_type: str, encoding: str | None) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {content_type}"]
    if encoding:
        lines.append(f"Content-Encoding: {encoding}")
    block = "\r\n".join([*lines, "", ""]).encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"WARC-Target-URI: {uri}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


class Misquoting:
    """An extractor that quotes what is not there."""

    name, version = "misquoting", "1"

    def extract(self, document: TextDocument) -> list[Candidate]:  # noqa: ARG002
        return [
            Candidate(
                country_iso3="KEN",
                technology_code="smart_city",
                quote="no such words",
                start=0,
                end=13,
                confidence=0.9,
            )
        ]


def test_a_claim_comes_with_its_page_and_a_quote_of_its_text(
    write_archive: Callable[..., str],
) -> None:
    path = write_archive((PLAIN.encode(), HTML, None), (CLAIM.encode(), HTML, None))
    counters = Counters()
    claims = list(extract_warc(path, RulesExtractor(), counters=counters))
    assert {
        (one.candidate.country_iso3, one.candidate.technology_code, one.url) for one in claims
    } == {("KEN", "facial_recognition", "https://example.org/a.warc.gz/1")}
    assert "facial recognition" in claims[0].candidate.quote
    assert claims[0].archive == path
    assert (counters.records, counters.passed, counters.read, counters.with_claims) == (2, 1, 1, 1)
    assert counters.payload_bytes == len(PLAIN) + len(CLAIM)
    assert not counters.failures


def test_pages_that_wait_to_be_read_come_all_and_in_their_order(
    write_archive: Callable[..., str],
) -> None:
    path = write_archive(*((CLAIM.encode(), HTML, None) for _ in range(40)))
    numbers = [int(one.url.rpartition("/")[2]) for one in extract_warc(path, RulesExtractor())]
    assert list(dict.fromkeys(numbers)) == list(range(40))


def test_a_packed_page_is_unpacked_before_it_is_scanned(write_archive: Callable[..., str]) -> None:
    path = write_archive((gzip.compress(CLAIM.encode()), HTML, "gzip"))
    assert list(extract_warc(path, RulesExtractor()))


def test_a_page_in_utf_16_is_scanned_and_read(write_archive: Callable[..., str]) -> None:
    path = write_archive((CLAIM.encode("utf-16"), "text/html", None))
    assert list(extract_warc(path, RulesExtractor()))


def test_what_cannot_be_read_is_counted_with_its_reason(write_archive: Callable[..., str]) -> None:
    path = write_archive((b"%PDF-1.4 facial recognition", HTML, None), (CLAIM.encode(), HTML, None))
    counters = Counters()
    assert list(extract_warc(path, RulesExtractor(), counters=counters))
    assert counters.passed == 2
    assert counters.read == 1
    assert counters.failures.total() == 1


def test_pictures_and_style_sheets_are_passed_over(write_archive: Callable[..., str]) -> None:
    path = write_archive(
        (b"\x89PNG\r\n\x1a\n facial recognition", "image/png", None),
        (b"a{b:c} /* facial recognition */", "text/css", None),
    )
    counters = Counters()
    assert not list(extract_warc(path, RulesExtractor(), counters=counters))
    assert (counters.records, counters.passed) == (2, 0)


def test_a_quote_that_is_not_in_the_page_is_an_error(write_archive: Callable[..., str]) -> None:
    path = write_archive((CLAIM.encode(), HTML, None))
    with pytest.raises(BadInput, match="quote"):
        list(extract_warc(path, Misquoting()))


def test_the_engine_gives_the_claims_of_several_archives_and_what_was_searched(
    write_archive: Callable[..., str], tmp_path: Path
) -> None:
    paths = [
        write_archive((CLAIM.encode(), HTML, None), (PLAIN.encode(), HTML, None), name="a.warc.gz"),
        write_archive((EMPTY.encode(), HTML, None), (CLAIM.encode(), HTML, None), name="b.warc.gz"),
    ]
    output = tmp_path / "claims"
    told: list[object] = []
    running = Running(workers=2)
    mapped = extract_archives(
        paths, str(output), extractor="rules", running=running, progress=told.append
    )
    assert len(told) == 2
    assert not mapped.failures
    rows = f"read_parquet('{output}/rows/*.parquet')"
    claims = duckdb.connect().execute(
        f"SELECT url, country_iso3 FROM {rows} WHERE url IS NOT NULL ORDER BY url"
    )
    assert claims.fetchall() == [
        ("https://example.org/a.warc.gz/0", "KEN"),
        ("https://example.org/b.warc.gz/1", "KEN"),
    ]
    searched = duckdb.connect().execute(
        f"SELECT archive, records, passed FROM {rows} WHERE url IS NULL ORDER BY archive"
    )
    assert searched.fetchall() == [(paths[0], 2, 1), (paths[1], 2, 2)]
    rejected = duckdb.connect().execute(f"SELECT DISTINCT rejected FROM {rows} WHERE url IS NULL")
    assert rejected.fetchall() == [("{}",)]
    again = extract_archives(paths, str(output), extractor="rules", running=running)
    assert again.resumed == 2


def test_an_archive_gives_a_sign_of_life_though_no_page_passes(
    write_archive: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_work, "PULSE", 2)
    path = write_archive(*[(PLAIN.encode(), HTML, None)] * 5)
    given = list(read_archive(path, access=WebAccess()))
    assert [name for name, _ in given] == [f"{path}@2", f"{path}@4", path]
    rows = [row for _, found in given for row in extract_rows(found, extractor="rules")]
    assert [row["records"] for row in rows] == [5]


def test_damaged_records_are_counted_in_the_row_of_what_was_searched(
    write_archive: Callable[..., str],
) -> None:
    path = write_archive((CLAIM.encode(), HTML, None), (PLAIN.encode(), HTML, None))
    Path(path).write_bytes(Path(path).read_bytes()[:-40])
    found = dict(read_archive(path, access=WebAccess()))[path]
    (row,) = extract_rows(found, extractor="rules")
    assert sum(json.loads(str(row["rejected"])).values()) == 1
