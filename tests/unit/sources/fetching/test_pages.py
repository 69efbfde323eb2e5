from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from tests.servers.bad_server import HELLO, BadServer, page

from sousveil.sources.fetching import (
    Failure,
    FetchedPage,
    Fetcher,
    NotModified,
    Refusal,
    decode_body,
    media_type,
)
from sousveil.sources.fetching.urls import locator_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.sources.fetching.conftest import Internet


def fetch_page(fetcher: Fetcher, url: str) -> FetchedPage:
    result = fetcher.fetch(url)
    assert isinstance(result, FetchedPage), result
    return result


def test_a_page_comes_with_all_that_an_archive_needs(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/mine"] = page(
        b"text", etag='"1"', last_modified="yesterday", content_type="Text/HTML; charset=x"
    )
    fetched = fetch_page(make_fetcher(), server.url("/mine?q=1#part"))
    assert fetched.url == fetched.final_url == server.url("/mine?q=1")
    assert (fetched.http_status, fetched.reason_phrase, fetched.body) == (200, "OK", b"text")
    assert (fetched.etag, fetched.last_modified) == ('"1"', "yesterday")
    assert ("Content-Type", "Text/HTML; charset=x") in fetched.response_headers
    assert dict(fetched.request_headers)["Host"] == f"127.0.0.1:{server.port}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fetched.retrieved_at)
    assert media_type(fetched) == "text/html"
    assert "text" not in repr(fetched).replace("text/html", "").replace("Text/HTML", "")


