from __future__ import annotations

import shutil
import ssl
import subprocess
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.servers.bad_server import SPELLS, BadServer, bad_server

from sousveil.sources.fetching import Failure, FetchedPage, Fetcher, FetchPolicy
from sousveil.sources.fetching.connecting import _resolve_in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.unit.sources.fetching.conftest import FakeTime, Internet

MEBIBYTE = 1024 * 1024


def fail(fetcher: Fetcher, url: str) -> Failure:
    result = fetcher.fetch(url)
    assert isinstance(result, Failure), result
    assert result.url == url, "a failure says of which address it is"
    return result


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/status?404", "HTTP 404 Not Found"),
        ("/status?410", "HTTP 410 Gone"),
        ("/status?204", "HTTP 204 No Content"),
        ("/status?206", "HTTP 206 Partial Content"),
        ("/status?599", "HTTP 599"),
        ("/unasked-304", "HTTP 304 Not Modified"),
        ("/gzip-cut", "the body is cut off: its gzip data does not end"),
        ("/gzip-not", "the body is damaged: it is not gzip"),
        ("/unknown-encoding", "the body has the content encoding 'compress', not asked for"),
        ("/length-too-short", "the body is longer than the 5 bytes that the server declared"),
        ("/huge", "the body is larger than 1 MiB"),
        ("/endless", "the body is larger than 1 MiB"),
    ],
)
def test_what_will_not_pass_is_reported_after_one_attempt(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str, reason: str
) -> None:
    fetcher = make_fetcher(max_bytes=MEBIBYTE)
    assert fail(fetcher, server.url(path)).reason == reason
    assert server.paths() == ["/robots.txt", path]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/status?503", "HTTP 503 Service Unavailable, 3 attempts"),
        ("/status?429", "HTTP 429 Too Many Requests, 3 attempts"),
        ("/close", "Server disconnected without sending a response"),
        ("/reset", "the connection broke"),
        ("/garbage", "illegal status line"),
        ("/length-too-long", "received 12 bytes, expected 1000"),
        ("/length-twice", "conflicting Content-Length"),
        ("/length-negative", "bad Content-Length"),
        ("/chunked-cut", "incomplete chunked read"),
        ("/endless-head", "the answer is cut off or not proper HTTP"),
        ("/endless-interim", "the head of the answer does not end"),
    ],
)
def test_what_may_pass_is_reported_after_every_attempt(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str, reason: str
) -> None:
    failure = fail(make_fetcher(), server.url(path))
    assert reason in failure.reason
    assert failure.reason.endswith(", 3 attempts")
    assert failure.reason.isprintable()
    assert server.paths().count(path) == 3


