"""The bounds and manners of fetching: what a run may ask for, how often, and how much it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import field, fields, frozen

from sousveil import __version__
from sousveil.errors import InvalidData

if TYPE_CHECKING:
    from collections.abc import Iterable

MEBIBYTE = 1024 * 1024
USER_AGENT = f"sousveil/{__version__} (research archive of public records; respects robots.txt)"
"""Who asks, where a user says no other."""


def _freeze(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@frozen(kw_only=True)
class FetchPolicy:
    """How pages are fetched; one value for a whole run.

    ``user_agent`` says honestly who asks and where to complain: a product name first, by
    which robots.txt knows us, as in ``sousveil/1.0 (+https://example.org/contact)``.

    ``timeout_seconds`` bounds one silence of the server; ``total_seconds`` bounds all time on
    the network for one item, whatever its redirects and attempts (the robots.txt of a host
    has as much again, once). Waiting one's turn is not counted; ``max_wait_seconds`` bounds
    any one pause that a server may ask for by Retry-After or crawl-delay.

    ``max_bytes`` bounds the body as sent, ``max_decoded_bytes`` the same decompressed.
    A web archive is streamed to the disk and has bounds of its own: ``max_archive_bytes`` as
    sent, and ``archive_seconds`` on the network.
    ``allowed_hosts`` are names or addresses, each with an optional ``:port``, that may lie
    in a private network; all others are fetched from public addresses only.
    """

    user_agent: str
    delay_seconds: float = 1.0
    timeout_seconds: float = 30.0
    total_seconds: float = 120.0
    max_wait_seconds: float = 60.0
    backoff_seconds: float = 2.0
    max_bytes: int = 32 * MEBIBYTE
    max_decoded_bytes: int = 128 * MEBIBYTE
    max_archive_bytes: int = 4096 * MEBIBYTE
    archive_seconds: float = 4 * 3600.0
    max_redirects: int = 5
    max_attempts: int = 3
    allowed_hosts: frozenset[str] = field(default=frozenset(), converter=_freeze)
    respect_robots: bool = True

    def __attrs_post_init__(self) -> None:
        problems = [*self._numbers_out_of_range()]
        if not re.fullmatch(r"[A-Za-z_-]+(/[!-~]+)?( [ -~]+)?", self.user_agent):
            problems.append(
                f"user_agent {self.user_agent!r} does not begin with a product name of letters"
            )
        problems += [
            f"allowed host {entry!r} is not a host name or an address, with an optional :port"
            for entry in sorted(self.allowed_hosts)
            if _split_host(entry) is None
        ]
        if problems:
            raise InvalidData(
                problems, where="fetch policy", next_step="correct the values and run again"
            )

    @property
    def product(self) -> str:
        """The name by which robots.txt knows us.

        >>> FetchPolicy(user_agent="sousveil/1.0 (+https://example.org)").product
        'sousveil'
        """
        return re.split(r"[/ ]", self.user_agent, maxsplit=1)[0]

    def allows_private(self, host: str, port: int) -> bool:
        """Say whether this host was named as one that may lie in a private network.

        >>> policy = FetchPolicy(user_agent="sousveil", allowed_hosts={"localhost:8080", "::1"})
        >>> policy.allows_private("localhost", 8080), policy.allows_private("localhost", 80)
        (True, False)
        >>> policy.allows_private("::1", 80)
        True
        """
        allowed = {_split_host(entry) for entry in self.allowed_hosts}
        name = host.lower().rstrip(".")
        return (name, None) in allowed or (name, port) in allowed

    def _numbers_out_of_range(self) -> list[str]:
        lowest = {"delay_seconds": 0, "backoff_seconds": 0, "max_redirects": 0, "max_attempts": 1}
        problems = []
        for attribute in fields(type(self)):
            value = getattr(self, attribute.name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            minimum = lowest.get(attribute.name)
            if minimum is not None and not value >= minimum:
                problems.append(f"{attribute.name} is {value}, below {minimum}")
            elif minimum is None and not value > 0:
                problems.append(f"{attribute.name} is {value}, and has to be more than nothing")
        return problems


def size_text(size_bytes: int) -> str:
    """Say a bound on size as people do.

    >>> size_text(32 * MEBIBYTE), size_text(1000)
    ('32 MiB', '1000 bytes')
    """
    whole, rest = divmod(size_bytes, MEBIBYTE)
    return f"{size_bytes} bytes" if rest else f"{whole} MiB"


def _split_host(entry: str) -> tuple[str, int | None] | None:
    """Return host and port of an entry; an IPv6 address may stand without brackets."""
    bare = entry if entry.count(":") < 2 or entry.startswith("[") else f"[{entry}]"
    try:
        parts = urlsplit(f"//{bare}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return host.lower().rstrip("."), port
