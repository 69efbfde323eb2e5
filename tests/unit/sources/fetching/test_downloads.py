from __future__ import annotations

import hashlib
import io
import resource
import tempfile
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from tests.servers.bad_server import BadServer, Visit, file, page

from sousveil.errors import CannotWrite
from sousveil.sources.fetching import Downloaded, Failure, Fetcher, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.sources.fetching.conftest import FakeTime, Internet

MEBIBYTE = 1024 * 1024
DATA = hashlib.shake_256(b"an archive").digest(300_000)


def ranges_asked(server: BadServer) -> list[tuple[str | None, str | None]]:
    asked = [request for request in server.requests if request.path != "/robots.txt"]
    return [(each.headers.get("range"), each.headers.get("if-range")) for each in asked]


def fail(fetcher: Fetcher, url: str) -> str:
    result = fetcher.download(url, io.BytesIO())
    assert isinstance(result, Failure), result
    assert result.url == url
    return result.reason


def test_a_file_is_written_as_it_lies_on_the_server(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/a.warc.gz"] = file(DATA)
    into = io.BytesIO()
    result = make_fetcher().download(server.url("/redirect?/a.warc.gz"), into)
    assert isinstance(result, Downloaded)
    assert (into.getvalue(), result.size_bytes) == (DATA, len(DATA))
    assert result.final_url == server.url("/a.warc.gz")
    assert [step.http_status for step in result.redirects] == [302]
    assert server.requests[-1].headers["accept-encoding"] == "identity"
    assert server.requests[-1].headers["user-agent"].startswith("sousveil/")


def test_a_broken_transfer_goes_on_where_it_broke(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/a"] = file(DATA, cuts=2)
    into = io.BytesIO()
    assert isinstance(make_fetcher().download(server.url("/a"), into), Downloaded)
    assert into.getvalue() == DATA
    assert ranges_asked(server) == [
        (None, None),
        ("bytes=150000-", '"v1"'),
        ("bytes=225000-", '"v1"'),
    ]


def test_a_file_that_changed_on_the_way_is_taken_from_its_beginning(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    def changing(visit: Visit) -> None:
        new = visit.count > 1
        file(DATA[::-1][:1000] if new else DATA, cuts=1, ranges=not new, etag=f'"v{visit.count}"')(
            visit
        )

    server.pages["/a"] = changing
    into = io.BytesIO()
    assert isinstance(make_fetcher().download(server.url("/a"), into), Downloaded)
    assert into.getvalue() == DATA[::-1][:1000]
    assert ranges_asked(server)[1] == ("bytes=150000-", '"v1"')


@pytest.mark.parametrize("etag", ['W/"weak"', ""])
def test_without_a_sure_mark_of_its_version_the_whole_file_is_asked_for_again(
    server: BadServer, make_fetcher: Callable[..., Fetcher], etag: str
) -> None:
    server.pages["/a"] = file(DATA, cuts=1, etag=etag)
    into = io.BytesIO()
    assert isinstance(make_fetcher().download(server.url("/a"), into), Downloaded)
    assert into.getvalue() == DATA
    assert ranges_asked(server) == [(None, None), (None, None)]


@pytest.mark.parametrize(
    "content_range", ["bytes 0-299999/300000", "bytes 150000-299999/300001", "lines 1-2/3", ""]
)
def test_a_part_that_does_not_fit_is_not_put_together(
    server: BadServer, make_fetcher: Callable[..., Fetcher], content_range: str
) -> None:
    def behave(visit: Visit) -> None:
        if "range" in visit.request.headers:
            visit.answer("206 Partial Content", DATA[150_000:], content_range=content_range)
        else:
            file(DATA, cuts=1)(visit)

    server.pages["/a"] = behave
    into = io.BytesIO()
    result = make_fetcher().download(server.url("/a"), into)
    assert isinstance(result, Downloaded)
    assert into.getvalue() == DATA
    assert [asked for asked, _ in ranges_asked(server)] == [None, "bytes=150000-", None]


def test_a_server_without_the_rest_is_asked_for_the_whole(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    def behave(visit: Visit) -> None:
        if "range" in visit.request.headers:
            visit.answer("416 Range Not Satisfiable")
        else:
            file(DATA, cuts=1)(visit)

    server.pages["/a"] = behave
    into = io.BytesIO()
    assert isinstance(make_fetcher().download(server.url("/a"), into), Downloaded)
    assert into.getvalue() == DATA


def test_a_transfer_that_breaks_each_time_is_given_up(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    server.pages["/a"] = file(DATA, cuts=9)
    reason = fail(make_fetcher(fake_time, backoff_seconds=2.0), server.url("/a"))
    assert reason.startswith("the answer is cut off")
    assert reason.endswith("3 attempts")
    assert fake_time.slept == [2.0, 4.0]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/status?404", "HTTP 404 Not Found"),
        ("/status?206", "HTTP 206 Partial Content"),
        ("/status?503", "HTTP 503 Service Unavailable, 3 attempts"),
        ("/length-too-long", "the answer is cut off"),
        ("/length-too-short", "the body is longer than the 5 bytes that the server declared"),
        ("/br", "the file has the content encoding 'br', not asked for"),
        ("/huge", "the archive is larger than 1 MiB; --max-archive-bytes allows more"),
        ("/endless", "the archive is larger than 1 MiB"),
        ("/loop", "the redirects go round in a circle"),
    ],
)
def test_what_gives_no_file_says_why(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str, reason: str
) -> None:
    fetcher = make_fetcher(max_archive_bytes=MEBIBYTE)
    assert fail(fetcher, server.url(path)).startswith(reason)


def test_an_archive_has_bounds_of_its_own(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/a"] = file(DATA)
    small_pages = make_fetcher(max_bytes=1000)
    assert isinstance(small_pages.download(server.url("/a"), io.BytesIO()), Downloaded)
    slow = make_fetcher(archive_seconds=0.4)
    assert fail(slow, server.url("/drip-body")) == "the page was not complete within 0.4 s"


def test_robots_and_private_addresses_hold_for_archives(
    server: BadServer, make_fetcher: Callable[..., Fetcher], internet: Internet
) -> None:
    internet.answers["inside.test"] = [("10.0.0.7",)]
    server.pages["/a"] = file(DATA)
    server.set_robots("User-agent: *\nDisallow: /kept\n")
    fetcher = make_fetcher(allowed_hosts=())
    for url, reason in (
        (server.url("/a"), "loopback"),
        ("http://inside.test/a", "private"),
        ("http://news.test/redirect?http://127.0.0.1/a", "loopback"),
        ("http://news.test/redirect?http://inside.test/a", "private"),
        ("http://news.test/kept/a", "robots.txt"),
        ("ftp://news.test/a", "only http and https"),
    ):
        into = io.BytesIO()
        result = fetcher.download(url, into)
        assert isinstance(result, Refusal), result
        assert reason in result.reason
        assert into.getvalue() == b""


def test_a_rebound_name_is_refused_when_a_broken_transfer_goes_on(
    server: BadServer, make_fetcher: Callable[..., Fetcher], internet: Internet
) -> None:
    internet.answers["rebound.test"] = [("93.184.215.14",), ("93.184.215.14",), ("127.0.0.1",)]
    server.pages["/a"] = file(DATA, cuts=1)
    result = make_fetcher(allowed_hosts=()).download("http://rebound.test/a", io.BytesIO())
    assert isinstance(result, Refusal)
    assert "loopback" in result.reason
    assert len(ranges_asked(server)) == 1


def test_a_large_file_is_never_in_memory(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    def behave(visit: Visit) -> None:
        visit.send_head("200 OK", content_length=str(64 * MEBIBYTE))
        for _ in range(1024):
            visit.send(bytes(64 * 1024))

    server.pages["/a"] = behave
    fetcher = make_fetcher()
    with tempfile.TemporaryFile() as into:
        tracemalloc.start()
        try:
            result = fetcher.download(server.url("/a"), into)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(result, Downloaded)
    assert result.size_bytes == 64 * MEBIBYTE
    assert most < 4 * MEBIBYTE


def test_a_full_disk_is_an_error_of_ours(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/a"] = page(DATA)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with tempfile.TemporaryFile() as into:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(CannotWrite, match="File too large"):
                make_fetcher().download(server.url("/a"), into)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            into.seek(0)
            into.truncate()
