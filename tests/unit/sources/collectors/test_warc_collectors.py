from __future__ import annotations

import gzip
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Rejected, Walked
from sousveil.sources.collectors.warc import WarcCollector, WarcPathsCollector, base_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIST = "https://crawl.example/crawl-data/CC-1/warc.paths.gz"


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a fake in the place of the reader of archives; what was asked of it."""
    asked: list[str] = []

    def iterate_archive(location: str, *, open_file: object) -> Iterator[Content | Rejected]:
        asked.append(location)
        yield Content(name=f"{location}#1", data=b"a page")
        if "broken" in location:
            raise BadInput("cut off", where=location)

    def read_warc_paths(data: bytes, base_url: str) -> Iterator[str]:
        if b"crawl-data" not in data:
            raise BadInput("not a list of paths", where=base_url)
        for line in data.decode().splitlines():
            yield line if "://" in line else base_url + line

    fake: Any = types.ModuleType("sousveil.sources.archive.reading")
    fake.iterate_archive, fake.read_warc_paths = iterate_archive, read_warc_paths
    monkeypatch.setitem(sys.modules, "sousveil.sources.archive.reading", fake)
    return asked


def test_one_archive_is_read_where_it_lies(
    archive: list[str], make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    items = list(WarcCollector().collect(make_channel("warc", "s3://a/b.warc"), make_opener({})))
    assert items == [Content(name="s3://a/b.warc#1", data=b"a page")]


def test_a_list_of_paths_is_followed_and_one_failure_is_not_the_end(
    archive: list[str], make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    paths = (
        "crawl-data/1.warc.gz\nfile:///etc/hosts\ncrawl-data/broken.warc.gz\ncrawl-data/2.warc.gz"
    )
    opener = make_opener({LIST: paths.encode()})
    items = list(WarcPathsCollector().collect(make_channel("warc_paths", LIST), opener))
    base = "https://crawl.example/crawl-data"
    assert archive == [f"{base}/{name}.warc.gz" for name in ("1", "broken", "2")]
    assert [item for item in items if isinstance(item, Rejected)] == [
        Rejected(
            name="file:///etc/hosts", reason="in another kind of storage than the list itself"
        ),
        Rejected(name=f"{base}/broken.warc.gz", reason="cut off"),
    ]
    walked = [item.name for item in items if isinstance(item, Walked)]
    assert walked == [f"{base}/1.warc.gz", f"{base}/2.warc.gz"]
    assert sum(isinstance(item, Content) for item in items) == 3


def test_a_damaged_list_is_rejected(
    archive: list[str], make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    opener = make_opener({LIST: b"no"})
    (item,) = WarcPathsCollector().collect(make_channel("warc_paths", LIST), opener)
    assert isinstance(item, Rejected)
    assert item.name == LIST


def test_a_list_that_is_not_there_is_an_error(
    archive: list[str], make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    with pytest.raises(BadInput):
        list(WarcPathsCollector().collect(make_channel("warc_paths", LIST), make_opener({})))


@pytest.mark.parametrize(
    ("location", "base"),
    [
        (LIST, "https://crawl.example/"),
        ("https://own.example/archive/warc.paths", "https://own.example/archive/"),
        ("archive/warc.paths", "archive/"),
        ("warc.paths", ""),
    ],
)
def test_paths_are_relative_to_the_list_or_to_the_crawl(location: str, base: str) -> None:
    assert base_of(location) == base


def test_real_archives_are_read_through_a_list(
    tmp_path: Path, make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    url, page = "https://harbour.example/1", b"<p>Cameras for the port.</p>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2026-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    record = head.encode() + http + b"\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record))
    where = str(tmp_path / "warc.paths.gz")
    opener = make_opener({where: gzip.compress(b"a.warc.gz\nmissing.warc.gz\n")})
    content, missing = WarcPathsCollector().collect(make_channel("warc_paths", where), opener)
    assert isinstance(content, Content)
    assert (content.name, content.data) == (url, page)
    assert isinstance(missing, Rejected)
    assert missing.name.endswith("missing.warc.gz")
