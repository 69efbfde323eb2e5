"""``claim extract --warc`` gives the claims of archives as lines or as Parquet files."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

URL = "https://example.org/a"
PAGE = (
    "<!doctype html><html lang='en'><body><article><h1>Cameras in Kampala</h1><p>Ugandan police use "
    "Huawei's facial recognition cameras in Kampala, the interior ministry said on Monday.</p>"
    "<p>The cameras stand along the main roads of the capital.</p></article></body></html>"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one page with a claim."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}"
    record = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Target-URI: {URL}\r\n"
        "WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n{block}\r\n\r\n"
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record.encode()))
    return path


def test_claims_of_an_archive_are_lines_with_the_address_of_the_page(
    run: Run, archive: Path
) -> None:
    result = run("claim", "extract", "--warc", archive.parent / "*.warc.gz")
    assert result.returncode == 0, result.stderr
    claims = [json.loads(line) for line in result.stdout.splitlines()]
    assert ("UGA", "facial_recognition") in {(one["country"], one["technology"]) for one in claims}
    assert {one["url"] for one in claims} == {URL}
    assert "1 archives: 1 records" in result.stderr


def test_a_list_of_archives_is_searched_into_parquet_files_once(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{archive.name}\n", encoding="utf-8")
    output = tmp_path / "claims"
    for _ in range(2):
        result = run("claim", "extract", "--warc", listed, "--to", output, "--workers", "1")
        assert result.returncode == 0, result.stderr
        assert "1 archives: 1 records" in result.stderr
    assert "1 archives were finished before" in result.stderr
    rows = duckdb.connect().execute(
        f"SELECT DISTINCT url, country_iso3 FROM '{output}/rows/*.parquet' WHERE url IS NOT NULL"
    )
    assert (URL, "UGA") in rows.fetchall()


def test_an_archive_that_is_none_costs_no_other_and_is_named(run: Run, archive: Path) -> None:
    missing = archive.parent / "none" / "b.warc.gz"
    result = run("claim", "extract", "--warc", f"file://{missing}", "--warc", archive)
    assert result.returncode != 0
    assert result.stdout
    assert str(missing) in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--warc", "https://example.org/a.warc.gz"),
        ("--warc", "simplecache::https://example.org/a.warc.gz"),
        ("--warc", "nowhere.warc.gz"),
        ("--to", "x"),
        ("--cluster", "tcp://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_searched_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("claim", "extract", *arguments)
    assert result.returncode != 0
    assert not result.stdout
