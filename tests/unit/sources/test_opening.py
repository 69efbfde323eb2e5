"""Archives of the web reach the collectors through the guarded client, from a real server."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from attrs import Factory, define
from tests.servers.bad_server import BadServer, bad_server, file, page

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.collection import Channel, Content, Item, Rejected, SearchEffort, Walked
from sousveil.model.source import SourceKind
from sousveil.sources.collectors.warc import WarcCollector, WarcPathsCollector
from sousveil.sources.fetching import FetchedPage, Fetcher, FetchPolicy, Redirect
from sousveil.sources.opening import GuardedOpener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STORIES = {f"https://harbour.example/{n}": f"<p>Quay {n} got cameras.</p>" for n in range(3)}


@define
class Heard:
    """What an opener handed on."""

    pages: list[FetchedPage] = Factory(list)
    redirects: list[Redirect] = Factory(list)
    walked: set[str] = Factory(set)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def opener_for(
    server: BadServer, heard: Heard, tmp_path: Path
) -> Iterator[Callable[..., GuardedOpener]]:
    """A function that makes an opener, allowed to ask the server unless told otherwise."""
    stack = ExitStack()

    def make(**changes: Any) -> GuardedOpener:
        values: dict[str, Any] = {
            "user_agent": "sousveil-tests/1",
            "delay_seconds": 0,
            "backoff_seconds": 0,
            "timeout_seconds": 5,
            "allowed_hosts": {f"127.0.0.1:{server.port}"},
        }
        return GuardedOpener(
            stack.enter_context(Fetcher(FetchPolicy(**(values | changes)))),
            on_page=heard.pages.append,
            on_redirects=heard.redirects.extend,
            has_walked=heard.walked.__contains__,
            folder=tmp_path,
        )

    with stack:
        yield make


def record(url: str, text: str) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + text.encode()
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2026-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def gzip_warc() -> bytes:
    return b"".join(gzip.compress(record(*story), mtime=0) for story in STORIES.items())


def zstd_warc() -> bytes:
    return b"".join(zstandard.compress(record(*story)) for story in STORIES.items())


def wacz() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("archive/data.warc.gz", gzip_warc())
        package.writestr("datapackage.json", "{}")
    return packed.getvalue()


def collect(kind: str, location: str, opener: GuardedOpener) -> list[Item]:
    channel = Channel(
        channel_id="chn_1",
        kind=kind,
        location=location,
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        added_at="2026-01-01T00:00:00Z",
    )
    collector = WarcCollector() if kind == "warc" else WarcPathsCollector()
    return list(collector.collect(channel, opener))


def stories(items: list[Item]) -> dict[str, str]:
    return {item.name: item.data.decode() for item in items if isinstance(item, Content)}


def rejections(items: list[Item]) -> dict[str, str]:
    return {item.name: item.reason for item in items if isinstance(item, Rejected)}


@pytest.mark.parametrize("make", [gzip_warc, zstd_warc, wacz])
def test_an_archive_of_the_web_is_read_like_a_file(
    server: BadServer,
    opener_for: Callable[..., GuardedOpener],
    tmp_path: Path,
    make: Callable[[], bytes],
) -> None:
    server.pages["/archive"] = file(make(), cuts=1)
    items = collect("warc", server.url("/archive"), opener_for())
    assert stories(items) == STORIES
    assert items[len(STORIES) :] == [Walked(name=server.url("/archive"))]
    assert server.paths() == ["/robots.txt", "/archive", "/archive"]
    assert list(tmp_path.iterdir()) == []


def test_an_archive_served_as_if_it_were_an_encoding_is_the_same(
    server: BadServer, opener_for: Callable[..., GuardedOpener]
) -> None:
    server.pages["/a.warc.gz"] = page(gzip_warc(), content_encoding="x-gzip")
    assert stories(collect("warc", server.url("/a.warc.gz"), opener_for())) == STORIES


def test_a_path_list_is_followed_over_what_cannot_be_had(
    server: BadServer, opener_for: Callable[..., GuardedOpener], heard: Heard
) -> None:
    folder = "/crawl-data/CC-NEWS/2026/01"
    names = [f"CC-NEWS-2026010100000{n}-0000{n}.warc.gz" for n in range(6)]
    lines = [f"{folder[1:]}/{name}" for name in names]
    server.pages[f"{folder}/warc.paths.gz"] = page(gzip.compress("\n".join(lines).encode()))
    whole = gzip_warc()
    serve = {
        1: file(whole),
        2: file(whole, cuts=9),
        3: file(whole, content_length=str(len(whole) - 20)),
        4: page(bytes(2_000_000)),
        5: file(zstd_warc()),
    }
    for number, behaviour in serve.items():
        server.pages[f"{folder}/{names[number]}"] = behaviour
    location = server.url(f"{folder}/warc.paths.gz")
    items = collect("warc_paths", location, opener_for(max_archive_bytes=1_000_000))
    assert stories(items) == STORIES
    assert sum(isinstance(item, Content) for item in items) == 2 * len(STORIES)
    why = rejections(items)
    bad = [server.url(f"{folder}/{names[number]}") for number in (0, 2, 3, 4)]
    assert list(why) == bad
    for url, reason in zip(
        bad, ("HTTP 404", "cut off", "longer than the", "larger than 1000000 bytes"), strict=True
    ):
        assert reason in why[url]
    assert [page.url for page in heard.pages] == [location]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/x.warc", "http://[::1]/x.warc", "http://10.1.2.3/x.warc"]
)
def test_a_redirect_into_a_private_network_is_refused(
    server: BadServer, opener_for: Callable[..., GuardedOpener], heard: Heard, target: str
) -> None:
    url = server.url(f"/redirect?{target}")
    with pytest.raises(BadInput, match=r"--allow-host") as refused:
        collect("warc", url, opener_for())
    assert refused.value.where == url
    assert [(step.url, step.target) for step in heard.redirects] == [(url, target)]


def test_this_machine_is_refused_unless_it_is_allowed(
    server: BadServer, opener_for: Callable[..., GuardedOpener]
) -> None:
    with pytest.raises(BadInput, match="loopback"):
        collect("warc", server.url("/archive"), opener_for(allowed_hosts=()))
    assert server.paths() == []


@pytest.mark.parametrize("prefix", ["simplecache::", "filecache::", "zip://a.warc::"])
def test_the_guard_is_not_passed_by_through_another_file_system(
    server: BadServer, opener_for: Callable[..., GuardedOpener], prefix: str
) -> None:
    location = prefix + server.url("/archive")
    opener = opener_for()
    with pytest.raises(BadInput, match="behind another file system"):
        collect("warc", location, opener)
    with pytest.raises(BadInput, match="behind another file system"):
        opener.read(location, max_bytes=100)
    with pytest.raises(BadInput, match="behind another file system"):
        opener.list_files(location)
    assert server.paths() == []


def test_a_scheme_in_capitals_is_guarded_too(
    server: BadServer, opener_for: Callable[..., GuardedOpener]
) -> None:
    server.pages["/archive"] = file(gzip_warc())
    location = server.url("/archive").replace("http", "HTTP")
    assert stories(collect("warc", location, opener_for())) == STORIES
    with pytest.raises(BadInput, match="loopback"):
        collect("warc", location, opener_for(allowed_hosts=()))


def test_a_local_archive_is_read_where_it_lies(
    opener_for: Callable[..., GuardedOpener], tmp_path: Path
) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip_warc())
    assert stories(collect("warc", str(path), opener_for())) == STORIES
    assert stories(collect("warc", path.as_uri(), opener_for())) == STORIES


def test_a_folder_that_takes_no_archive_is_an_error_of_ours(
    server: BadServer, opener_for: Callable[..., GuardedOpener], tmp_path: Path
) -> None:
    opener = opener_for()
    tmp_path.rmdir()
    with pytest.raises(CannotWrite, match="No such file"):
        collect("warc", server.url("/archive"), opener)
    tmp_path.mkdir()
