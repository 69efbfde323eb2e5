"""Archives of the web are collected from the command line, and every step of a redirect is kept."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.servers.bad_server import BadServer, bad_server, file, page
from warcio.archiveiterator import ArchiveIterator

from sousveil.model.collection import Outcome, SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline.channels import add_channel_to
from sousveil.pipeline.collecting import CollectOptions, collect
from sousveil.settings import read_settings
from sousveil.sources.fetching import FetchPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = (
    "<html><head><title>Cameras for {town}</title></head><body><article><p>The harbour office of "
    "{town} rented cameras that read faces, its director said on the quay this week.</p><p>They "
    "watch the ferry gates of {town}, and the pictures go to the coast guard of the province, "
    "which keeps them for a year.</p></article></body></html>"
)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


def sousveil(
    home: Path, *arguments: str, code: str = "from sousveil.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, "--home", str(home), "source", *arguments],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ,
    )


def collect_here(home: Path, server: BadServer) -> dict[Outcome, int]:
    policy = FetchPolicy(
        user_agent="sousveil-tests/1",
        delay_seconds=0,
        backoff_seconds=0,
        allowed_hosts={f"127.0.0.1:{server.port}"},
    )
    settings = read_settings({}, home=str(home))
    (summary,) = collect(settings, (), CollectOptions(policy=policy), lambda _step: None)
    return summary.counts


def add_list(home: Path, addresses: list[str]) -> None:
    listed = home.parent / "list.txt"
    listed.write_text("\n".join(addresses), encoding="utf-8")
    add_channel_to(
        read_settings({}, home=str(home)),
        kind="list",
        location=str(listed),
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        licence=None,
    )


def warc(towns: list[str]) -> bytes:
    packed = b""
    for number, town in enumerate(towns):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        http += STORY.format(town=town).encode()
        head = (
            "WARC/1.1\r\nWARC-Type: response\r\n"
            f"WARC-Target-URI: https://harbour.example/{town}\r\n"
            "WARC-Date: 2026-03-04T05:06:07Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            "Content-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        packed += gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)
    return packed


def archived(home: Path) -> list[tuple[str, str, str | None]]:
    """Return kind, URL and status of every record but the first of each file, in order."""
    found = []
    for path in sorted((home / "archive").glob("*.warc.gz")):
        with path.open("rb") as opened:
            for record in ArchiveIterator(opened):
                kind = record.rec_type
                status = record.http_headers.get_statuscode() if kind == "response" else None
                url = record.rec_headers.get_header("WARC-Target-URI")
                if kind != "warcinfo":
                    found.append((kind, url, status))
    return found


def test_a_remote_archive_is_added_and_collected(tmp_path: Path, server: BadServer) -> None:
    server.pages["/x.warc.gz"] = file(warc(["Lerma", "Gera"]), cuts=1)
    added = sousveil(tmp_path, "add", "warc", server.url("/redirect?/x.warc.gz"))
    assert added.returncode == 0, added.stderr
    allowed = ("--allow-host", f"127.0.0.1:{server.port}", "--delay", "0")
    done = sousveil(tmp_path, "collect", *allowed, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["fetched"], row["read"], row["trouble"]) == (2, 2, None)
    assert archived(tmp_path) == [
        ("response", server.url("/redirect?/x.warc.gz"), "302"),
        ("request", server.url("/redirect?/x.warc.gz"), None),
        ("resource", "https://harbour.example/Lerma", None),
        ("resource", "https://harbour.example/Gera", None),
    ]


def add_paths(home: Path, server: BadServer, names: list[str]) -> None:
    server.pages["/warc.paths"] = file("\n".join(names).encode())
    added = sousveil(home, "add", "warc_paths", server.url("/warc.paths"))
    assert added.returncode == 0, added.stderr


def times_sent(server: BadServer, path: str) -> int:
    return sum(request.path == path for request in server.requests)


def test_an_archive_that_was_gone_through_is_not_sent_again(
    tmp_path: Path, server: BadServer
) -> None:
    server.pages["/one.warc.gz"] = file(warc(["Lerma", "Gera"]))
    add_paths(tmp_path, server, ["one.warc.gz", "two.warc.gz"])
    first = collect_here(tmp_path, server)
    assert first == {Outcome.FETCHED: 2, Outcome.FAILED: 1, Outcome.WALKED: 1}
    server.pages["/two.warc.gz"] = file(warc(["Tordera"]))
    second = collect_here(tmp_path, server)
    assert second == {Outcome.FETCHED: 1, Outcome.WALKED: 1}
    assert (times_sent(server, "/one.warc.gz"), times_sent(server, "/two.warc.gz")) == (1, 2)


def test_every_step_of_a_redirect_is_archived_before_what_it_led_to(
    tmp_path: Path, server: BadServer
) -> None:
    home = tmp_path / "home"
    server.pages["/story"] = page(STORY.format(town="Lerma").encode())
    server.pages["/moved"] = page(
        b"gone on", "308 Permanent Redirect", location="/redirect?/story", set_cookie="id=secret"
    )
    server.pages["/dead"] = page(b"", "307 Temporary Redirect", location="/nothing")
    add_list(home, [server.url("/moved"), server.url("/dead")])
    assert collect_here(home, server) == {Outcome.FETCHED: 1, Outcome.FAILED: 1}
    steps = [server.url(path) for path in ("/moved", "/redirect?/story", "/story")]
    records = archived(home)
    start = records.index(("response", steps[0], "308"))
    assert records[start : start + 6] == [
        ("response", steps[0], "308"),
        ("request", steps[0], None),
        ("response", steps[1], "302"),
        ("request", steps[1], None),
        ("response", steps[2], "200"),
        ("request", steps[2], None),
    ]
    assert ("response", server.url("/dead"), "307") in records
    text = b"".join(gzip.decompress(p.read_bytes()) for p in (home / "archive").glob("*.gz"))
    assert b"secret" not in text
    assert collect_here(home, server) == {Outcome.UNCHANGED: 1, Outcome.FAILED: 1}
    assert archived(home).count(records[start]) == 1, "what is known is not asked for again"


def test_a_killed_run_does_not_ask_again_for_what_redirects_led_to(
    tmp_path: Path, server: BadServer
) -> None:
    home = tmp_path / "home"
    names = [f"/story-{number}" for number in range(20)]
    for name in names:
        server.pages[name] = page(STORY.format(town=f"Town{name[7:]}").encode())
    add_list(home, [server.url(f"/redirect?{name}") for name in names])
    dying = (
        "import os, signal\n"
        "from sousveil.sources.recording import RunRecorder\n"
        "keep, count = RunRecorder.keep_page, iter(range(10**6))\n"
        "def dying(self, *arguments):\n"
        "    keep(self, *arguments)\n"
        "    if next(count) == 9: os.kill(os.getpid(), signal.SIGKILL)\n"
        "RunRecorder.keep_page = dying\n"
        "from sousveil.cli import main\n"
        "main()\n"
    )
    allowed = ("--allow-host", f"127.0.0.1:{server.port}", "--delay", "0")
    assert sousveil(home, "collect", *allowed, code=dying).returncode == -signal.SIGKILL
    kept = [url for kind, url, status in archived(home) if (kind, status) == ("response", "200")]
    assert len(kept) == 10
    asked_before = len(server.paths())
    assert collect_here(home, server) == {Outcome.FETCHED: 20}
    again = {server.url(path) for path in server.paths()[asked_before:]}
    assert not again & set(kept)
    pages = [url for kind, url, status in archived(home) if (kind, status) == ("response", "200")]
    assert sorted(pages) == sorted(map(server.url, names))
