from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Description, Reference, Rejected
from sousveil.sources.collectors import list as list_module
from sousveil.sources.collectors.addresses import SeenAddresses
from sousveil.sources.collectors.list import MAX_LINE_BYTES, ListCollector, read_list
from sousveil.sources.collectors.page import PageCollector

if TYPE_CHECKING:
    from collections.abc import Callable

WHERE = "lists/cameras.txt"


def _read(data: bytes) -> list[Any]:
    return list(read_list(data, where=WHERE, seen=SeenAddresses()))


def test_a_page_is_its_own_only_item(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    channel = make_channel("page", "https://Example.org/story#top")
    opener = make_opener({})
    items = list(PageCollector().collect(channel, opener))
    assert items == [Reference(url="https://example.org/story")]
    assert opener.asked == []


def test_a_page_that_is_not_on_the_web_is_rejected(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    (item,) = PageCollector().collect(make_channel("page", "story.html"), make_opener({}))
    assert isinstance(item, Rejected)


def test_a_list_gives_addresses_with_titles_in_its_order(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    text = (
        "\ufeff# tenders\r\n\r\nhttps://b.example/2\tCameras for the harbour\r\n"
        "https://a.example/1\n  # a remark\nhttps://b.example/2#again\n"
    )
    opener = make_opener({WHERE: text.encode()})
    assert list(ListCollector().collect(make_channel("list", WHERE), opener)) == [
        Reference(
            url="https://b.example/2", description=Description(title="Cameras for the harbour")
        ),
        Reference(url="https://a.example/1"),
    ]


def test_bad_lines_are_rejected_with_their_numbers_and_the_rest_is_taken() -> None:
    data = b"\n".join(
        [
            b"no address",
            b"https://a.example/\ttitle\textra",
            b"https://a.example/\xff",
            b"file:///etc/hosts",
            b"x" * (MAX_LINE_BYTES + 1),
            b"https://a.example/good",
        ]
    )
    *bad, good = _read(data)
    assert good == Reference(url="https://a.example/good")
    assert [item.name for item in bad] == [f"{WHERE}:{number}" for number in range(1, 6)]
    for number, reason in enumerate(
        ("not an address", "3 columns", "not UTF-8", "not an address", "longer"), start=1
    ):
        assert f"line {number}" in bad[number - 1].reason
        assert reason in bad[number - 1].reason


def test_a_file_that_is_no_list_is_given_up() -> None:
    items = _read(b"not an address\n" * 5_000)
    assert len(items) == list_module.MAX_BAD_LINES + 1
    assert "1,000 bad lines; the rest is not read" in items[-1].reason


def test_a_list_has_a_longest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_module, "MAX_ADDRESSES", 2)
    *taken, last = _read(b"".join(b"https://a.example/%d\n" % n for n in range(9)))
    assert len(taken) == 2
    assert last.name == f"{WHERE}:3"
    assert "2 addresses" in last.reason


def test_a_list_that_is_not_there_is_an_error(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    with pytest.raises(BadInput):
        list(ListCollector().collect(make_channel("list", WHERE), make_opener({})))


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_can_be_read_as_a_list(data: bytes) -> None:
    for item in _read(data):
        assert isinstance(item, Reference | Rejected)
