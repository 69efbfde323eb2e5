"""One request, one answer: everything that a server can do wrong ends here as a sentence."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpcore
from attrs import evolve, frozen

from sousveil.sources.clock import now
from sousveil.sources.fetching.connecting import AddressRefused, GuardedStream, HostUnknown
from sousveil.sources.fetching.policy import size_text
from sousveil.sources.fetching.results import Headers, find_header
from sousveil.sources.fetching.timing import OutOfTime
from sousveil.sources.fetching.urls import port_of

if TYPE_CHECKING:
    import httpx

    from sousveil.sources.fetching.connecting import GuardedBackend
    from sousveil.sources.fetching.policy import FetchPolicy

_PAGE_STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_NEVER_STORED = frozenset({"set-cookie", "set-cookie2", "cookie", "authorization"})
_NETWORK_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
# Some servers end every answer with a line too many.
_STRAY_BYTES = 2


@frozen(kw_only=True)
class Answer:
    """What a server answered; the body only of an answer that is a page."""

    http_status: int
    reason_phrase: str
    request_headers: Headers
    response_headers: Headers
    body: bytes
    retrieved_at: str
    attempts: int = 1

    @property
    def is_page(self) -> bool:
        """Whether the status says that the body is the page asked for."""
        return self.http_status in _PAGE_STATUSES

    def header(self, name: str) -> str | None:
        """Return the first value of a response header."""
        return find_header(self.response_headers, name)


@frozen(kw_only=True)
class NoAnswer:
    """Why there is no answer that can be used."""

    reason: str
    is_refusal: bool = False
    is_passing: bool = False
    http_status: int | None = None
    attempts: int = 1


@frozen(kw_only=True)
class BodyLimit:
    """How much of a body is taken, and whether a longer one is cut there or given up."""

    max_bytes: int
    is_cut: bool = False


class _Unusable(Exception):
    """The answer breaks a bound or contradicts itself."""


def request_once(
    url: httpx.URL,
    headers: Headers,
    *,
    backend: GuardedBackend,
    ssl_context: ssl.SSLContext,
    policy: FetchPolicy,
    limit: BodyLimit,
) -> Answer | NoAnswer:
    """Send one GET on a connection of its own and read the answer within the bounds."""
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path
    )
    sent = (("Host", url.netloc.decode("ascii")), *headers, ("Connection", "close"))
    timeouts = dict.fromkeys(("connect", "read", "write"), policy.timeout_seconds)
    try:
        with (
            httpcore.HTTPConnection(
                target.origin, ssl_context=ssl_context, network_backend=backend
            ) as connection,
            connection.stream(
                "GET",
                target,
                headers=[(name.encode(), value.encode("latin-1")) for name, value in sent],
                extensions={"timeout": timeouts},
            ) as response,
        ):
            return _read_answer(response, sent, limit)
    except (AddressRefused, HostUnknown, OutOfTime, _Unusable, *_NETWORK_ERRORS) as error:
        if backend.is_out_of_time:
            return NoAnswer(reason=f"the page was not complete within {policy.total_seconds:g} s")
        return _explain(error, policy)


def _read_answer(response: httpcore.Response, sent: Headers, limit: BodyLimit) -> Answer:
    answer = Answer(
        http_status=response.status,
        reason_phrase=_to_text(response.extensions.get("reason_phrase", b"")),
        request_headers=_storable(sent),
        response_headers=_storable(
            tuple((_to_text(name), _to_text(value)) for name, value in response.headers)
        ),
        body=b"",
        retrieved_at=now(),
    )
    return evolve(answer, body=_read_body(response, answer, limit)) if answer.is_page else answer


def _read_body(response: httpcore.Response, answer: Answer, limit: BodyLimit) -> bytes:
    length = answer.header("content-length")
    declared = int(length) if length and answer.header("transfer-encoding") is None else None
    if declared is not None and declared > limit.max_bytes and not limit.is_cut:
        raise _Unusable(f"the body is larger than {size_text(limit.max_bytes)}")
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > limit.max_bytes:
            if limit.is_cut:
                return bytes(body[: limit.max_bytes])
            raise _Unusable(f"the body is larger than {size_text(limit.max_bytes)}")
    if declared is not None:
        _check_length(response, declared)
    return bytes(body)


def _check_length(response: httpcore.Response, declared: int) -> None:
    stream = response.extensions["network_stream"]
    if isinstance(stream, GuardedStream) and stream.read_surplus(declared) > _STRAY_BYTES:
        raise _Unusable(f"the body is longer than the {declared} bytes that the server declared")


def _explain(error: Exception, policy: FetchPolicy) -> NoAnswer:
    if isinstance(error, AddressRefused):
        return NoAnswer(reason=str(error), is_refusal=True)
    if isinstance(error, HostUnknown | _Unusable):
        return NoAnswer(reason=str(error))
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        return NoAnswer(reason=f"the certificate is not valid: {error.__cause__.verify_message}")
    if isinstance(error, httpcore.TimeoutException):
        reason = f"no answer within {policy.timeout_seconds:g} s"
    elif isinstance(error, httpcore.ConnectError):
        reason = f"no connection ({_detail(error)})"
    elif isinstance(error, httpcore.ProtocolError):
        reason = f"the answer is cut off or not proper HTTP ({_detail(error)})"
    else:
        reason = f"the connection broke ({_detail(error)})"
    return NoAnswer(reason=reason, is_passing=True)


def _detail(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return "".join(c if c.isprintable() else "?" for c in text[:120])


def _storable(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if name.lower() not in _NEVER_STORED)


def _to_text(raw: bytes) -> str:
    return raw.decode("latin-1")
