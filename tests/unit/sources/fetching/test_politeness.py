from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sousveil.sources.fetching import Failure, FetchedPage, Fetcher, FetchResult
from sousveil.sources.fetching.client import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.bad_server import BadServer, Visit
    from tests.unit.sources.fetching.conftest import FakeTime, Internet

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_two_requests_to_a_host_are_a_delay_apart(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    fetcher = make_fetcher(fake_time, delay_seconds=1.5)
    for _ in range(2):
        fetcher.fetch(server.url("/ok"))
    assert fake_time.slept == [1.5, 1.5], "robots.txt, then a page, then a page"


def test_another_host_need_not_wait(
    make_fetcher: Callable[..., Fetcher], fake_time: FakeTime, internet: Internet
) -> None:
    internet.answers["other.test"] = [("93.184.215.15",)]
    fetcher = make_fetcher(fake_time, delay_seconds=1, respect_robots=False)
    for host in ("news.test", "other.test", "NEWS.test."):
        assert isinstance(fetcher.fetch(f"http://{host}/ok"), FetchedPage)
    assert fake_time.slept == [1]


def test_a_time_that_has_passed_anyway_is_not_waited_for_again(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    fetcher = make_fetcher(fake_time, delay_seconds=1, respect_robots=False)
    fetcher.fetch(server.url("/ok"))
    fake_time.now += 5
    fetcher.fetch(server.url("/ok"))
    assert fake_time.slept == []


def test_threads_take_turns_at_a_host(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    def linger(visit: Visit) -> None:
        time.sleep(0.01)
        visit.answer("200 OK", b"x")

    server.pages["/linger"] = linger
    fetcher = make_fetcher(fake_time, delay_seconds=0.5)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(fetcher.fetch, [server.url(f"/linger?{i}") for i in range(8)]))
    assert all(isinstance(result, FetchedPage) for result in results)
    assert server.most_open == 1
    assert server.paths().count("/robots.txt") == 1
    assert fake_time.slept == [0.5] * 8, "robots.txt, then eight pages"


def test_hosts_are_asked_side_by_side(
    server: BadServer, internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    def wait_for_the_other(visit: Visit) -> None:
        while server.most_open < 2 and not visit.server.stopping.wait(0.01):
            pass
        visit.answer("200 OK", b"x")

    internet.answers["other.test"] = [("93.184.215.15",)]
    server.pages["/wait"] = wait_for_the_other
    fetcher = make_fetcher(respect_robots=False)
    with ThreadPoolExecutor(2) as pool:
        urls = ["http://news.test/wait", "http://other.test/wait"]
        results = list(pool.map(fetcher.fetch, urls))
    assert all(isinstance(result, FetchedPage) for result in results)


def test_attempts_are_further_and_further_apart(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    fetcher = make_fetcher(fake_time, backoff_seconds=2, max_attempts=4, respect_robots=False)
    fetcher.fetch(server.url("/status?503"))
    assert fake_time.slept == [2, 4, 8]


@pytest.mark.parametrize("status", ["429", "503"])
def test_retry_after_is_honoured_for_the_whole_host(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime, status: str
) -> None:
    fetcher = make_fetcher(fake_time, max_attempts=2, respect_robots=False)
    fetcher.fetch(server.url(f"/status?{status}&after=7"))
    fetcher.fetch(server.url("/ok"))
    assert fake_time.slept == [7, 7]


def test_a_pause_too_long_to_wait_for_ends_the_item_and_the_next(
    server: BadServer, make_fetcher: Callable[..., Fetcher], fake_time: FakeTime
) -> None:
    fetcher = make_fetcher(fake_time, respect_robots=False)
    first = fetcher.fetch(server.url("/status?429&after=3600"))
    second = fetcher.fetch(server.url("/ok"))
    assert isinstance(first, Failure)
    assert isinstance(second, Failure)
    assert first.http_status == 429
    assert first.reason == "HTTP 429; 127.0.0.1 asks for a pause, and 3600 s of it are left"
    assert second.reason == "127.0.0.1 asks for a pause, and 3600 s of it are left"
    assert (fake_time.slept, len(server.requests)) == ([], 1)
    fake_time.now += 3600
    assert isinstance(fetcher.fetch(server.url("/ok")), FetchedPage)


@pytest.mark.parametrize(("asked", "kept"), [("3", 3), ("0.5", 1), ("9999", 60), ("x", 1)])
def test_the_crawl_delay_of_robots_txt_is_kept_up_to_a_bound(
    server: BadServer,
    make_fetcher: Callable[..., Fetcher],
    fake_time: FakeTime,
    asked: str,
    kept: float,
) -> None:
    server.set_robots(f"User-agent: *\nCrawl-delay: {asked}\n")
    fetcher = make_fetcher(fake_time, delay_seconds=1)
    for _ in range(2):
        assert isinstance(fetcher.fetch(server.url("/ok")), FetchedPage)
    assert fake_time.slept == [kept, kept]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
        ("0", 0.0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("Thu, 01 Jan 2026 00:00:10", 10.0),
        ("Thu, 99 Jan 2026 00:00:10 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


def test_the_end_of_the_run_reaches_who_waits_for_a_turn(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    results: list[FetchResult] = []
    fetcher = make_fetcher(delay_seconds=50, respect_robots=False)
    with fetcher:
        fetcher.fetch(server.url("/ok"))
        waiting = Thread(target=lambda: results.append(fetcher.fetch(server.url("/ok"))))
        waiting.start()
        time.sleep(0.05)
    waiting.join(5)
    assert [getattr(result, "reason", None) for result in results] == ["the run was stopped"]