def test_a_status_is_kept_as_a_number(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    assert fail(make_fetcher(), server.url("/status?451")).http_status == 451


def test_a_page_that_comes_at_the_third_attempt_is_a_page(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    assert isinstance(make_fetcher().fetch(server.url("/flaky")), FetchedPage)
    assert server.paths().count("/flaky") == 3


@pytest.mark.parametrize("path", ["/length-stray-line", "/keeps-open", "/hints"])
def test_a_harmless_oddity_is_let_pass(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str
) -> None:
    assert isinstance(make_fetcher().fetch(server.url(path)), FetchedPage)


@pytest.mark.parametrize("path", ["/drip-head", "/drip-body", "/hang"])
def test_a_slow_server_cannot_hold_us_beyond_the_total(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str
) -> None:
    fetcher = make_fetcher(timeout_seconds=5, total_seconds=0.4)
    start = time.monotonic()
    failure = fail(fetcher, server.url(path))
    assert failure.reason == "the page was not complete within 0.4 s"
    assert time.monotonic() - start < 3


def test_a_silent_server_is_left_after_the_timeout(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetcher = make_fetcher(timeout_seconds=0.1, max_attempts=2)
    assert fail(fetcher, server.url("/hang")).reason == "no answer within 0.1 s, 2 attempts"


@pytest.mark.parametrize("path", ["/gzip-bomb", "/gzip-in-gzip-bomb", "/huge", "/endless"])
def test_a_bomb_takes_no_more_memory_than_its_bound(
    server: BadServer, make_fetcher: Callable[..., Fetcher], path: str
) -> None:
    fetcher = make_fetcher(max_bytes=MEBIBYTE, max_decoded_bytes=2 * MEBIBYTE)
    fetcher.fetch(server.url("/ok"))
    tracemalloc.start()
    try:
        failure = fail(fetcher, server.url(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than" in failure.reason
    assert peak < 12 * MEBIBYTE


def test_a_run_goes_on_through_every_misbehaviour(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    fetcher = make_fetcher(
        max_bytes=MEBIBYTE, timeout_seconds=0.2, total_seconds=0.3, max_attempts=1
    )
    queries = {"/redirect": "?http://[::1]/", "/redirects": "?9", "/status": "?500"}
    for path in SPELLS:
        url = server.url(path + queries.get(path, ""))
        assert fetcher.fetch(url).url == url
    assert isinstance(fetcher.fetch(server.url("/ok")), FetchedPage)


def test_a_host_without_a_server_is_a_failure(make_fetcher: Callable[..., Fetcher]) -> None:
    with bad_server() as gone:
        url = gone.url("/ok")
    fetcher = Fetcher(
        FetchPolicy(
            user_agent="sousveil",
            allowed_hosts=frozenset({"127.0.0.1"}),
            delay_seconds=0,
            backoff_seconds=0,
        )
    )
    with fetcher:
        failure = fail(fetcher, url)
    assert failure.reason.startswith("robots.txt of 127.0.0.1 cannot be had: no connection")


def test_an_unknown_host_is_a_failure(
    internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    internet.answers["none.test"] = [()]
    failure = fail(make_fetcher(respect_robots=False), "http://none.test/")
    assert failure.reason == "the host none.test has no address"


def test_a_look_up_that_fails_is_a_failure(make_fetcher: Callable[..., Fetcher]) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    policy = FetchPolicy(user_agent="sousveil", respect_robots=False)
    with Fetcher(policy, resolve=resolve) as fetcher:
        failure = fail(fetcher, "http://none.test/")
    assert failure.reason == "the host none.test is unknown (Name or service not known)"


def test_name_servers_that_do_not_answer_hold_nobody(server: BadServer) -> None:
    def resolve(host: str, port: int) -> list[str]:
        server.stopping.wait(30)
        return []

    start = time.monotonic()
    with pytest.raises(Exception, match="the name servers do not answer"):
        _resolve_in_time(resolve, "slow.test", 80, 0.05)
    assert time.monotonic() - start < 5


def test_an_address_that_does_not_answer_gives_way_to_the_next(
    server: BadServer, internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    internet.answers["news.test"] = [("93.184.215.14", "93.184.215.15")]
    internet.dead.add("93.184.215.14")
    assert isinstance(make_fetcher().fetch("http://news.test/ok"), FetchedPage)
    assert internet.connected[-1] == "93.184.215.15"


def test_plain_http_where_tls_is_expected_is_a_failure(
    server: BadServer, make_fetcher: Callable[..., Fetcher]
) -> None:
    failure = fail(make_fetcher(), server.url("/ok").replace("http:", "https:"))
    assert "no connection" in failure.reason


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for ``secure.test`` with its key, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    path, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    options = (
        "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=secure.test"
    )
    names = ["-addext", "subjectAltName=DNS:secure.test", "-keyout", str(key), "-out", str(path)]
    subprocess.run([openssl, "req", *options.split(), *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[tuple[BadServer, list[str]]]:
    """A server under TLS, and the names that its clients asked for."""
    asked: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    with bad_server(context) as running:
        yield running, asked


def test_a_certificate_that_nobody_vouches_for_is_a_failure_at_once(
    secure_server: tuple[BadServer, list[str]], internet: Internet
) -> None:
    running, _ = secure_server
    policy = FetchPolicy(user_agent="sousveil", allowed_hosts={"127.0.0.1"}, delay_seconds=0)
    with Fetcher(policy) as fetcher:
        failure = fail(fetcher, running.url("/ok"))
    assert "the certificate is not valid: self" in failure.reason
    assert "attempts" not in failure.reason


def test_tls_asks_for_the_name_though_the_connection_is_to_the_address(
    secure_server: tuple[BadServer, list[str]],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    fake_time: FakeTime,
) -> None:
    running, asked = secure_server
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
    policy = FetchPolicy(user_agent="sousveil", allowed_hosts={"secure.test"})
    options: dict[str, Any] = {"clock": fake_time.clock, "sleep": fake_time.sleep}
    with Fetcher(policy, resolve=lambda *_: ["127.0.0.1"], **options) as fetcher:
        result = fetcher.fetch(running.url("/ok", host="secure.test"))
        down = fetcher.fetch(running.url("/redirect?http://127.0.0.1/", host="secure.test"))
    assert isinstance(result, FetchedPage)
    assert set(asked) == {"secure.test"}
    assert running.requests[-1].headers["host"] == f"secure.test:{running.port}"
    assert [step.is_downgrade for step in down.redirects] == [True]
