from __future__ import annotations

import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

import httpcore
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sousveil.sources.fetching import FetchedPage, Fetcher, FetchPolicy, Refusal
from sousveil.sources.fetching.addresses import resolve_host, why_not_public
from sousveil.sources.fetching.connecting import AddressRefused, GuardedBackend
from sousveil.sources.fetching.timing import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.servers.bad_server import BadServer
    from tests.unit.sources.fetching.conftest import Internet

# Written down apart from the program, from the IANA special-purpose registries.
NOT_PUBLIC = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/96", "::1/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32"),
    *("2001:2::/48", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7"),
    *("fe80::/10", "fec0::/10", "ff00::/8"),
]
PUBLIC = ["1.1.1.1", "9.9.9.9", "93.184.215.14", "100.63.255.255", "172.32.0.1", "223.255.255.254"]
PUBLIC_V6 = ["2606:4700::1111", "2a00:1450:4001:81b::200e", "2400:cb00::1", "2001:4860:4860::8888"]


@st.composite
def addresses_not_public(draw: st.DrawFn) -> str:
    network = ip_network(draw(st.sampled_from(NOT_PUBLIC)))
    return str(network[draw(st.integers(0, network.num_addresses - 1))])


@given(addresses_not_public())
@example("168.63.129.16")
@example("fe80::1%eth0")
def test_every_address_that_is_not_public_is_refused(address: str) -> None:
    assert why_not_public(address)


@given(st.ip_addresses())
@example(IPv6Address("::ffff:9.9.9.9"))
@example(IPv6Address("64:ff9b::9.9.9.9"))
def test_nothing_passes_that_python_calls_private(ip: IPv4Address | IPv6Address) -> None:
    if why_not_public(str(ip)) is None:
        is_translated = any(ip in ip_network(n) for n in ("::ffff:0:0/96", "64:ff9b::/96"))
        judged = IPv4Address(int(ip) & 0xFFFFFFFF) if is_translated else ip
        assert judged.is_global
        assert not judged.is_multicast


@given(addresses_not_public(), st.sampled_from(["::ffff:0:0", "64:ff9b::"]))
def test_an_address_hidden_in_another_is_refused(address: str, prefix: str) -> None:
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        assert why_not_public(str(IPv6Address(int(IPv6Address(prefix)) | int(ip))))


@given(st.ip_addresses(v=4))
def test_tunnels_are_refused_whatever_they_carry(ip: IPv4Address) -> None:
    assert why_not_public(str(IPv6Address((0x2002 << 112) | (int(ip) << 80) | 1)))
    assert why_not_public(str(IPv6Address((0x20010000 << 96) | (int(ip) ^ 0xFFFFFFFF))))


@pytest.mark.parametrize("address", PUBLIC + PUBLIC_V6)
def test_a_public_address_is_let_pass(address: str) -> None:
    assert why_not_public(address) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_in_a_translated_form_is_let_pass(address: str) -> None:
    assert why_not_public(f"::ffff:{address}") is None
    assert why_not_public(f"64:ff9b::{address}") is None


class Recorder(httpcore.NetworkBackend):
    """A network that remembers what it was to connect to."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.NetworkStream:
        self.connected.append(host)
        return httpcore.MockStream([])


def make_backend(
    answers: list[Sequence[str]],
) -> tuple[GuardedBackend, Recorder, list[str]]:
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    recorder = Recorder()
    backend = GuardedBackend(
        FetchPolicy(user_agent="sousveil"),
        resolve=resolve,
        network=recorder,
        deadline=Deadline(time.monotonic() + 60, time.monotonic, 60),
    )
    return backend, recorder, asked


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    backend, network, asked = make_backend([["93.184.215.14"], ["127.0.0.1"]])
    backend.connect_tcp("rebinding.test", 80)
    assert (network.connected, asked) == (["93.184.215.14"], ["rebinding.test"])
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1 of host rebinding\.test is loopback"):
        backend.connect_tcp("rebinding.test", 80)
    assert network.connected == ["93.184.215.14"]


@given(addresses_not_public(), st.integers(0, 2))
def test_one_private_address_among_public_ones_refuses_the_host(address: str, place: int) -> None:
    answer = ["93.184.215.14", "2606:4700::1111"]
    answer.insert(place, address)
    backend, network, _ = make_backend([answer])
    with pytest.raises(AddressRefused):
        backend.connect_tcp("mixed.test", 80)
    assert not network.connected


def test_a_name_rebound_between_two_requests_is_refused(
    internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    internet.answers["news.test"] = [("93.184.215.14",), ("192.168.1.1",)]
    result = make_fetcher().fetch("http://news.test/ok")
    assert isinstance(result, Refusal)
    assert result.reason == (
        "the address 192.168.1.1 of host news.test is private;"
        " if it is meant, allow it by name with --allow-host news.test"
    )
    assert internet.connected == ["93.184.215.14"]


def test_loopback_is_refused_unless_allowed_by_name(
    server: BadServer, internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    for allowed in ((), ("localhost",), ("127.0.0.1:1",), ("127.0.0.2",)):
        result = make_fetcher(allowed_hosts=allowed).fetch(server.url("/ok"))
        assert isinstance(result, Refusal)
    assert not internet.connected
    for allowed in (("127.0.0.1",), (f"127.0.0.1:{server.port}",)):
        result = make_fetcher(allowed_hosts=allowed).fetch(server.url("/ok"))
        assert isinstance(result, FetchedPage)


def test_an_allowed_name_does_not_allow_its_address_to_others(
    internet: Internet, make_fetcher: Callable[..., Fetcher]
) -> None:
    internet.answers |= {"ours.test": [("10.0.0.1",)], "theirs.test": [("10.0.0.1",)]}
    fetcher = make_fetcher(allowed_hosts={"Ours.test."})
    assert isinstance(fetcher.fetch("http://ours.test/ok"), FetchedPage)
    assert isinstance(fetcher.fetch("http://theirs.test/ok"), Refusal)
    assert isinstance(fetcher.fetch("http://ours.test/redirect?http://10.0.0.1/"), Refusal)


def test_a_name_that_no_resolver_takes_is_an_unknown_host() -> None:
    with pytest.raises(OSError, match="not a host name"):
        resolve_host("a" * 64 + ".test", 80)
    assert resolve_host("127.1", 80) == ("127.0.0.1",)
