"""Connecting: the one place where a socket is opened, and so where every address is checked.

Pages, redirects and robots.txt all pass here. The name is looked up once, every address that
it has is judged, and the connection is made to an address that was judged: there is no second
look-up that could give another answer (DNS rebinding).
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpcore

from sousveil.sources.fetching.addresses import Resolver, why_not_public
from sousveil.sources.fetching.timing import Deadline, OutOfTime

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from sousveil.sources.fetching.policy import FetchPolicy

_MAX_HEAD_BYTES = 256 * 1024
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM_STATUS = re.compile(rb"HTTP/\d\.\d 1\d\d")
_GRACE_SECONDS = 0.2


class AddressRefused(Exception):
    """The host has an address that is not public, and was not allowed by name."""


class HostUnknown(Exception):
    """The host's name leads to no address."""


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public hosts, and to those that the policy names, until a deadline."""

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        resolve: Resolver,
        network: httpcore.NetworkBackend,
        deadline: Deadline,
    ) -> None:
        self._policy = policy
        self._resolve = resolve
        self._network = network
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> GuardedStream:
        """Connect to the first address of the host that answers.

        Raises:
            AddressRefused: one of the addresses is not public; none is connected to.
            HostUnknown: there are none.
            OutOfTime: the deadline has passed.
        """
        refusal: Exception = HostUnknown(f"the host {host} has no address")
        for address in self._checked_addresses(host, port, timeout):
            try:
                stream = self._network.connect_tcp(
                    address,
                    port,
                    timeout=self.deadline.within(timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
            else:
                return GuardedStream(stream, self.deadline)
        raise refusal

    def _checked_addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        found = _resolve_in_time(self._resolve, host, port, self.deadline.within(timeout))
        # Written anew from its parsed form, an address cannot be taken for a name again.
        addresses = [str(ip_address(address)) for address in found]
        if not self._policy.allows_private(host, port):
            for address in addresses:
                if kind := why_not_public(address):
                    raise AddressRefused(
                        f"the address {address} of host {host} is {kind};"
                        f" if it is meant, allow it by name with --allow-host {host}"
                    )
        return addresses


class GuardedStream(httpcore.NetworkStream):
    """A connection that ends at a deadline and knows how much of it was the head of the answer."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._head = bytearray()
        self._is_head_complete = False
        self._body_bytes = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, waiting no longer than the timeout and the deadline.

        Raises:
            OutOfTime: the deadline has passed.
            httpcore.RemoteProtocolError: the head of the answer does not end.
        """
        data = self._stream.read(max_bytes, self._deadline.within(timeout))
        if self._is_head_complete:
            self._body_bytes += len(data)
        else:
            self._take_head(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send these bytes."""
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> GuardedStream:
        """Go on under TLS, as the host that the name says, not the address."""
        within = self._deadline.within(timeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, within)
        return GuardedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection underneath knows of itself."""
        return self._stream.get_extra_info(info)

    def read_surplus(self, declared_bytes: int) -> int:
        """Return how many bytes the server sent beyond the length that it declared.

        To be asked when the body was read: we request that the connection be closed after it,
        so that a short wait for the end is enough.
        """
        try:
            while self._body_bytes <= declared_bytes and self.read(1024, _GRACE_SECONDS):
                pass
        except (httpcore.NetworkError, httpcore.TimeoutException, OutOfTime):
            pass
        return max(0, self._body_bytes - declared_bytes)

    def _take_head(self, data: bytes) -> None:
        """Look for the end of the head, passing over interim answers (100, 103)."""
        searched = max(0, len(self._head) - 3)
        self._head += data
        start = 0
        while found := _END_OF_HEAD.search(self._head, max(start, searched)):
            if not _INTERIM_STATUS.match(self._head, start):
                self._is_head_complete = True
                self._body_bytes = len(self._head) - found.end()
                self._head.clear()
                return
            start = found.end()
        if len(self._head) > _MAX_HEAD_BYTES:
            raise httpcore.RemoteProtocolError("the head of the answer does not end")


def _resolve_in_time(resolve: Resolver, host: str, port: int, seconds: float) -> list[str]:
    """Look up a host, and leave the look-up alone if it takes too long: nothing can stop it."""
    found: list[str] = []
    problems: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(resolve(host, port))
        except OSError as error:
            problems.append(error)

    thread = Thread(target=look_up, name=f"resolve {host}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise httpcore.ConnectTimeout("the name servers do not answer")
    if problems:
        raise HostUnknown(f"the host {host} is unknown ({problems[0].strerror or problems[0]})")
    return found
