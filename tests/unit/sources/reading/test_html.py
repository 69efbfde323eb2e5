"""Pages: main text, and only what a page states of itself."""

from __future__ import annotations

import json

import pytest
from tests.unit.sources.reading.made_documents import PARAGRAPHS, make_html
from tests.unit.sources.reading.sentences import SENTENCES

from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.reading.dates import parse_day, parse_mail_day
from sousveil.sources.reading.read import read_snapshot


def read(page: str | bytes, **options: str) -> ReadResult:
    data = page.encode() if isinstance(page, str) else page
    return read_snapshot(data, media_type="text/html", name="https://example.org/a", **options)


def test_the_main_text_is_read_and_menus_are_not() -> None:
    result = read(make_html(head="<title>Cameras</title>"))

    assert result.status is ReadStatus.READ
    assert result.text == "\n".join(PARAGRAPHS)
    assert result.reader == "html-trafilatura"
    assert "+trafilatura-" in result.reader_version
    assert result.language == "en"


def test_readers_comments_are_not_kept() -> None:
    comments = (
        '<section class="comments" id="comments"><div class="comment-body"><p>'
        "I, a private person, think that this is a very bad idea indeed.</p></div></section>"
    )

    assert "private person" not in read(make_html(body=comments)).text


def test_meta_elements_state_title_author_publisher_and_day() -> None:
    head = """
    <title>Town buys cameras | The Courier</title>
    <meta property="og:site_name" content="The Courier">
    <meta name="author" content="Ann &quot;A&quot; Writer">
    <meta content="2021-03-04T23:30:00+03:00" property="article:published_time">
    """

    result = read(make_html(head=head))

    assert (result.title, result.author) == ("Town buys cameras", 'Ann "A" Writer')
    assert (result.publisher, result.published_date) == ("The Courier", "2021-03-04")


def test_json_ld_states_them_too_but_not_those_of_related_articles() -> None:
    described = {
        "@graph": [
            {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "X"}]},
            {
                "@type": ["NewsArticle"],
                "headline": "Town buys cameras",
                "author": [{"name": "Ann Writer"}, {"name": "Bo Writer"}],
                "publisher": {"@type": "Organization", "name": "The Courier"},
                "datePublished": "2021-03-04T01:00:00Z",
                "dateModified": "2022-01-01",
                "about": {"@type": "Event", "startDate": "2020-12-24"},
            },
        ]
    }
    script = f"<script type='application/ld+json'>{json.dumps(described)}</script>"

    result = read(make_html(head="<title>Home</title>", body=script))

    assert (result.title, result.author) == ("Town buys cameras", "Ann Writer; Bo Writer")
    assert (result.publisher, result.published_date) == ("The Courier", "2021-03-04")


@pytest.mark.parametrize(
    "markup",
    [
        '<time pubdate datetime="2021-03-04T10:00">Thursday</time>',
        '<time itemprop="datePublished" datetime="2021-03-04">Thursday</time>',
        '<meta itemprop="datePublished" content="2021-03-04">',
    ],
)
def test_a_marked_date_of_publication_is_read(markup: str) -> None:
    assert read(make_html(body=markup)).published_date == "2021-03-04"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Published on 4 March 2021: the contract was signed on 1 March 2021.</p>",
        '<p>Police met on <time datetime="2021-03-04">Thursday</time>.</p>',
        '<meta property="article:modified_time" content="2021-03-04">',
        '<meta name="event:start_date" content="2021-03-04">',
        '<p class="date">2021-03-04</p><footer>Copyright 2021-03-04</footer>',
    ],
)
def test_a_date_that_is_not_marked_as_that_of_publication_stays_missing(markup: str) -> None:
    page = make_html(head=markup if markup.startswith("<meta") else "", body=markup)

    assert read(page).published_date is None
    assert (
        read_snapshot(page.encode(), media_type=None, name="2021/03/04/a.html").published_date
        is None
    )


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2021-03-04", "2021-03-04"),
        ("20210304", "2021-03-04"),
        ("2021/3/4 10:00", "2021-03-04"),
        ("20210304T101500Z", "2021-03-04"),
        ("March 4, 2021", "2021-03-04"),
        ("4 Mar. 2021", "2021-03-04"),
        ("Thu, 04 Mar 2021 10:00:00 GMT", "2021-03-04"),
        ("03/04/2021", None),
        ("2021-03", None),
        ("2021", None),
        ("2021-02-30", None),
        ("0001-01-01", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_only_whole_and_clear_days_are_taken(stated: str | None, day: str | None) -> None:
    assert parse_day(stated) == day


def test_the_day_of_a_message_is_its_senders() -> None:
    assert parse_mail_day("Thu, 04 Mar 2021 23:30:00 +0300") == "2021-03-04"
    assert parse_mail_day("no date") is None
    assert parse_mail_day(None) is None


def test_addresses_are_no_names() -> None:
    head = (
        '<meta name="author" content="jane@example.org">'
        '<meta property="article:author" content="https://example.org/jane">'
        '<meta property="article:publisher" content="https://example.org/">'
    )

    result = read(make_html(head=head))

    assert (result.author, result.publisher) == (None, None)


def test_what_the_first_reader_finds_nothing_in_the_second_reads() -> None:
    page = "<html><body><div><span>Police bought forty cameras.</span></div></body></html>"

    result = read(page)

    assert "Police bought forty cameras." in result.text


def test_an_empty_page_is_empty_and_not_a_failure() -> None:
    assert read("<html><body></body></html>").status is ReadStatus.EMPTY
    assert read("").status is ReadStatus.EMPTY


@pytest.mark.parametrize(
    ("language", "charset"),
    [
        ("ar", "windows-1256"),
        ("zh", "gb18030"),
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("ja", "shift_jis"),
        ("ja", "euc-jp"),
        ("ko", "euc-kr"),
    ],
)
def test_a_page_in_an_old_character_set_is_read(language: str, charset: str) -> None:
    sentences = SENTENCES[language] * 3
    page = make_html(head=f'<meta charset="{charset}">', language="en", paragraphs=sentences)

    by_meta = read(page.encode(charset))
    undeclared = page.replace("<meta", "<x").encode(charset)
    by_server = read(undeclared, http_charset=charset)
    by_type = read_snapshot(undeclared, media_type=f"text/html; charset={charset}", name="a")

    assert by_meta.text == by_server.text == by_type.text
    assert all(sentence in by_meta.text for sentence in sentences)
    assert by_meta.language == language
