from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.servers.bad_server import page

from sousveil.sources.fetching import Failure, FetchedPage, Fetcher, Refusal, robots

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.bad_server import BadServer
    from tests.unit.sources.fetching.conftest import FakeTime, Internet


def test_what_robots_txt_disallows_is_refused(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.set_robots("User-agent: *\nDisallow: /\n\nUser-agent: Sousveil\nDisallow: /private\n")
    fetcher = make_fetcher()
    refused = fetcher.fetch(server.url("/private/x?y=1"))
    assert isinstance(refused, Refusal)
    assert refused.reason == "robots.txt of 127.0.0.1 disallows /private/x?y=1 for sousveil"
    assert isinstance(fetcher.fetch(server.url("/ok")), FetchedPage)
    assert server.paths() == ["/robots.txt", "/ok"], "fetched once, and the refused page never"


def test_robots_txt_is_not_asked_for_if_the_policy_says_so(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.set_robots("User-agent: *\nDisallow: /\n")
    assert isinstance(make_fetcher(respect_robots=False).fetch(server.url("/ok")), FetchedPage)
    assert server.paths() == ["/ok"]


@pytest.mark.parametrize("status", ["401", "403", "404", "410"])
def test_a_site_without_robots_txt_allows_everything(
    server: BadServer, make_fetcher: Callable[..., Fetcher], status: str
) -> None:
    server.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /", f"{status} X")
    assert isinstance(make_fetcher().fetch(server.url("/ok")), FetchedPage)


@pytest.mark.parametrize("status", ["500", "503", "429"])
def test_a_site_whose_robots_txt_is_in_trouble_allows_nothing(
    server: BadServer, make_fetcher: Callable[..., Fetcher], status: str
) -> None:
    server.pages["/robots.txt"] = page(b"", f"{status} X")
    result = make_fetcher(max_attempts=1).fetch(server.url("/ok"))
    assert isinstance(result, Refusal)
    assert result.reason == (
        f"robots.txt of 127.0.0.1 cannot be read (HTTP {status}), so nothing of the site is fetched"
    )
    assert "/ok" not in server.paths()


def test_a_site_whose_robots_txt_cannot_be_reached_is_a_failure(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/robots.txt"] = server.pages["/close"]
    result = make_fetcher().fetch(server.url("/ok"))
    assert isinstance(result, Failure)
    assert result.reason.startswith("robots.txt of 127.0.0.1 cannot be had")
    assert "/ok" not in server.paths()


def test_trouble_with_robots_txt_is_looked_at_again_later(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    server.pages["/robots.txt"] = page(b"", "500 X")
    fetcher = make_fetcher(fake_time, max_attempts=1)
    assert isinstance(fetcher.fetch(server.url("/ok")), Refusal)
    server.set_robots("")
    assert isinstance(fetcher.fetch(server.url("/ok")), Refusal)
    fake_time.now += 601
    assert isinstance(fetcher.fetch(server.url("/ok")), FetchedPage)


def test_robots_txt_is_read_again_after_a_day(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    fetcher = make_fetcher(fake_time)
    for _ in range(2):
        fetcher.fetch(server.url("/ok"))
        fetcher.fetch(server.url("/ok"))
        fake_time.now += 24 * 3600 + 1
    assert server.paths().count("/robots.txt") == 2


def test_no_more_of_robots_txt_is_read_than_the_standard_asks(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    early = "User-agent: *\nDisallow: /early\n"
    server.set_robots(early + "#" * 600 * 1024 + "\nDisallow: /late\n")
    fetcher = make_fetcher()
    assert isinstance(fetcher.fetch(server.url("/early")), Refusal)
    server.pages["/late"] = page()
    assert isinstance(fetcher.fetch(server.url("/late")), FetchedPage)


@pytest.mark.parametrize("path", ["/endless", "/huge", "/garbage", "/gzip-bomb", "/drip-body"])
def test_a_hostile_robots_txt_is_bounded(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str
) -> None:
    server.pages["/robots.txt"] = server.pages[path]
    result = make_fetcher(total_seconds=0.5).fetch(server.url("/ok"))
    if path in ("/endless", "/huge"):
        assert isinstance(result, FetchedPage), "what was read of it forbids nothing"
    else:
        assert isinstance(result, Refusal | Failure)
        assert "robots.txt of 127.0.0.1" in result.reason


def test_robots_txt_may_redirect_but_not_into_our_own_network(
    server: BadServer, internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    server.pages["/elsewhere"] = page(b"User-agent: *\nDisallow: /x")
    server.pages["/robots.txt"] = lambda visit: visit.answer("301 X", location="/elsewhere")
    followed = make_fetcher().fetch("http://news.test/x")
    assert followed.final_url == "http://news.test/x"
    assert isinstance(followed, Refusal)
    server.pages["/robots.txt"] = lambda visit: visit.answer("301 X", location="http://10.0.0.1/")
    refused = make_fetcher().fetch("http://news.test/x")
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith(
        "robots.txt of news.test cannot be had at http://10.0.0.1/, where it redirects to:"
        " the address 10.0.0.1 of host 10.0.0.1 is private"
    )
    assert set(internet.connected) == {"93.184.215.14"}


def test_each_port_and_scheme_has_a_robots_txt_of_its_own(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetcher = make_fetcher()
    for port in ("", ":8080"):
        fetcher.fetch(f"http://news.test{port}/ok")
    hosts = [r.headers["host"] for r in server.requests if r.path == "/robots.txt"]
    assert hosts == ["news.test", "news.test:8080"]


def test_the_robots_txt_of_the_oldest_site_is_forgotten_first(
    server: BadServer,
    internet: Internet,
    make_fetcher: Callable[..., Fetcher],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(robots, "_MAX_SITES", 2)
    fetcher = make_fetcher()
    for port in (1, 2, 3, 3, 1):
        fetcher.fetch(f"http://news.test:{port}/ok")
    hosts = [r.headers["host"] for r in server.requests if r.path == "/robots.txt"]
    assert hosts == ["news.test:1", "news.test:2", "news.test:3", "news.test:1"]
