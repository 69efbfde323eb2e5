"""One request, one answer: everything that a server can do wrong ends here as a sentence."""

from __future__ import annotations

import re
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

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
_ADDRESSES = frozenset({"location", "content-location"})
_USER_INFO = re.compile(r"^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#]*@")
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


class Unusable(Exception):
    """The answer breaks a bound or contradicts itself; ``is_passing`` if another may not."""

    def __init__(self, reason: str, *, is_passing: bool = False) -> None:
        super().__init__(reason)
        self.is_passing = is_passing


class BodyTaker(Protocol):
    """Where the body of an answer goes: into memory within a limit, or into a file."""

    def headers_for(self, url: httpx.URL) -> Headers:
        """Return what a request for the body has to say more than usual."""
        ...

    def take(self, url: httpx.URL, answer: Answer, response: httpcore.Response) -> bytes:
        """Take the body, or leave it if the answer is of no use; return what is kept in memory.

        Raises:
            Unusable: the body breaks a bound or contradicts the answer.
        """
        ...


@frozen(kw_only=True)
class BodyLimit:
    """How much of a page is taken, and whether a longer one is cut there or given up."""

    max_bytes: int
    is_cut: bool = False

    def headers_for(self, url: httpx.URL) -> Headers:  # noqa: ARG002  # the interface
        """Return nothing: the whole page is asked for."""
        return ()

    def take(self, url: httpx.URL, answer: Answer, response: httpcore.Response) -> bytes:  # noqa: ARG002
        """Return the body of a page; the body of another answer is not read.

        Raises:
            Unusable: it is larger than the limit, or longer than declared.
        """
        if not answer.is_page:
            return b""
        declared = declared_length(answer)
        if declared is not None and declared > self.max_bytes and not self.is_cut:
            raise self._too_large()
        body = bytearray()
        for piece in response.iter_stream():
            body += piece
            if len(body) > self.max_bytes:
                if self.is_cut:
                    return bytes(body[: self.max_bytes])
                raise self._too_large()
        if declared is not None:
            check_surplus(response, declared)
        return bytes(body)

    def _too_large(self) -> Unusable:
        return Unusable(f"the body is larger than {size_text(self.max_bytes)}")


def request_once(
    url: httpx.URL,
    headers: Headers,
    *,
    backend: GuardedBackend,
    ssl_context: ssl.SSLContext,
    policy: FetchPolicy,
    body: BodyTaker,
) -> Answer | NoAnswer:
    """Send one GET on a connection of its own and read the answer within the bounds."""
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path
    )
    sent = (
        ("Host", url.netloc.decode("ascii")),
        *headers,
        *body.headers_for(url),
        ("Connection", "close"),
    )
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
            answer = _read_head(response, sent)
            return evolve(answer, body=body.take(url, answer, response))
    except (AddressRefused, HostUnknown, OutOfTime, Unusable, *_NETWORK_ERRORS) as error:
        if backend.deadline.remaining <= 0:
            seconds = backend.deadline.allowed_seconds
            return NoAnswer(reason=f"the page was not complete within {seconds:g} s")
        return _explain(error, policy)


def declared_length(answer: Answer) -> int | None:
    """Return the length that a server declared of the body, None if it did not."""
    length = answer.header("content-length")
    return int(length) if length and answer.header("transfer-encoding") is None else None


def check_surplus(response: httpcore.Response, declared_bytes: int) -> None:
    """See to it that nothing follows a body that was read to its declared length.

    Raises:
        Unusable: more came than was declared.
    """
    stream = response.extensions["network_stream"]
    if isinstance(stream, GuardedStream) and stream.read_surplus(declared_bytes) > _STRAY_BYTES:
        raise Unusable(
            f"the body is longer than the {declared_bytes} bytes that the server declared"
        )


def _read_head(response: httpcore.Response, sent: Headers) -> Answer:
    return Answer(
        http_status=response.status,
        reason_phrase=_to_text(response.extensions.get("reason_phrase", b"")),
        request_headers=_storable(sent),
        response_headers=_storable(
            tuple((_to_text(name), _to_text(value)) for name, value in response.headers)
        ),
        body=b"",
        retrieved_at=now(),
    )


def _explain(error: Exception, policy: FetchPolicy) -> NoAnswer:
    if isinstance(error, AddressRefused):
        return NoAnswer(reason=str(error), is_refusal=True)
    if isinstance(error, Unusable):
        return NoAnswer(reason=str(error), is_passing=error.is_passing)
    if isinstance(error, HostUnknown):
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
    """Drop what is secret, which an address in a header may carry as well."""
    return tuple(
        (name, _USER_INFO.sub(r"\1", value) if name.lower() in _ADDRESSES else value)
        for name, value in headers
        if name.lower() not in _NEVER_STORED
    )


def _to_text(raw: bytes) -> str:
    return raw.decode("latin-1")
