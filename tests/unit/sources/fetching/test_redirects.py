from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.sources.fetching import Failure, FetchedPage, Fetcher, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.bad_server import BadServer
    from tests.unit.sources.fetching.conftest import Internet


def test_redirects_are_followed_and_recorded(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    result = make_fetcher().fetch(server.url("/redirects?2"))
    assert isinstance(result, FetchedPage)
    assert (result.url, result.final_url) == (
        server.url("/redirects?2"),
        server.url("/redirects?0"),
    )
    first = result.redirects[0]
    assert (first.url, first.http_status, first.target) == (
        server.url("/redirects?2"),
        301,
        server.url("/redirects?1"),
    )
    assert first.reason_phrase == "Moved Permanently"
    assert ("Location", "/redirects?1") in first.response_headers
    assert ("Host", f"127.0.0.1:{server.port}") in first.request_headers
    assert first.retrieved_at <= result.redirects[1].retrieved_at <= result.retrieved_at
    assert not any(step.is_downgrade for step in result.redirects)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirects?6", "there are more than 5 redirects"),
        ("/loop", "the redirects go round in a circle"),
        ("/redirect-nowhere", "a redirect that does not say where to"),
    ],
)
def test_redirects_that_lead_nowhere_are_failures(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str, reason: str
) -> None:
    result = make_fetcher().fetch(server.url(path))
    assert isinstance(result, Failure)
    assert result.reason.startswith(reason)
    assert len(server.requests) <= 7


def test_the_longest_trail_allowed_is_followed(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    assert isinstance(make_fetcher().fetch(server.url("/redirects?5")), FetchedPage)
    assert isinstance(make_fetcher(max_redirects=0).fetch(server.url("/ok")), FetchedPage)
    assert isinstance(make_fetcher(max_redirects=0).fetch(server.url("/redirects?1")), Failure)


@pytest.mark.parametrize(
    ("target", "scheme"),
    [("file:///etc/passwd", "file"), ("ftp://h/x", "ftp"), ("data:,x", "data")],
)
def test_a_redirect_to_something_else_than_the_web_is_refused(
    server: BadServer, make_fetcher: Callable[..., Fetcher], target: str, scheme: str
) -> None:
    result = make_fetcher().fetch(server.url(f"/redirect?{target}"))
    assert isinstance(result, Refusal)
    assert result.http_status == 302
    assert f"the scheme is '{scheme}'" in result.reason


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("169.254.169.254", "link-local"),
        ("[::1]", "loopback"),
        ("[::ffff:127.0.0.1]", "loopback"),
        ("[64:ff9b::10.0.0.1]", "private"),
        ("2130706433", "loopback"),
        ("0x7f000001", "loopback"),
        ("0x7f.1", "loopback"),
        ("017700000001", "loopback"),
        ("0177.1", "loopback"),
        ("127.1", "loopback"),
        ("0", "unspecified"),
        ("localhost", "loopback"),
        ("intranet.test", "private"),
    ],
)
def test_a_public_page_cannot_send_us_into_our_own_network(
    server: BadServer,
    internet: Internet,
    make_fetcher: Callable[..., Fetcher],
    host: str,
    kind: str,
) -> None:
    internet.answers["intranet.test"] = [("93.184.215.14", "10.1.2.3")]
    result = make_fetcher(allowed_hosts=()).fetch(f"http://news.test/redirect?http://{host}/x")
    assert isinstance(result, Refusal), result
    assert f" is {kind}; if it is meant, allow it by name with --allow-host" in result.reason
    assert result.reason.endswith(f"(redirected to http://{host}/x)")
    assert set(internet.connected) == {"93.184.215.14"}, "nothing else was connected to"


def test_a_redirect_is_subject_to_the_robots_of_where_it_leads(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.set_robots("User-agent: *\nDisallow: /ok")
    result = make_fetcher().fetch(server.url("/redirect?/ok"))
    assert isinstance(result, Refusal)
    assert "robots.txt of 127.0.0.1 disallows /ok for sousveil" in result.reason


def test_a_location_in_utf_8_is_understood(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/u"] = lambda visit: visit.answer("302 Found", location="/\xc3\xa9\xff"[:3])
    server.pages["/l"] = lambda visit: visit.answer("302 Found", location="/\xe9")
    for path in ("/u", "/l"):
        assert make_fetcher().fetch(server.url(path)).final_url == server.url("/%C3%A9")
