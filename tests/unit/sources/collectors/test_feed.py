from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Description, Reference, Rejected
from sousveil.sources.collectors import feed as feed_module
from sousveil.sources.collectors.feed import FeedCollector

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHERE = "https://news.example/rss/feed.xml"

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour News</title><link>https://harbour.example/en/</link><language>en-GB</language>
<item><title>Cameras &amp; &lt;b&gt;drones&lt;/b&gt; for the port</title>
<link>https://harbour.example/1?utm_source=rss</link><dc:creator>A. Writer</dc:creator>
<pubDate>Thu, 01 Jan 2026 23:30:00 -0500</pubDate>
<enclosure url="https://harbour.example/1.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Relative</title><link>stories/2</link></item>
<item><title>Nowhere to go</title></item>
<item><title>Again</title><link>https://harbour.example/1</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Quai</title>
<link rel="self" href="https://quai.example/atom"/><link href="https://quai.example/"/>
<entry><title type="html">Vid&amp;eacute;o</title><link href="a/1" xml:base="/archives/"/>
<author><name>B. Auteur</name><email>b@quai.example</email></author>
<published>2026-02-03T10:00:00Z</published><updated>2026-02-05T10:00:00Z</updated></entry>
<entry xml:lang="de"><title>Nur geändert</title><link href="/2"/>
<updated>2026-02-06T10:00:00Z</updated></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old</title><link>https://old.example/</link>
</channel><item rdf:about="https://old.example/1"><title>One</title>
<link>https://old.example/1</link><dc:date>2026-01-02</dc:date><dc:language>es</dc:language>
</item></rdf:RDF>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "home_page_url": "https://json.example/en/",
    "language": "en-US",
    "authors": [{"name": "The desk"}],
    "items": [
        {
            "url": "1",
            "title": "One",
            "date_published": "2026-01-02T03:04:05Z",
            "date_modified": "2026-01-09T03:04:05Z",
            "authors": [{"name": "C. Writer"}, {"name": "D. Writer"}, "E"],
        },
        {"external_url": "https://other.example/2", "language": "pt", "date_published": "2026"},
        {"id": "3", "author": {"name": "F"}},
        "not an entry",
        {"url": "mailto:desk@json.example"},
        {"url": "http://["},
    ],
}


