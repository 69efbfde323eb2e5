from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sousveil.model.collection import Reference, Rejected
from sousveil.sources.collectors.addresses import (
    MAX_ADDRESS_LENGTH,
    SeenAddresses,
    canonical_address,
    is_web_address,
)


@pytest.mark.parametrize(
    ("given_address", "canonical"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1&b=1", "https://example.org/a?b=2&a=1&b=1"),
        ("https://example.org/a?utm_source=x&id=7&UTM_Medium=y", "https://example.org/a?id=7"),
        ("https://example.org/a?fbclid=1&gclid=2", "https://example.org/a"),
        ("https://example.org/a?source=wire&empty=", "https://example.org/a?source=wire&empty="),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://example.org/%7euser/%c3%a4", "https://example.org/~user/%C3%A4"),
        ("https://example.org/100%", "https://example.org/100%"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://[2001:DB8:0::1]:443/", "https://[2001:db8::1]/"),
        (" https://example.org/a\n", "https://example.org/a"),
    ],
)
def test_an_address_has_one_canonical_form(given_address: str, canonical: str) -> None:
    assert canonical_address(given_address) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/a",
        "//example.org/a",
        "/a",
        "ftp://example.org/a",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:desk@example.org",
        "http:///a",
        "http://",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://exa mple.org/",
        "http://example..org/",
        "http://-example.org/",
        "http://example.org\\@other.example/",
        "http://[fe80::1%25eth0]/",
        "http://[not-an-address]/",
        "http://example.org/a\r\nHost: other.example",
        "http://example.org/\x00",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a.b" * 100 + "/",
        "http://example.org/\ud800",
        "http://example.org/" + "a" * MAX_ADDRESS_LENGTH,
        "http://example.org/" + "ä" * (MAX_ADDRESS_LENGTH // 2),
    ],
)
def test_what_is_not_an_address_of_the_web_is_refused(text: str) -> None:
    assert canonical_address(text) is None
    assert not is_web_address(text)


@given(st.text(max_size=200) | st.text(max_size=200).map(lambda tail: f"http://a.example/{tail}"))
@example("http://a.example/%2%35")
@example("http://a.example/?utm_a&&=")
def test_a_canonical_address_stays_as_it_is(text: str) -> None:
    canonical = canonical_address(text)
    if canonical is not None:
        assert canonical_address(canonical) == canonical
        assert canonical.isascii()
        assert canonical.isprintable()
        parts = urlsplit(canonical)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "@" not in parts.netloc


def test_an_address_is_referred_to_once() -> None:
    seen = SeenAddresses()
    first = list(seen.refer("https://example.org/a?utm_source=x", where="here"))
    second = list(seen.refer("https://EXAMPLE.org/a#part", where="here"))
    assert first == [Reference(url="https://example.org/a")]
    assert second == []
    assert len(seen) == 1


def test_a_bad_address_is_rejected_with_its_place() -> None:
    (item,) = SeenAddresses().refer("ftp://example.org/a", where="list.txt:3")
    assert isinstance(item, Rejected)
    assert item.name == "list.txt:3"
    assert "ftp://example.org/a" in item.reason
