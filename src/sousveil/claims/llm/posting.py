"""One request, one reply, within bounds of time and size; redirects are not followed."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpcore
import httpx
from attrs import frozen

from sousveil.sources.fetching.addresses import resolve_host
from sousveil.sources.fetching.connecting import AddressRefused, GuardedBackend, HostUnknown
from sousveil.sources.fetching.decoding import BadEncoding, decode_pieces
from sousveil.sources.fetching.policy import FetchPolicy
from sousveil.sources.fetching.results import Headers, find_header
from sousveil.sources.fetching.timing import OutOfTime
from sousveil.sources.fetching.urls import port_of

if TYPE_CHECKING:
    from sousveil.claims.llm.settings import Patience
    from sousveil.sources.fetching.timing import Deadline

_OK = 200
_MAX_ERROR_BYTES = 64 * 1024


@frozen(kw_only=True)
class Reply:
    """What the server answered; of an error, the first bytes of the body."""

    http_status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of a header."""
        return find_header(self.headers, name)


@frozen(kw_only=True)
class NoReply:
    """Why there is none. ``was_sent`` tells that the server may have worked, and may charge."""

    reason: str
    is_passing: bool
    was_sent: bool


class _Unusable(Exception):
    """The reply breaks a bound."""


class Poster:
    """Posts JSON to one address, on a connection of its own each time."""

    def __init__(self, url: httpx.URL, headers: Headers, patience: Patience) -> None:
        self._url = url
        self._headers = headers
        self._patience = patience
        # The operator names the endpoint, which may well be in the own network: allowed by name.
        self._policy = FetchPolicy(user_agent="sousveil", allowed_hosts=frozenset({url.host}))
        self._context = httpx.create_ssl_context() if url.scheme == "https" else None

    def post(self, body: bytes, deadline: Deadline) -> Reply | NoReply:
        """Send the body and read the reply before the deadline."""
        target = httpcore.URL(
            scheme=self._url.raw_scheme,
            host=self._url.raw_host,
            port=port_of(self._url),
            target=self._url.raw_path,
        )
        backend = GuardedBackend(
            self._policy, resolve=resolve_host, network=httpcore.SyncBackend(), deadline=deadline
        )
        timeouts = dict.fromkeys(("connect", "read", "write"), self._patience.timeout_seconds)
        try:
            with (
                httpcore.HTTPConnection(
                    target.origin, ssl_context=self._context, network_backend=backend
                ) as connection,
                connection.stream(
                    "POST",
                    target,
                    headers=self._head(body),
                    content=body,
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                return self._read(response)
        except (_Unusable, BadEncoding) as error:
            return NoReply(reason=str(error), is_passing=False, was_sent=True)
        except (AddressRefused, HostUnknown) as error:
            return NoReply(reason=str(error), is_passing=False, was_sent=False)
        except OutOfTime:
            reason = f"no whole answer within {self._patience.total_seconds:g} s"
            return NoReply(reason=reason, is_passing=False, was_sent=True)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            return self._explain(error)

    def _head(self, body: bytes) -> list[tuple[bytes, bytes]]:
        fields = (
            ("Host", self._url.netloc.decode("ascii")),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Accept", "application/json"),
            ("Accept-Encoding", "gzip, identity"),
            ("Connection", "close"),
            *self._headers,
        )
        return [(name.encode(), value.encode("latin-1")) for name, value in fields]

    def _read(self, response: httpcore.Response) -> Reply:
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        most = self._patience.max_reply_bytes
        if response.status != _OK:
            body = _take(response, _MAX_ERROR_BYTES)[:_MAX_ERROR_BYTES]
            return Reply(http_status=response.status, headers=headers, body=body)
        body = _take(response, most)
        if len(body) > most:
            raise _Unusable(f"the answer is larger than {most} bytes")
        decoded = b"".join(decode_pieces(body, headers, most))
        return Reply(http_status=response.status, headers=headers, body=decoded)

    def _explain(self, error: Exception) -> NoReply:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            reason = f"the certificate is not valid: {error.__cause__.verify_message}"
            return NoReply(reason=reason, is_passing=False, was_sent=False)
        was_sent = not isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout)
        if isinstance(error, httpcore.TimeoutException):
            reason = f"no answer within {self._patience.timeout_seconds:g} s"
        elif isinstance(error, httpcore.ProtocolError):
            reason = "the answer is cut off or not proper HTTP"
        elif was_sent:
            reason = "the connection broke"
        else:
            reason = "no connection"
        return NoReply(reason=reason, is_passing=True, was_sent=was_sent)


def _take(response: httpcore.Response, most: int) -> bytes:
    """Read the body until it ends, or is longer than it may be."""
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > most:
            break
    return bytes(body)
