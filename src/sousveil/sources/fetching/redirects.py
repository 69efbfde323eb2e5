"""Redirects: followed one by one, each checked like the first address, to a bound."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.sources.fetching.requesting import Answer, NoAnswer
from sousveil.sources.fetching.results import Redirect
from sousveil.sources.fetching.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

_REDIRECT_STATUSES = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


@frozen(kw_only=True)
class Trail:
    """Where an address led, and what was found there."""

    final_url: str
    redirects: tuple[Redirect, ...]
    outcome: Answer | NoAnswer


def follow_redirects(
    url: httpx.URL, ask: Callable[[httpx.URL], Answer | NoAnswer], max_redirects: int
) -> Trail:
    """Ask for an address and for each one that the answer sends us to.

    A loop, too many steps, and a step to something that is not a web address end the trail.
    """
    redirects: list[Redirect] = []
    seen = {str(url)}
    while True:
        outcome = ask(url)
        if isinstance(outcome, NoAnswer) or outcome.http_status not in _REDIRECT_STATUSES:
            break
        step = _next_step(url, outcome)
        if isinstance(step, NoAnswer):
            outcome = step
            break
        if len(redirects) == max_redirects:
            outcome = _stop(f"there are more than {max_redirects} redirects", outcome)
            break
        redirects.append(_redirect(url, outcome, step))
        if str(step) in seen:
            outcome = _stop("the redirects go round in a circle", outcome)
            break
        url = step
        seen.add(str(url))
    return Trail(final_url=str(url), redirects=tuple(redirects), outcome=outcome)


def _redirect(url: httpx.URL, answer: Answer, target: httpx.URL) -> Redirect:
    return Redirect(
        url=str(url),
        http_status=answer.http_status,
        target=str(target),
        reason_phrase=answer.reason_phrase,
        request_headers=answer.request_headers,
        response_headers=answer.response_headers,
        retrieved_at=answer.retrieved_at,
    )


def _next_step(url: httpx.URL, answer: Answer) -> httpx.URL | NoAnswer:
    location = answer.header("location")
    if not location:
        return _stop("a redirect that does not say where to", answer)
    target = parse_url(_as_sent(location), base=url)
    if isinstance(target, str):
        return NoAnswer(
            reason=f"a redirect that is not followed: {target}",
            is_refusal=True,
            http_status=answer.http_status,
        )
    return target


def _as_sent(location: str) -> str:
    """Read a header as UTF-8 if it is that; letters beyond ASCII are sent so in practice."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location


def _stop(reason: str, answer: Answer) -> NoAnswer:
    return NoAnswer(reason=reason, http_status=answer.http_status)