@pytest.fixture(scope="session")
def collect(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> Callable[..., list[Any]]:
    """A function that collects a feed of these bytes."""

    def run(data: bytes, where: str = WHERE) -> list[Any]:
        return list(
            FeedCollector().collect(make_channel("feed", where), make_opener({where: data}))
        )

    return run


def test_rss_gives_a_reference_per_entry_and_rejects_one_without_a_link(
    collect: Callable[..., list[Any]],
) -> None:
    first, second, third = collect(RSS.encode())
    assert first == Reference(
        url="https://harbour.example/1",
        description=Description(
            title="Cameras & drones for the port",
            author="A. Writer",
            published_date="2026-01-01",
            language="en",
        ),
    )
    assert second.url == "https://harbour.example/en/stories/2"  # against the feed's own link
    assert third == Rejected(name=f"{WHERE}#entry-3", reason="entry 3 has no link")


def test_atom_keeps_dates_of_change_apart_from_publication(
    collect: Callable[..., list[Any]],
) -> None:
    first, second = collect(ATOM.encode())
    assert first.url == "https://quai.example/archives/a/1"
    assert first.description == Description(
        title="Vidéo",
        author="B. Auteur",
        published_date="2026-02-03",
        language="fr",
        extra=(("updated", "2026-02-05T10:00:00Z"),),
    )
    assert second.url == "https://quai.example/2"
    assert second.description.published_date is None
    assert second.description.language == "de"
    assert second.description.extra == (("updated", "2026-02-06T10:00:00Z"),)


def test_rss_1_is_read_and_a_date_of_unknown_meaning_is_not_the_publication(
    collect: Callable[..., list[Any]],
) -> None:
    (item,) = collect(RDF.encode())
    assert item.url == "https://old.example/1"
    assert item.description.published_date is None
    assert item.description.extra == (("updated", "2026-01-02"),)


@pytest.mark.parametrize("version", ["0.91", "0.92"])
def test_old_rss_is_read(version: str, collect: Callable[..., list[Any]]) -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    (item,) = collect(
        f'{doctype}<rss version="{version}"><channel><title>Old</title>'
        "<item><link>https://old.example/1</link></item></channel></rss>".encode()
    )
    assert item.url == "https://old.example/1"


def test_json_feed_is_read(collect: Callable[..., list[Any]]) -> None:
    first, second, third, fourth, fifth, sixth = collect(
        b"\xef\xbb\xbf" + json.dumps(JSON).encode()
    )
    assert first == Reference(
        url="https://json.example/en/1",
        description=Description(
            title="One",
            author="C. Writer, D. Writer",
            published_date="2026-01-02",
            language="en",
            extra=(("updated", "2026-01-09T03:04:05Z"),),
        ),
    )
    assert second.url == "https://other.example/2"
    assert (second.description.author, second.description.language) == ("The desk", "pt")
    assert second.description.published_date is None
    assert second.description.extra == (("published", "2026"),)
    assert "entry 3 has no link" in third.reason
    assert "entry 4 has no link" in fourth.reason
    assert "not an address of the web" in fifth.reason
    assert "not an address of the web" in sixth.reason


@pytest.mark.parametrize(
    ("published", "day", "kept"),
    [
        ("2026-01", None, (("published", "2026-01"),)),
        ("2026", None, (("published", "2026"),)),
        ("soon", None, (("published", "soon"),)),
        ("01 January 2026", "2026-01-01", ()),
        ("20260102T101112Z", "2026-01-02", ()),
        ("0001-01-01T00:00:00Z", None, (("published", "0001-01-01T00:00:00Z"),)),
    ],
)
def test_a_date_is_never_made_more_exact_than_it_is(
    published: str,
    day: str | None,
    kept: tuple[tuple[str, str], ...],
    collect: Callable[..., list[Any]],
) -> None:
    (item,) = collect(
        f"<rss version='2.0'><channel><item><link>https://a.example/</link>"
        f"<pubDate>{published}</pubDate></item></channel></rss>".encode()
    )
    assert item.description.published_date == day
    assert item.description.extra == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_declared_encoding_is_obeyed(encoding: str, collect: Callable[..., list[Any]]) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
        "<item><title>Überwachung</title><link>https://a.example/</link></item></channel></rss>"
    )
    (item,) = collect(text.encode(encoding))
    assert item.description.title == "Überwachung"


def test_utf_8_without_a_declaration_is_read_as_such(collect: Callable[..., list[Any]]) -> None:
    data = RSS.replace('<?xml version="1.0"?>\n', "").replace("Relative", "Überwachung").encode()
    assert collect(data)[1].description.title == "Überwachung"


def test_a_feed_in_a_local_file_can_be_read(collect: Callable[..., list[Any]]) -> None:
    assert collect(RSS.encode(), where="feeds/harbour.xml")[1].url == (
        "https://harbour.example/en/stories/2"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7", "cp037"])
@pytest.mark.parametrize("separator", ["", "\n"])
def test_entities_that_multiply_stay_harmless(
    encoding: str, separator: str, collect: Callable[..., list[Any]]
) -> None:
    entities = separator.join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)
    )
    data = (
        f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE rss [{entities}]>"
        "<rss version='2.0'><channel><item><title>&l11;</title>"
        "<link>https://a.example/</link></item></channel></rss>"
    ).encode(encoding)
    started = time.process_time()
    assert all(isinstance(item, Rejected) for item in collect(data))
    assert time.process_time() - started < 2


def test_a_doctype_that_hides_another_does_not_help(collect: Callable[..., list[Any]]) -> None:
    (item,) = collect(
        b"<!DOCTYPE x>\n<!-- <a --> <!DOCTYPE rss [<!ENTITY a 'ha'>]>"
        b"<rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>"
    )
    assert "declares entities" in item.reason


