"""Channels of a workspace: add them, and find them again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sousveil.errors import BadInput, InvalidData, NotFound
from sousveil.model.collection import Channel, SearchEffort
from sousveil.model.identifiers import content_id
from sousveil.pipeline.workspace import open_workspace
from sousveil.sources.clock import now
from sousveil.sources.collectors.registry import find_collector
from sousveil.store import registers
from sousveil.store.collection_store import CollectionStore, add_channel

if TYPE_CHECKING:
    from sousveil.model.source import SourceKind
    from sousveil.settings import Settings


def add_channel_to(
    settings: Settings,
    *,
    kind: str,
    location: str,
    source_kind: SourceKind,
    effort: SearchEffort,
    licence: str | None,
) -> Channel:
    """Add a channel to a workspace; the same kind and location twice is one channel.

    Raises:
        NotFound: no collector is installed for this kind.
        InvalidData: the effort names an unknown country, or a date that is none.
        BadInput: the channel is there already, with another effort.
    """
    find_collector(kind)
    _check_effort(effort)
    channel = Channel(
        channel_id=content_id("chn", [kind, location])[:16],
        kind=kind,
        location=location,
        source_kind=source_kind,
        effort=effort,
        licence=licence,
        added_at=now(),
    )
    with open_workspace(settings) as database, database.writing() as connection:
        known = {c.channel_id: c for c in CollectionStore(connection).channels()}
        there = known.get(channel.channel_id)
        if there is None:
            add_channel(connection, channel)
        elif (there.effort, there.source_kind, there.licence) != (effort, source_kind, licence):
            raise BadInput(
                "the channel is there already and searches something else",
                where=f"channel {there.channel_id}",
                next_step="sousveil source status shows it; a channel is not changed once added",
            )
    return there or channel


def find_channels(settings: Settings, channel_ids: tuple[str, ...]) -> list[Channel]:
    """Return the channels of these ids, or all of them if none is named.

    Raises:
        NotFound: there is no channel, or none of an id.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        known = {channel.channel_id: channel for channel in CollectionStore(connection).channels()}
    if not known:
        raise NotFound(
            "the workspace has no channel",
            where=str(settings.home),
            next_step="sousveil source add feed URL",
        )
    missing = [channel_id for channel_id in channel_ids if channel_id not in known]
    if missing:
        raise NotFound(
            f"no channel {', '.join(missing)}",
            where=str(settings.home),
            next_step="sousveil source status lists the channels",
        )
    return [known[channel_id] for channel_id in channel_ids] if channel_ids else [*known.values()]


def _check_effort(effort: SearchEffort) -> None:
    problems = []
    known = registers.load_countries().by_iso3
    problems += [
        f"--country {iso3}: in no register" for iso3 in effort.countries if iso3 not in known
    ]
    for option, text in (("--from", effort.from_date), ("--to", effort.to_date)):
        if text is not None and not _is_date(text):
            problems.append(f"{option} {text}: not a day, such as 2026-11-23")
    problems += [
        f"--language {code}: not two letters, such as es"
        for code in effort.languages
        if not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower())
    ]
    if problems:
        raise InvalidData(problems, where="source add", next_step="correct the options named")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
