"""Addresses: which hosts are on the public internet, and which are somebody's own network.

A page may name any host, and a name may lead to any address. Whatever leads into the network
that this program runs in (a router, a database, the metadata service of a cloud) is refused.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Resolver = Callable[[str, int], Sequence[str]]

# The IANA special-purpose registries, written out because what ``is_global`` makes of them
# changes between releases of Python; it is asked as well, and both have to agree.
_REFUSED_V4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "private (shared by a carrier)"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "the host of a cloud machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "reserved"),
        ("198.51.100.0/24", "reserved"),
        ("203.0.113.0/24", "reserved"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_REFUSED_V6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "reserved"),
        ("2002::/16", "a tunnel (6to4)"),
        ("3fff::/20", "reserved"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def resolve_host(host: str, port: int) -> tuple[str, ...]:
    """Return every address of a host, each once, in the order of the system's preference.

    Raises:
        OSError: the name is unknown, or no name server answers.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("the name is not a host name") from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def why_not_public(address: str) -> str | None:
    """Return what sort of address this is if it is not a public one, else None.

    An IPv4 address inside an IPv6 one is judged for itself where the network would connect
    to it (IPv4-mapped, NAT64); the tunnels 6to4 and Teredo are refused whatever they carry.

    >>> why_not_public("10.0.0.1"), why_not_public("::ffff:127.0.0.1"), why_not_public("9.9.9.9")
    ('private', 'loopback', None)
    """
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return _why_not_public_v4(ip)
    if ip.ipv4_mapped is not None:
        return _why_not_public_v4(ip.ipv4_mapped)
    # Compared without its zone, which is_global and membership would otherwise look at.
    bare = IPv6Address(int(ip))
    if bare in _NAT64:
        return _why_not_public_v4(IPv4Address(int(bare) & 0xFFFFFFFF))
    for network, kind in _REFUSED_V6:
        if bare in network:
            return kind
    return None if bare in _GLOBAL_UNICAST and bare.is_global else "reserved"


def _why_not_public_v4(ip: IPv4Address) -> str | None:
    for network, kind in _REFUSED_V4:
        if ip in network:
            return kind
    return None if ip.is_global else "reserved"