def test_external_entities_are_not_read(collect: Callable[..., list[Any]], tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    rss = (
        "<rss version='2.0'><channel><item><title>a &x; b</title>"
        "<link>https://a.example/</link></item></channel></rss>"
    )
    for doctype in (
        f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<!DOCTYPE rss [<!ENTITY % x SYSTEM '{secret.as_uri()}'> %x;]>",
        f"<!DOCTYPE rss SYSTEM '{secret.as_uri()}'>",
    ):
        assert "the secret" not in repr(collect(doctype.encode() + rss.encode()))


@pytest.mark.parametrize("encoding", ["punycode", "base64", "no-such-thing", "unicode_escape"])
def test_a_strange_declared_encoding_is_ignored(
    encoding: str, collect: Callable[..., list[Any]]
) -> None:
    data = RSS.replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    assert collect(data.replace("Relative", "Überwachung").encode())[1].description.title == (
        "Überwachung"
    )


def test_bytes_that_name_a_file_or_an_address_are_not_opened(
    collect: Callable[..., list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "<a").mkdir()
    (tmp_path / "<a" / "feed.xml").write_text(RSS)
    monkeypatch.chdir(tmp_path)
    for data in (b"<a/feed.xml", b"http://127.0.0.1:9/<a", b"file:///etc/hosts<a"):
        (item,) = collect(data)
        assert isinstance(item, Rejected)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just text",
        b"<html><body>No feed</body></html>",
        b"<!--" + b"\n" * 10_000 + b"-->" + RSS.encode(),
        b"{}",
        b'{"items": {}}',
        b"{not json",
        b'{"items": ' + b"[" * 100_000,
        b'{"items": [], "n": ' + b"9" * 10_000 + b"}",
        b'{"title": "\xff"}',
    ],
)
def test_what_is_no_feed_is_rejected_once(data: bytes, collect: Callable[..., list[Any]]) -> None:
    (item,) = collect(data)
    assert isinstance(item, Rejected)
    assert item.name == WHERE


def test_a_damaged_feed_gives_what_can_be_read(collect: Callable[..., list[Any]]) -> None:
    items = collect(RSS.replace("&amp;", "&").replace("</channel></rss>", "").encode())
    assert items[0].url == "https://harbour.example/1"


def test_large_tag_soup_is_not_waited_for(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "MAX_TAG_SOUP_BYTES", 1_000)
    sound = RSS.replace("<title>Again", "<title>Again" + "n" * 1_000)
    assert len(collect(sound.encode())) == 3
    for damaged in (
        sound.replace("</item>", "", 1),
        sound.replace("<rss", "<!DOCTYPE rss []><rss", 1),
    ):
        (item,) = collect(damaged.encode())
        assert "not well-formed" in item.reason


def test_a_failure_of_the_parser_is_not_the_end_of_the_run(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a bug of the parser")

    monkeypatch.setattr(f"{feed_module.__name__}.feedparser.parse", fail)
    (item,) = collect(RSS.encode())
    assert item == Rejected(name=WHERE, reason="not readable as a feed: AssertionError")


def test_a_feed_that_is_not_there_is_an_error(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    with pytest.raises(BadInput):
        list(FeedCollector().collect(make_channel("feed", WHERE), make_opener({})))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "items",
                    "url",
                    "title",
                    "authors",
                    "author",
                    "name",
                    "language",
                    "home_page_url",
                    "external_url",
                    "date_published",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.binary(max_size=200), st.integers(0, len(ATOM)), _JSON)
def test_any_bytes_can_be_read_as_a_feed(
    collect: Callable[..., list[Any]], noise: bytes, place: int, values: object
) -> None:
    atom = ATOM.encode()
    for data in (
        noise,
        b"<rss>" + noise,
        atom[:place] + noise + atom[place:],
        atom[:place] + noise,
        json.dumps({"items": values}).encode(),
        json.dumps({"items": [values]}).encode(),
    ):
        for item in collect(data):
            assert isinstance(item, Reference | Rejected)
