"""``claim extract --warc`` gives the claims of archives as lines or as Parquet files."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.servers.bad_server import BadServer, bad_server, file, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]

URL = "https://example.org/a"
PAGE = (
    "<!doctype html><html lang='en'><body><article><h1>Cameras in Kampala</h1><p>Ugandan police use "
    "Huawei's facial recognition cameras in Kampala, the interior ministry said on Monday.</p>"
    "<p>The cameras stand along the main roads of the capital.</p></article></body></html>"
)


def pack_archive(*pages: str) -> bytes:
    """Return an archive of pages, one below URL, then each at a number of its own."""
    records = []
    for number, text in enumerate(pages):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}"
        url = f"{URL}{number or ''}"
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        records.append(gzip.compress(f"{head}{block}\r\n\r\n".encode()))
    return b"".join(records)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one page with a claim."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(pack_archive(PAGE))
    return path


@pytest.fixture
def web(archive: Path) -> Iterator[BadServer]:
    """A server with the archive at two addresses, and a list of both."""
    with bad_server() as server:
        for name in ("a", "b"):
            server.pages[f"/crawl/{name}.warc.gz"] = file(archive.read_bytes())
        server.pages["/lists/warc.paths.gz"] = file(
            gzip.compress(b"crawl/b.warc.gz\ncrawl/a.warc.gz\n")
        )
        yield server


def ask(run: Run, *arguments: str | Path) -> CompletedProcess[str]:
    return run("claim", "extract", "--allow-host", "127.0.0.1", *arguments)


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


def test_the_lines_do_not_depend_on_how_many_processes_search(run: Run, tmp_path: Path) -> None:
    for name, country in (("c", "Kenyan"), ("a", "Zambian"), ("b", "Ghanaian")):
        pages = [PAGE.replace("Ugandan", country), "<html>Bread</html>", PAGE]
        (tmp_path / f"{name}.warc.gz").write_bytes(pack_archive(*pages))
    given = [one for name in "cab" for one in ("--warc", tmp_path / f"{name}.warc.gz")]
    results = [run("claim", "extract", *given, "--workers", number) for number in ("1", "2")]
    assert [result.returncode for result in results] == [0, 0]
    assert results[0].stdout == results[1].stdout
    archives = [json.loads(line)["archive"] for line in results[0].stdout.splitlines()]
    names = list(dict.fromkeys(path[-len("c.warc.gz") :][0] for path in archives))
    assert names == ["c", "a", "b"]
    told = [result.stderr.splitlines()[-1] for result in results]
    assert told[0] == told[1]
    assert told[0].startswith("3 archives: 9 records")


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_archives_come_in_every_format(run: Run, archive: Path, form: str) -> None:
    lines = run("claim", "extract", "--warc", archive).stdout.splitlines()
    printed = run("claim", "extract", "--warc", archive, "--format", form).stdout
    if form == "json":
        assert json.loads(printed) == [json.loads(line) for line in lines]
    else:
        assert "UGA" in printed


def test_an_archive_of_the_web_is_fetched_in_parts_where_the_connection_breaks(
    run: Run, archive: Path, web: BadServer
) -> None:
    web.pages["/crawl/a.warc.gz"] = file(archive.read_bytes(), cuts=1)
    url = web.url("/crawl/a.warc.gz")
    result = ask(run, "--warc", url)
    assert result.returncode == 0, result.stderr
    assert {json.loads(line)["archive"] for line in result.stdout.splitlines()} == {url}
    asked = [one.headers.get("range") for one in web.requests if one.path.startswith("/crawl")]
    assert asked == [None, f"bytes={archive.stat().st_size // 2}-"]


def test_an_archive_of_the_web_that_is_done_is_not_fetched_again(
    run: Run, tmp_path: Path, web: BadServer
) -> None:
    listed, output = web.url("/lists/warc.paths.gz"), tmp_path / "claims"
    arguments = ("--warc", listed, "--base", web.url("/"), "--to", output)
    del web.pages["/crawl/a.warc.gz"]
    first = ask(run, *arguments)
    assert first.returncode == 3
    assert f"not searched: {web.url('/crawl/a.warc.gz')}: " in first.stderr
    assert "HTTP 404" in first.stderr
    web.pages["/crawl/a.warc.gz"] = web.pages["/crawl/b.warc.gz"]
    second = ask(run, *arguments)
    assert second.returncode == 0, second.stderr
    assert "1 archives were finished before" in second.stderr
    assert "2 archives: 2 records" in second.stderr
    assert web.paths().count("/crawl/b.warc.gz") == 1
    rows = f"'{output}/rows/*.parquet'"
    query = f"SELECT DISTINCT archive FROM {rows} WHERE url IS NOT NULL ORDER BY 1"
    assert duckdb.execute(query).fetchall() == [
        (web.url(f"/crawl/{name}.warc.gz"),) for name in ("a", "b")
    ]


@pytest.mark.parametrize("name", ["warc.paths", "warc.paths.gz", "list.txt"])
def test_a_list_here_may_name_archives_of_the_web(
    run: Run, tmp_path: Path, web: BadServer, name: str
) -> None:
    lines = b"crawl/b.warc.gz\n\ncrawl/b.warc.gz\n"
    listed = tmp_path / name
    listed.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    result = ask(run, "--warc", listed, "--base", web.url("/"))
    assert result.returncode == 0, result.stderr
    assert {json.loads(line)["archive"] for line in result.stdout.splitlines()} == {
        web.url("/crawl/b.warc.gz")
    }
    assert web.paths().count("/crawl/b.warc.gz") == 1


def test_hosts_of_private_networks_are_asked_only_if_they_are_named(
    run: Run, web: BadServer
) -> None:
    for path in ("/crawl/a.warc.gz", "/lists/warc.paths.gz"):
        result = run("claim", "extract", "--warc", web.url(path))
        assert (result.returncode, result.stdout) == (3, "")
        assert "is loopback; if it is meant, allow it by name with --allow-host" in result.stderr
    assert web.requests == []


def test_a_redirect_to_a_host_that_is_not_allowed_is_not_followed(run: Run, web: BadServer) -> None:
    elsewhere = web.url("/crawl/a.warc.gz", host="localhost")
    result = ask(run, "--warc", web.url(f"/redirect?{elsewhere}"))
    assert (result.returncode, result.stdout) == (3, "")
    assert "localhost is loopback" in result.stderr
    assert "/crawl/a.warc.gz" not in web.paths()


@pytest.mark.parametrize("line", ["file:///etc/hostname.warc", "s3://bucket/a.warc.gz"])
def test_a_list_from_the_web_names_nothing_of_this_machine(
    run: Run, web: BadServer, line: str
) -> None:
    web.pages["/lists/warc.paths"] = page(line.encode())
    result = ask(run, "--warc", web.url("/lists/warc.paths"))
    assert (result.returncode, result.stdout) == (3, "")
    assert f"a list from the web names what is not of the web: {line}" in result.stderr


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (page(b"\n\n"), "the list names no archive"),
        (page(b"\x1f\x8b\x08broken"), "the list of WARC paths"),
        (page(b"gone", "410 Gone"), "HTTP 410"),
    ],
)
def test_a_list_that_is_none_is_an_error(
    run: Run, web: BadServer, body: Callable[..., None], said: str
) -> None:
    web.pages["/lists/warc.paths"] = body
    result = ask(run, "--warc", web.url("/lists/warc.paths"))
    assert (result.returncode, result.stdout) == (3, "")
    assert said in result.stderr


def test_a_list_that_names_itself_is_read_once(run: Run, archive: Path) -> None:
    listed = archive.parent / "list.txt"
    listed.write_text(f"list.txt\n{archive.name}\n", encoding="utf-8")
    result = run("claim", "extract", "--warc", listed)
    assert result.returncode == 0
    assert "2 archives: 1 records" in result.stderr


def test_a_password_in_an_address_is_printed_nowhere(run: Run, web: BadServer) -> None:
    url = web.url("/crawl/a.warc.gz").replace("//", "//me:secret@")
    result = ask(run, "--warc", url)
    assert result.stdout
    assert "secret" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", ".", "--warc", "a.warc.gz"),
        ("--from", ".", "--base", "https://example.org/"),
        ("--warc", "a.warc.gz", "--to", "x", "--format", "csv"),
        ("--warc", "a.warc.gz", "--to", "x", "--minimum", "0.5"),
        ("--warc", "a.warc.gz", "--to", "x", "--extractor", "llm"),
        ("--warc", "a.warc.gz", "--output", "x.csv", "--format", "csv"),
        ("--warc", "a.warc.gz", "--cluster", "tcp://127.0.0.1:1"),
        ("--output", "x.csv"),
    ],
)
def test_options_that_do_not_go_together_are_named(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(archive.parent)
    result = run("claim", "extract", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: " in result.stderr
