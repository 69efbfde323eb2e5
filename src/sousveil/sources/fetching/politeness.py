"""Politeness: one request at a time to a host, a pause between two, and longer when it asks."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Lock
from typing import TYPE_CHECKING

from attrs import Factory, define

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.sources.fetching.timing import Clock


class NoTurn(Exception):
    """The host may not be asked now, nor within the time that we are ready to wait."""


@define
class _Host:
    delay_seconds: float
    free_at: float
    in_use: Lock = Factory(Lock)


class HostTurns:
    """Whose turn it is, host by host; shared by all threads of a run."""

    def __init__(
        self,
        *,
        delay_seconds: float,
        max_wait_seconds: float,
        clock: Clock,
        sleep: Callable[[float], object] | None,
    ) -> None:
        self._delay_seconds = delay_seconds
        self._max_wait_seconds = max_wait_seconds
        self._clock = clock
        self._stopped = Event()
        self._sleep = sleep or self._stopped.wait
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until the host may be asked, and keep everyone else from it during the block.

        Raises:
            NoTurn: the host asked for a longer pause than we wait, or the run was stopped.
        """
        state = self._state(host)
        with state.in_use:
            wait = state.free_at - self._clock()
            if wait > max(self._max_wait_seconds, state.delay_seconds):
                raise NoTurn(f"{host} asks for a pause, and {wait:.0f} s of it are left")
            if wait > 0:
                self._sleep(wait)
            if self._stopped.is_set():
                raise NoTurn("the run was stopped")
            self._postpone(state, state.delay_seconds)
            yield

    def postpone(self, host: str, seconds: float) -> None:
        """Leave the host alone for at least so long from now."""
        self._postpone(self._state(host), seconds)

    def slow_down(self, host: str, delay_seconds: float) -> None:
        """Keep a longer delay to this host, as its robots.txt asks, up to the longest wait."""
        state = self._state(host)
        with self._lock:
            asked = min(delay_seconds, self._max_wait_seconds)
            state.delay_seconds = max(self._delay_seconds, asked)
            state.free_at = max(state.free_at, self._clock() + state.delay_seconds)

    def stop(self) -> None:
        """Let nobody begin a request any more; who waits for a turn is told at once."""
        self._stopped.set()

    def _state(self, host: str) -> _Host:
        with self._lock:
            if host not in self._hosts:
                self._hosts[host] = _Host(self._delay_seconds, self._clock())
            return self._hosts[host]

    def _postpone(self, state: _Host, seconds: float) -> None:
        with self._lock:
            state.free_at = max(state.free_at, self._clock() + seconds)
