"""The fetcher: an address in, a page or a reason out; nothing that a server does raises."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from typing import IO, TYPE_CHECKING

import httpcore

from sousveil.sources.fetching.addresses import Resolver, resolve_host
from sousveil.sources.fetching.client import Client, Wanted
from sousveil.sources.fetching.decoding import ACCEPT_ENCODING, BadEncoding, decode_pieces
from sousveil.sources.fetching.redirects import Trail, follow_redirects
from sousveil.sources.fetching.requesting import Answer, BodyLimit, NoAnswer
from sousveil.sources.fetching.results import (
    Downloaded,
    Failure,
    FetchedPage,
    FetchResult,
    NotModified,
    Refusal,
)
from sousveil.sources.fetching.robots import RobotsRules
from sousveil.sources.fetching.transfer import Transfer
from sousveil.sources.fetching.urls import locator_of, parse_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    import httpx

    from sousveil.sources.fetching.policy import FetchPolicy
    from sousveil.sources.fetching.results import Headers
    from sousveil.sources.fetching.timing import Clock


class Fetcher:
    """Fetches pages under a policy; threads may share one, and take turns at a host.

    At the end of its block whoever waits for a turn is told that the run was stopped. The
    system's resolver, network, clock and sleep can be replaced, as tests do.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolve: Resolver = resolve_host,
        network: httpcore.NetworkBackend | None = None,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._policy = policy
        self._client = Client(
            policy,
            resolve=resolve,
            network=network or httpcore.SyncBackend(),
            clock=clock,
            sleep=sleep,
        )
        self._robots = RobotsRules(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Begin no request any more; who waits for a turn is told at once that the run was stopped."""
        self._client.turns.stop()

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> FetchResult:
        """Fetch an address, unless it is what it was when it had this ETag or this date.

        The result names the address that was asked for, without credentials, whatever
        became of it.
        """
        start = parse_url(url)
        if isinstance(start, str):
            locator = locator_of(url)
            return Refusal(url=locator, final_url=locator, reason=start)
        conditions = _conditions(etag, last_modified)
        wanted = Wanted(
            headers=(("Accept", "*/*"), ("Accept-Encoding", ACCEPT_ENCODING), *conditions),
            body=BodyLimit(max_bytes=self._policy.max_bytes),
        )
        trail = self._follow(start, wanted, self._policy.total_seconds)
        if isinstance(trail.outcome, NoAnswer):
            return _without_answer(str(start), trail, trail.outcome)
        return self._with_answer(str(start), trail, trail.outcome, is_conditional=bool(conditions))

    def download(self, url: str, file: IO[bytes]) -> Downloaded | Refusal | Failure:
        """Fetch a web archive into a file, in small pieces and as it lies on the server.

        Bounded as archives are (``max_archive_bytes``, ``archive_seconds``). What a broken
        connection left is kept for the next attempt, which asks for the rest.

        Raises:
            CannotWrite: the file cannot take it.
        """
        start = parse_url(url)
        if isinstance(start, str):
            locator = locator_of(url)
            return Refusal(url=locator, final_url=locator, reason=start)
        transfer = Transfer(file, self._policy.max_archive_bytes)
        # Identity, since a range is of what is sent: packed anew, it might not be the same.
        headers = (("Accept", "*/*"), ("Accept-Encoding", "identity"))
        wanted = Wanted(headers=headers, body=transfer)
        trail = self._follow(start, wanted, self._policy.archive_seconds)
        if isinstance(trail.outcome, NoAnswer):
            return _without_answer(str(start), trail, trail.outcome)
        if not transfer.is_complete:
            return _failure(str(start), trail, trail.outcome, _describe_status(trail.outcome))
        return Downloaded(
            url=str(start),
            final_url=trail.final_url,
            size_bytes=transfer.size_bytes,
            redirects=trail.redirects,
        )

    def _follow(self, start: httpx.URL, wanted: Wanted, seconds: float) -> Trail:
        budget = self._client.budget(seconds)

        def ask(step: httpx.URL) -> Answer | NoAnswer:
            why_not = self._robots.why_not(step) if self._policy.respect_robots else None
            return why_not or self._client.get(step, wanted, budget)

        return follow_redirects(start, ask, self._policy.max_redirects)

    def _with_answer(
        self, url: str, trail: Trail, answer: Answer, *, is_conditional: bool
    ) -> FetchResult:
        if answer.http_status == HTTPStatus.NOT_MODIFIED and is_conditional:
            return NotModified(
                url=url,
                final_url=trail.final_url,
                retrieved_at=answer.retrieved_at,
                etag=answer.header("etag"),
                last_modified=answer.header("last-modified"),
                redirects=trail.redirects,
            )
        reason = self._why_unreadable(answer) if answer.is_page else _describe_status(answer)
        if reason:
            return _failure(url, trail, answer, reason)
        return FetchedPage(
            url=url,
            final_url=trail.final_url,
            http_status=answer.http_status,
            reason_phrase=answer.reason_phrase,
            request_headers=answer.request_headers,
            response_headers=answer.response_headers,
            body=answer.body,
            retrieved_at=answer.retrieved_at,
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            redirects=trail.redirects,
        )

    def _why_unreadable(self, answer: Answer) -> str | None:
        """Unpack the body without keeping it, so that no bomb or stump counts as a page."""
        try:
            for _ in decode_pieces(
                answer.body, answer.response_headers, self._policy.max_decoded_bytes
            ):
                pass
        except BadEncoding as error:
            return str(error)
        return None


def _conditions(etag: str | None, last_modified: str | None) -> Headers:
    """Return the headers of a conditional request; what cannot stand in a header is left out."""
    given = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return tuple(
        (name, value)
        for name, value in given
        if value is not None
        and re.fullmatch(r"[!-~\xa0-\xff]([ -~\xa0-\xff]*[!-~\xa0-\xff])?", value)
    )


def _without_answer(url: str, trail: Trail, outcome: NoAnswer) -> Refusal | Failure:
    result = Refusal if outcome.is_refusal else Failure
    reason = _count_attempts(outcome.reason, outcome.attempts)
    if trail.redirects:
        reason = f"{reason} (redirected to {trail.redirects[-1].target})"
    return result(
        url=url,
        final_url=trail.final_url,
        reason=reason,
        http_status=outcome.http_status,
        redirects=trail.redirects,
    )


def _failure(url: str, trail: Trail, answer: Answer, reason: str) -> Failure:
    return Failure(
        url=url,
        final_url=trail.final_url,
        reason=reason,
        http_status=answer.http_status,
        redirects=trail.redirects,
    )


def _describe_status(answer: Answer) -> str:
    known = HTTPStatus._value2member_map_
    phrase = f" {HTTPStatus(answer.http_status).phrase}" if answer.http_status in known else ""
    return _count_attempts(f"HTTP {answer.http_status}{phrase}", answer.attempts)


def _count_attempts(reason: str, attempts: int) -> str:
    return f"{reason}, {attempts} attempts" if attempts > 1 else reason
