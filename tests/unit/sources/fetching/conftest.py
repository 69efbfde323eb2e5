"""A badly behaved server, an internet in which every address leads to it, and time that is ours."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpcore
import pytest
from attrs import Factory, define
from tests.servers.bad_server import BadServer, bad_server

from sousveil.sources.fetching import Fetcher, FetchPolicy
from sousveil.sources.fetching.addresses import resolve_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


@define
class FakeTime:
    """A clock that goes on only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = Factory(list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


class Internet(httpcore.NetworkBackend):
    """Names with the answers that they get, one after another; every connection goes to the server."""

    def __init__(self, server: BadServer) -> None:
        self.answers: dict[str, list[tuple[str, ...]]] = {}
        self.connected: list[str] = []
        self.dead: set[str] = set()
        self._server = server
        self._network = httpcore.SyncBackend()

    def resolve(self, host: str, port: int) -> Sequence[str]:
        answers = self.answers.get(host)
        if answers is None:
            return resolve_host(host, port)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        self.connected.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("nobody is there")
        return self._network.connect_tcp(self._server.host, self._server.port, timeout)


@pytest.fixture
def server() -> Iterator[BadServer]:
    """A badly behaved server of the test's own."""
    with bad_server() as running:
        yield running


@pytest.fixture
def internet(server: BadServer) -> Internet:
    """Names and addresses that all lead to the server; ``news.test`` is a public host."""
    internet = Internet(server)
    internet.answers["news.test"] = [("93.184.215.14",)]
    return internet


@pytest.fixture
def fake_time() -> FakeTime:
    """Time for tests that must not sleep."""
    return FakeTime()


@pytest.fixture
def make_fetcher(internet: Internet) -> Iterator[Callable[..., Fetcher]]:
    """A function that opens a fetcher without pauses; any field of the policy can be given."""
    with ExitStack() as stack:

        def make(time: FakeTime | None = None, **fields: Any) -> Fetcher:
            values: dict[str, Any] = {
                "user_agent": "sousveil/1.0 (+https://example.org/contact)",
                "delay_seconds": 0,
                "backoff_seconds": 0,
                "timeout_seconds": 5,
                "total_seconds": 10,
                "allowed_hosts": {"127.0.0.1"},
            }
            policy = FetchPolicy(**(values | fields))
            ours: dict[str, Any] = {"clock": time.clock, "sleep": time.sleep} if time else {}
            fetcher = Fetcher(policy, resolve=internet.resolve, network=internet, **ours)
            return stack.enter_context(fetcher)

        yield make
