from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Description, Reference, Rejected
from sousveil.sources.collectors import sitemap as sitemap_module
from sousveil.sources.collectors.sitemap import SitemapCollector

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHERE = "https://news.example/sitemap.xml"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<!-- made by hand --><url><loc> https://news.example/1 </loc><lastmod>2026-03-09</lastmod>
<image:image><image:loc>https://news.example/1.jpg</image:loc></image:image>
<news:news><news:publication><news:name>Harbour News</news:name>
<news:language>zh-cn</news:language></news:publication>
<news:publication_date>2026-03-04T05:06:07+08:00</news:publication_date>
<news:title>Cameras &amp; gates</news:title></news:news></url>
<url><image:image><image:loc>https://news.example/2.jpg</image:loc></image:image>
<loc>https://news.example/2</loc></url></urlset>"""


def _urlset(*addresses: str) -> bytes:
    entries = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f"<urlset {NAMESPACE}>{entries}</urlset>".encode()


def _index(*addresses: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex {NAMESPACE}>{entries}</sitemapindex>".encode()


@pytest.fixture(scope="session")
def collect(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> Callable[..., list[Any]]:
    """A function that collects a sitemap of these bytes, with further files by address."""

    def run(data: bytes, where: str = WHERE, **_: Any) -> list[Any]:
        files = {where: data} | _.get("files", {})
        channel = make_channel("sitemap", where)
        return list(SitemapCollector().collect(channel, make_opener(files)))

    return run


def test_a_news_sitemap_says_title_day_language_and_publisher(
    collect: Callable[..., list[Any]],
) -> None:
    assert collect(NEWS.encode()) == [
        Reference(
            url="https://news.example/1",
            description=Description(
                title="Cameras & gates",
                publisher="Harbour News",
                published_date="2026-03-04",
                language="zh",
                extra=(("last_modified", "2026-03-09"),),
            ),
        ),
        Reference(url="https://news.example/2"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(encoding: str, collect: Callable[..., list[Any]]) -> None:
    text = NEWS.replace("UTF-8", encoding.removesuffix("-sig"))
    assert len(collect(text.encode(encoding))) == 2


def test_a_sitemap_without_the_namespace_is_read(collect: Callable[..., list[Any]]) -> None:
    data = _urlset("https://a.example/1").replace(NAMESPACE.encode(), b"")
    assert collect(data) == [Reference(url="https://a.example/1")]


def test_a_gzipped_sitemap_is_unpacked(collect: Callable[..., list[Any]]) -> None:
    assert len(collect(gzip.compress(NEWS.encode()), where=f"{WHERE}.gz")) == 2


def test_a_gzip_bomb_is_rejected(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_module, "MAX_SITEMAP_BYTES", 1024 * 1024)
    (item,) = collect(gzip.compress(b" " * 2_000_000))
    assert item == Rejected(name=WHERE, reason="unpacks to more than 1048576 bytes")


def test_a_text_sitemap_is_read(collect: Callable[..., list[Any]]) -> None:
    first, second = collect(b"https://a.example/1\r\nnot an address\r\n", where="sitemap.txt")
    assert first == Reference(url="https://a.example/1")
    assert second.name == "sitemap.txt:2"


def test_an_index_is_followed_and_what_fails_is_rejected(
    collect: Callable[..., list[Any]],
) -> None:
    items = collect(
        _index(
            "https://a.example/1.xml",
            "https://a.example/gone.xml",
            "ftp://a.example/",
            "https://a.example/1.xml#again",
            "https://b.example/2.xml.gz",
        ),
        files={
            "https://a.example/1.xml": _urlset("https://a.example/p", "https://a.example/q"),
            "https://b.example/2.xml.gz": gzip.compress(
                _urlset("https://a.example/p#x", "https://b.example/r")
            ),
        },
    )
    assert items == [
        Reference(url="https://a.example/p"),
        Reference(url="https://a.example/q"),
        Rejected(name="https://a.example/gone.xml", reason="there is nothing there"),
        Rejected(name=f"{WHERE}#entry-3", reason="not an address of the web: 'ftp://a.example/'"),
        Reference(url="https://b.example/r"),
    ]


def test_indexes_that_name_one_another_come_to_an_end(collect: Callable[..., list[Any]]) -> None:
    other = "https://news.example/other.xml"
    assert collect(_index(WHERE, other), files={other: _index(WHERE, other)}) == []


def test_indexes_are_followed_to_a_depth(collect: Callable[..., list[Any]]) -> None:
    def name(depth: int) -> str:
        return f"https://a.example/{depth}.xml"

    files = {name(depth): _index(name(depth + 1)) for depth in range(1, 9)}
    (item,) = collect(_index(name(1)), files=files)
    assert item == Rejected(name=name(4), reason="indexes more than 3 deep")


def test_addresses_and_sitemaps_are_bounded(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_module, "MAX_ADDRESSES", 2)
    *taken, last = collect(_urlset(*(f"https://a.example/{n}" for n in range(9))))
    assert len(taken) == 2
    assert "more than 2 addresses" in last.reason
    monkeypatch.setattr(sitemap_module, "MAX_SITEMAPS", 1)
    names = [f"https://a.example/{n}.xml" for n in range(3)]
    items = collect(_index(*names), files=dict.fromkeys(names, _urlset()))
    assert [item.reason for item in items] == ["more than 1 sitemaps"] * 2


def test_a_sitemap_from_outside_opens_no_file(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    opener = make_opener({"s.xml": _index("file:///etc/hosts", "/etc/hosts", "s3://bucket/a.xml")})
    items = list(SitemapCollector().collect(make_channel("sitemap", "s.xml"), opener))
    assert all(isinstance(item, Rejected) for item in items)
    assert opener.asked == ["s.xml"]


def test_entities_that_multiply_stay_harmless(collect: Callable[..., list[Any]]) -> None:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "https://a.example/"}">' for n in range(12)
    )
    body = _urlset("&l11;", "https://a.example/1").decode()
    for data in (
        f"<!DOCTYPE urlset [{entities}]>{body}",
        f"<!DOCTYPE urlset [{entities}]>{body}".replace("<urlset ", "<urlset a='&l11;' "),
    ):
        tracemalloc.start()
        items = collect(data.encode())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert isinstance(items[0], Rejected)
        assert peak < 5_000_000


def test_external_entities_and_dtds_are_not_read(
    collect: Callable[..., list[Any]], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://a.example/secret")
    doctype = (
        f"<!DOCTYPE urlset SYSTEM '{secret.as_uri()}' [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    )
    (item,) = collect(doctype.encode() + _urlset("https://a.example/&x;"))
    assert item == Rejected(name=f"{WHERE}#entry-1", reason="not an address of the web: ''")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<rss version='2.0'/>", "kind feed"),
        (b"<html><body/></html>", "its root is <html>"),
        (b"<", "not well-formed"),
        (b"<urlset>" + b"<a>" * 300 + b"</a>" * 300 + b"</urlset>", "not well-formed"),
    ],
)
def test_what_is_no_sitemap_is_rejected_once(
    data: bytes, reason: str, collect: Callable[..., list[Any]]
) -> None:
    (item,) = collect(data)
    assert isinstance(item, Rejected)
    assert reason in item.reason


def test_a_damaged_sitemap_gives_what_stands_before_the_damage(
    collect: Callable[..., list[Any]],
) -> None:
    first, second = collect(_urlset("https://a.example/1", "https://a.example/2")[:-40])
    assert first == Reference(url="https://a.example/1")
    assert "not well-formed" in second.reason


def test_an_address_in_pieces_is_not_taken(collect: Callable[..., list[Any]]) -> None:
    (item,) = collect(_urlset("https://a.example/<b>1</b>"))
    assert isinstance(item, Rejected)


def test_a_sitemap_that_is_not_there_is_an_error(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    with pytest.raises(BadInput):
        list(SitemapCollector().collect(make_channel("sitemap", WHERE), make_opener({})))


@given(st.binary(max_size=200), st.integers(0, len(NEWS)))
def test_any_bytes_can_be_read_as_a_sitemap(
    collect: Callable[..., list[Any]], noise: bytes, place: int
) -> None:
    news = NEWS.encode()
    for data in (
        noise,
        b"<urlset>" + noise,
        news[:place] + noise + news[place:],
        b"\x1f\x8b" + noise,
        gzip.compress(noise),
    ):
        for item in collect(data):
            assert isinstance(item, Reference | Rejected)
