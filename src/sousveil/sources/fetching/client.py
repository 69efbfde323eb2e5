"""The client: a request in its turn, again after a pause if the trouble may pass."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx
from attrs import evolve, frozen

from sousveil.sources.fetching.connecting import GuardedBackend
from sousveil.sources.fetching.politeness import HostTurns, NoTurn
from sousveil.sources.fetching.requesting import Answer, BodyTaker, NoAnswer, request_once
from sousveil.sources.fetching.results import Headers
from sousveil.sources.fetching.timing import Clock, TimeBudget
from sousveil.sources.fetching.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpcore

    from sousveil.sources.fetching.addresses import Resolver
    from sousveil.sources.fetching.policy import FetchPolicy

_PASSING_STATUSES = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@frozen(kw_only=True)
class Wanted:
    """What is asked of a server: the headers of the request, and where a body goes."""

    headers: Headers
    body: BodyTaker


class Client:
    """Asks servers for what is wanted. It keeps no cookies, credentials or connections."""

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolve: Resolver,
        network: httpcore.NetworkBackend,
        clock: Clock,
        sleep: Callable[[float], object] | None,
    ) -> None:
        self.policy = policy
        self.clock = clock
        self.turns = HostTurns(
            delay_seconds=policy.delay_seconds,
            max_wait_seconds=policy.max_wait_seconds,
            clock=clock,
            sleep=sleep,
        )
        self._resolve = resolve
        self._network = network
        # Made once: reading the certificates takes longer than most requests.
        self._ssl_context = httpx.create_ssl_context(trust_env=False)

    def budget(self, seconds: float) -> TimeBudget:
        """Return the time that one item may take on the network."""
        return TimeBudget(seconds, self.clock)

    def get(self, url: httpx.URL, wanted: Wanted, budget: TimeBudget) -> Answer | NoAnswer:
        """Ask until there is an answer that will not change, or the attempts are used up.

        Between attempts the host is left alone, by us and by every other thread: for as long
        as it says in Retry-After, or else twice as long each time.
        """
        host = host_of(url)
        outcome: Answer | NoAnswer | None = None
        for attempt in range(1, self.policy.max_attempts + 1):
            try:
                with self.turns.turn(host), budget.running() as deadline:
                    backend = GuardedBackend(
                        self.policy,
                        resolve=self._resolve,
                        network=self._network,
                        deadline=deadline,
                    )
                    outcome = request_once(
                        url,
                        (("User-Agent", self.policy.user_agent), *wanted.headers),
                        backend=backend,
                        ssl_context=self._ssl_context,
                        policy=self.policy,
                        body=wanted.body,
                    )
            except NoTurn as error:
                return _give_up(str(error), outcome)
            outcome = evolve(outcome, attempts=attempt)
            if not _may_pass(outcome):
                break
            self.turns.postpone(host, self._pause_after(outcome))
        assert outcome is not None, "the policy asks for one attempt at least"  # noqa: S101
        return outcome

    def _pause_after(self, outcome: Answer | NoAnswer) -> float:
        asked = (
            read_retry_after(outcome.header("retry-after"), datetime.now(UTC))
            if (isinstance(outcome, Answer))
            else None
        )
        doubled: float = self.policy.backoff_seconds * 2 ** (outcome.attempts - 1)
        return min(doubled, self.policy.max_wait_seconds) if asked is None else asked


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, in either of its forms; None if in neither.

    >>> read_retry_after("120", datetime.now(UTC))
    120.0
    >>> now = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
    >>> read_retry_after("Thu, 01 Jan 2026 12:00:30 GMT", now)
    30.0
    """
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _may_pass(outcome: Answer | NoAnswer) -> bool:
    if isinstance(outcome, Answer):
        return outcome.http_status in _PASSING_STATUSES
    return outcome.is_passing


def _give_up(reason: str, outcome: Answer | NoAnswer | None) -> NoAnswer:
    if outcome is None:
        return NoAnswer(reason=reason)
    if isinstance(outcome, Answer):
        reason = f"HTTP {outcome.http_status}; {reason}"
    return NoAnswer(reason=reason, http_status=outcome.http_status, attempts=outcome.attempts)
