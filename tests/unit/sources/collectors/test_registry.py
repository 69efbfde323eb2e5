from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput, NotFound
from sousveil.model.collection import Channel, ChannelKind, Item, Rejected
from sousveil.sources.collectors import registry
from sousveil.sources.collectors.interface import ENTRY_POINT_GROUP, Collector, Opener
from sousveil.sources.collectors.registry import find_collector, list_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GDELT = "sousveil.sources.collectors.gdelt:GdeltCollector"


class RumourCollector:
    """A collector as a plug-in would bring it."""

    kind: str = "rumour"

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:  # noqa: ARG002
        yield Rejected(name=channel.location, reason="only a rumour")


class WithoutCollect:
    kind = "rumour"


class Failing:
    def __init__(self) -> None:
        raise RuntimeError("no licence key")


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that makes these, as name and value, the only installed entry points."""
    plug_in = types.ModuleType("rumour_plug_in")
    for thing in (RumourCollector, WithoutCollect, Failing):
        setattr(plug_in, thing.__name__, thing)
    monkeypatch.setitem(sys.modules, "rumour_plug_in", plug_in)

    def make(*entries: tuple[str, str]) -> None:
        def fake_entry_points(*, group: str) -> list[EntryPoint]:
            assert group == ENTRY_POINT_GROUP
            return [EntryPoint(name=name, value=value, group=group) for name, value in entries]

        monkeypatch.setattr(registry, "entry_points", fake_entry_points)

    return make


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_every_built_in_collector_is_found_in_one_way(
    kind: str, register: Callable[..., None]
) -> None:
    register(("gdelt", GDELT))
    collector: Collector = find_collector(kind)
    assert collector.kind == kind


def test_a_plug_in_is_found_and_listed(register: Callable[..., None]) -> None:
    register(("rumour", "rumour_plug_in:RumourCollector"))
    assert find_collector("rumour").kind == "rumour"
    assert "rumour" in list_kinds()
    assert "gdelt" not in list_kinds()  # it has no way in but its entry point


def test_an_unknown_kind_lists_what_there_is(register: Callable[..., None]) -> None:
    register(("gdelt", GDELT))
    with pytest.raises(NotFound, match=r"feed, folder, gdelt, list, .*page, sitemap"):
        find_collector("telepathy")


def test_a_name_that_two_claim_is_an_error_that_names_both(register: Callable[..., None]) -> None:
    register(("page", "rumour_plug_in:RumourCollector"))
    with pytest.raises(BadInput, match=r"rumour_plug_in:RumourCollector.*page:PageCollector"):
        find_collector("page")
    assert find_collector("list").kind == "list"


def test_a_registration_that_is_found_twice_is_no_clash(register: Callable[..., None]) -> None:
    register(("gdelt", GDELT), ("gdelt", GDELT))
    assert find_collector("gdelt").kind == "gdelt"


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("rumour", "no_such_module:Collector", "ModuleNotFoundError"),
        ("rumour", "rumour_plug_in:Missing", "AttributeError"),
        ("rumour", "rumour_plug_in:Failing", "no licence key"),
        ("rumour", "rumour_plug_in:WithoutCollect", "no method 'collect'"),
        ("gossip", "rumour_plug_in:RumourCollector", "its kind is 'rumour'"),
    ],
)
def test_a_broken_plug_in_is_named(
    kind: str, value: str, reason: str, register: Callable[..., None]
) -> None:
    register((kind, value))
    with pytest.raises(BadInput) as caught:
        find_collector(kind)
    assert value in caught.value.what
    assert reason in caught.value.what