def test_the_user_agent_is_the_one_of_the_policy(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetch_page(make_fetcher(), server.url("/ok"))
    agents = {request.headers["user-agent"] for request in server.requests}
    assert agents == {"sousveil/1.0 (+https://example.org/contact)"}


def test_cookies_are_neither_stored_nor_sent_back(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetcher = make_fetcher()
    fetched = fetch_page(fetcher, server.url("/cookie"))
    fetch_page(fetcher, server.url("/ok"))
    assert "secret" not in repr(fetched)
    assert all("cookie" not in request.headers for request in server.requests)


def test_a_password_in_an_address_is_neither_stored_nor_sent(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    address = server.url("/ok").replace("//", "//me:secret@")
    fetched = fetch_page(make_fetcher(), server.url("/redirect?") + address)
    assert fetched.final_url == server.url("/ok")
    direct = make_fetcher().fetch(address.replace("/ok", "/status?404"))
    for result in (fetched, direct):
        assert "secret" not in repr(result).replace("/redirect?http://me:secret@", "")
    assert all("authorization" not in request.headers for request in server.requests)


def test_proxies_of_the_environment_are_ignored(
    server: BadServer, make_fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch_page(make_fetcher(), server.url("/ok")).body == HELLO


@pytest.mark.parametrize(
    "conditions",
    [{"etag": '"v1"'}, {"last_modified": "Thu, 01 Jan 2026 00:00:00 GMT"}],
)
def test_a_page_that_did_not_change_is_not_sent_again(
    server: BadServer, make_fetcher: Callable[..., Fetcher], conditions: dict[str, str]
) -> None:
    fetcher = make_fetcher()
    result = fetcher.fetch(server.url("/conditional"), **conditions)
    assert isinstance(result, NotModified)
    assert (result.url, result.etag) == (server.url("/conditional"), '"v1"')


def test_a_page_that_changed_is_sent_anew(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetcher = make_fetcher()
    first = fetch_page(fetcher, server.url("/changing"))
    second = fetcher.fetch(server.url("/changing"), etag=first.etag)
    assert isinstance(second, FetchedPage)
    assert (first.body, second.body) == (b"version 1", b"version 2")
    assert server.requests[-1].headers["if-none-match"] == '"v1"'


def test_an_etag_that_cannot_stand_in_a_header_is_left_out(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    result = make_fetcher().fetch(server.url("/ok"), etag='"x\r\nCookie: a=b"', last_modified="")
    assert isinstance(result, FetchedPage)
    assert not {"cookie", "if-none-match", "if-modified-since"} & set(server.requests[-1].headers)


def test_an_etag_beyond_ascii_goes_back_as_it_came(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/mine"] = page(etag='"\xe9"')
    fetcher = make_fetcher()
    first = fetch_page(fetcher, server.url("/mine"))
    fetcher.fetch(server.url("/mine"), etag=first.etag)
    assert server.requests[-1].headers["if-none-match"] == '"\xe9"'


@pytest.mark.parametrize("path", ["/gzip", "/br", "/zstd", "/chunked", "/hints", "/no-length"])
def test_bodies_stay_as_sent_and_decode_to_the_page(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str
) -> None:
    fetched = fetch_page(make_fetcher(), server.url(path))
    is_encoded = path in ("/gzip", "/br", "/zstd")
    assert (fetched.body != HELLO) == is_encoded
    assert decode_body(fetched, 100) == HELLO


def test_a_body_that_unpacks_to_more_than_the_caller_takes_is_a_failure(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetched = fetch_page(make_fetcher(), server.url("/gzip"))
    result = decode_body(fetched, 5)
    assert isinstance(result, Failure)
    assert result.url == server.url("/gzip")
    assert result.reason == "the body is larger than 5 bytes when decompressed"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("text/html", "text/html"),
        (" Application/PDF ;x=y", "application/pdf"),
        ("", None),
        ("html", None),
        ("text/html, text/plain", None),
        (None, None),
    ],
)
def test_a_media_type_is_read_or_none(
    server: BadServer, make_fetcher: Callable[..., Fetcher], given: str | None, expected: str | None
) -> None:
    fetched = fetch_page(make_fetcher(), server.url("/ok"))
    headers = (("content-TYPE", given),) if given is not None else ()
    assert media_type(evolve(fetched, response_headers=headers)) == expected


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://h/x", "the scheme is 'ftp'; only http and https are fetched"),
        ("file:///etc/passwd", "the scheme is 'file'; only http and https are fetched"),
        ("javascript:alert(1)", "the scheme is 'javascript'; only http and https are fetched"),
        ("example.org", "the scheme is ''; only http and https are fetched"),
        ("http:///x", "the address names no host"),
        ("http://a..b/", "'a..b' is not a host name or an address"),
        ("http://.b/", "'.b' is not a host name or an address"),
        (f"http://{'a' * 64}.org/", f"{'a' * 64 + '.org'!r} is not a host name or an address"),
        ("http://a b/", "'a%20b' is not a host name or an address"),
        ("http://[fe80::1%25eth0]/", "'fe80::1%25eth0' is not a host name or an address"),
        ("http://[:::1]/", "the address is not a valid URL"),
        ("http://h:0/", "there is no port 0"),
        ("http://h:65536/", "there is no port 65536"),
        ("http://0177.0.0.1/", "the address is not a valid URL"),
        ("http://[::1/", "the address is not a valid URL"),
        ("http://h/\x00", "the address is not a valid URL"),
        ("http://h/" + "x" * 5000, "the address is longer than 4096 characters"),
        ("", "the scheme is ''; only http and https are fetched"),
    ],
)
def test_what_is_not_a_web_address_is_refused_in_words(
    make_fetcher: Callable[..., Fetcher], internet: Internet, address: str, reason: str
) -> None:
    result = make_fetcher().fetch(address)
    assert isinstance(result, Refusal)
    assert result.reason == reason
    assert not internet.connected


def test_names_beyond_ascii_are_looked_up_as_the_registry_knows_them(
    internet: Internet, make_fetcher: Callable[..., Fetcher], server: BadServer
) -> None:
    internet.answers["xn--bcher-kva.test"] = [("93.184.215.14",)]
    fetched = fetch_page(make_fetcher(), "http://B\xfccher.test./ok?q=\xfc")
    assert fetched.url == "http://xn--bcher-kva.test/ok?q=%C3%BC"
    assert server.requests[-1].headers["host"] == "xn--bcher-kva.test"


def test_the_locator_of_a_bad_address_is_fit_to_print() -> None:
    assert locator_of("http://me:secret@[x/\x1b[31m") == "http://...@[x/?[31m"
    assert locator_of("me:secret@h\n") == "...@h"
