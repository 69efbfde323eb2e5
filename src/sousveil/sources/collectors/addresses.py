"""Addresses of the web in one canonical form, so that each is collected once.

courlan's ``clean_url`` was tried and not taken: it sorts the parameters, drops empty ones
and every one whose name holds ``source``, ``session`` or ``uid``, encodes an encoded
parameter again, merges slashes and turns punycode back into Unicode, so that another page
can come out. What is removed here never changes what a server answers.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from sousveil.model.collection import Description, Item, Reference, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ADDRESS_LENGTH = 8_192
"""Longest address that is taken, in characters; servers commonly refuse longer ones."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(r"utm_.*|fbclid|gclid", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "/%:@!$&'()*+,;=~-._?[]|"


def is_web_address(text: str) -> bool:
    """Say whether this is a whole http or https address.

    >>> is_web_address("https://example.org/a"), is_web_address("file:///etc/hosts")
    (True, False)
    """
    return canonical_address(text) is not None


def canonical_address(text: str) -> str | None:
    """Return an address in canonical form, or None if it is not one of the web.

    Host in lower case and punycode; default port, fragment, user and password dropped;
    parameters that only track (``utm_*``, ``fbclid``, ``gclid``) dropped, the others in
    their order; percent escapes normalised as in RFC 3986, section 6.2.2.

    >>> canonical_address("HTTP://Bücher.example:80/ä?b=2&utm_source=x&a=1#top")
    'http://xn--bcher-kva.example/%C3%A4?b=2&a=1'
    """
    text = text.strip()
    if len(text) > MAX_ADDRESS_LENGTH or _CONTROL.search(text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _canonical_host(parts.hostname or "")
        path, query = _escape(parts.path), _escape(_drop_tracking(parts.query))
    except ValueError:
        return None
    # Browsers end the host at a backslash, urlsplit at the next @: better neither.
    if parts.scheme not in _DEFAULT_PORTS or not host or port == 0 or "\\" in parts.netloc:
        return None
    place = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    address = urlunsplit((parts.scheme, place, path or "/", query, ""))
    return address if len(address) <= MAX_ADDRESS_LENGTH else None


class SeenAddresses:
    """The addresses that one run has yielded, kept as digests: millions fit in memory."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, address: str) -> bool:
        """Remember a canonical address; say whether it is new."""
        digest = hashlib.blake2b(address.encode(), digest_size=16).digest()
        if digest in self._digests:
            return False
        self._digests.add(digest)
        return True

    def refer(
        self, text: str, *, where: str, description: Description | None = None
    ) -> Iterator[Item]:
        """Yield a reference to an address, or why it is none; nothing if it was there before."""
        address = canonical_address(text)
        if address is None:
            yield Rejected(name=where, reason=f"not an address of the web: {text[:200]!r}")
        elif self.add(address):
            yield Reference(url=address, description=description or Description())


def _canonical_host(host: str) -> str:
    """Return the host in lower case and punycode, empty if it can be none."""
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host).compressed}]" if "%" not in host else ""
    host = host.removesuffix(".")
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii").removesuffix(".")
    host = host.lower()
    valid = len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))
    return host if valid else ""


def _drop_tracking(query: str) -> str:
    kept = (part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0]))
    return "&".join(kept)


def _escape(text: str) -> str:
    return _ESCAPE.sub(_normalise_escape, quote(text, safe=_KEPT))


def _normalise_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
