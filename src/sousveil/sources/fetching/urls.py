"""Addresses of pages: parsed once, with nothing in them that must not be sent or stored."""

from __future__ import annotations

import re
from ipaddress import IPv6Address

import httpx

_MAX_URL_CHARACTERS = 4096
_NAME = re.compile(r"(?=.{1,254}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


def parse_url(text: str, *, base: httpx.URL | None = None) -> httpx.URL | str:
    """Return a web address without user name, password and fragment, or why it is not one.

    >>> parse_url("HTTP://me:secret@Example.org./a b#part")
    URL('http://example.org/a%20b')
    >>> parse_url("ftp://example.org/")
    "the scheme is 'ftp'; only http and https are fetched"
    """
    try:
        url = httpx.URL(text.strip()) if base is None else base.join(text.strip())
        if problem := _find_problem(url):
            return problem
        host = host_of(url).lower().rstrip(".")
        clean = url.copy_with(host=host, username="", password="", fragment=None)
    except (httpx.InvalidURL, ValueError):
        return "the address is not a valid URL"
    if len(str(clean)) > _MAX_URL_CHARACTERS:
        return f"the address is longer than {_MAX_URL_CHARACTERS} characters"
    return clean


def host_of(url: httpx.URL) -> str:
    """Return the host as it is looked up: in ASCII, an IPv6 address without brackets."""
    return url.raw_host.decode("ascii")


def port_of(url: httpx.URL) -> int:
    """Return the port, which the scheme gives where the address does not."""
    return url.port or (443 if url.scheme == "https" else 80)


def locator_of(text: str) -> str:
    """Return an address that cannot be parsed as it may be stored and printed.

    Where its user name and password end is anyone's guess, so all before an @ goes.

    >>> locator_of("http://me:sec/ret@[bad/x#y")
    'http://...@[bad/x'
    """
    before, slashes, after = text.strip().partition("//")
    scheme, rest = (before, after) if slashes else ("", before)
    _, at, shown = rest.rpartition("@")
    bare = f"{scheme}{slashes}{'...@' if at else ''}{shown}".split("#", 1)[0]
    return "".join(c if c.isprintable() else "?" for c in bare[:_MAX_URL_CHARACTERS])


def _find_problem(url: httpx.URL) -> str | None:
    host = host_of(url)
    if url.scheme not in ("http", "https"):
        return f"the scheme is {url.scheme[:20]!r}; only http and https are fetched"
    if not host:
        return "the address names no host"
    is_host = IPv6Address(host).scope_id is None if ":" in host else _NAME.fullmatch(host.lower())
    if not is_host:
        return f"{host[:80]!r} is not a host name or an address"
    if url.port is not None and not 0 < url.port < 65536:
        return f"there is no port {url.port}"
    return None
