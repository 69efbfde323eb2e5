"""Collect notices of Tenders Electronic Daily: eForms and TED_EXPORT R2.0.9.

A location is one notice in XML, gzipped or not, or a bundle of them (.zip, .tar.gz) or of
such bundles. The bytes of a notice are kept as they are; what is bad is rejected by its
name while the rest goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.errors import BadInput
from sousveil.model.collection import ChannelKind, Content, Rejected
from sousveil.sources.collectors.notice import describe_notice
from sousveil.sources.collectors.plain_text import name_item
from sousveil.sources.collectors.ted_bundle import MAX_MEMBER_BYTES, is_bundle, read_members
from sousveil.sources.collectors.ted_codes import country_iso3
from sousveil.sources.collectors.ted_notice import read_notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.collection import Channel, Item
    from sousveil.sources.collectors.interface import Opener
    from sousveil.sources.collectors.notice import Notice, Organisation
    from sousveil.sources.collectors.ted_bundle import Member

MAX_FILE_BYTES = 1024 * 1024 * 1024
"""Of a file as it lies there; it is held in memory, and what is in it is unpacked piece by piece."""


class TedCollector:
    """Yields each notice of a TED file or bundle as content: its XML and its metadata."""

    kind: str = ChannelKind.TED.value

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the notices at the channel's location, and what of it could not be taken.

        Raises:
            BadInput: the location cannot be read at all.
        """
        location = channel.location
        yield from collect_notices(location, opener.read(location, max_bytes=MAX_FILE_BYTES))


def collect_notices(location: str, data: bytes) -> Iterator[Item]:
    """Yield the notices in the bytes at a location, and what of it could not be taken."""
    if is_bundle(data):
        yield from _collect_bundle(location, data)
    elif len(data) > MAX_MEMBER_BYTES:
        yield Rejected(name=location, reason=f"larger than {MAX_MEMBER_BYTES} bytes")
    else:
        yield _make_item(location, data)


def _collect_bundle(location: str, data: bytes) -> Iterator[Item]:
    try:
        for member in read_members(data):
            yield _make_member(location, member)
    except BadInput as error:
        yield Rejected(name=location, reason=error.what)


def _make_member(location: str, member: Member) -> Item:
    name = name_item(location, member.name) if member.name else location
    if member.data is None:
        return Rejected(name=name, reason=member.reason)
    if member.name and not member.name.lower().endswith(".xml"):
        return Rejected(name=name, reason="not an XML file by its name")
    return _make_item(name, member.data)


def _make_item(name: str, data: bytes) -> Item:
    try:
        notice = read_notice(data)
    except BadInput as error:
        return Rejected(name=name, reason=error.what)
    return Content(
        name=name,
        data=data,
        media_type="application/xml",
        description=describe_notice(_with_iso3(notice)),
    )


def _with_iso3(notice: Notice) -> Notice:
    return evolve(
        notice,
        buyers=tuple(map(_translate_country, notice.buyers)),
        suppliers=tuple(map(_translate_country, notice.suppliers)),
    )


def _translate_country(one: Organisation) -> Organisation:
    return evolve(one, country=country_iso3(one.country))
