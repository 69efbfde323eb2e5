"""Collecting: channels to search, what they yield, and what became of each address.

A run of a channel is search effort, and search effort is data: it lets a blank cell say
what was searched, and when, and that nothing was found.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from sousveil.model.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class ChannelKind(StrEnum):
    """The sorts of channel that are built in; a plug-in adds its own name."""

    PAGE = "page"
    LIST = "list"
    FEED = "feed"
    SITEMAP = "sitemap"
    FOLDER = "folder"
    WARC = "warc"
    WARC_PATHS = "warc_paths"
    GDELT = "gdelt"
    OCDS = "ocds"
    TED = "ted"
    ZOTERO = "zotero"


@frozen(kw_only=True)
class SearchEffort:
    """What a channel searches: query, outlet, languages, countries in focus, dates; all as given.

    Languages are ISO 639-1, countries ISO 3166-1 alpha-3, dates ISO 8601; empty is unknown.
    """

    query: str | None = None
    outlet: str | None = None
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    from_date: str | None = None
    to_date: str | None = None


@frozen(kw_only=True)
class Channel:
    """Where sources are collected from. ``location`` is a URL, an fsspec URL or a path."""

    channel_id: str
    kind: str
    location: str
    source_kind: SourceKind
    effort: SearchEffort
    licence: str | None = None
    added_at: str

    @property
    def public_name(self) -> str:
        """The location as it can be published: no account, key, or path of a machine in it.

        A web address keeps host and path, for what stands before the host or after the path
        may be a secret; of anything else the last part that is no pattern is left.
        """
        before_query = re.split(r"[?#]", self.location, maxsplit=1)[0]
        web = re.match(r"(https?://)(?:[^/]*@)?(.*)", before_query, re.IGNORECASE)
        if web is not None:
            return web[1] + web[2]
        parts = (part.rpartition("@")[2] for part in re.split(r"[/\\:]+", before_query))
        named = [part for part in parts if part and not set(part) & set("*[")]
        return named[-1] if named else self.kind


@frozen(kw_only=True)
class Description:
    """What a channel says of an item before anyone has read it. None is unknown.

    ``extra`` keeps what a procurement notice or a library says beyond that (buyer,
    supplier, value, Zotero key, ...), as plain text by name, sorted by name.
    ``published_date`` is the day of publication; ``event_dates`` are dates of what is
    reported (award, contract start), and the two are never mixed.
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_date: str | None = None
    language: str | None = None
    kind: SourceKind | None = None
    event_dates: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class Reference:
    """An item that has to be fetched from the web."""

    url: str
    description: Description = field(factory=Description)


@frozen(kw_only=True)
class Content:
    """An item whose bytes are at hand: a file, a notice, a record of an archive.

    ``name`` says where it came from and is its URI in the archive: the file's URL, or the
    URL that an archived response was retrieved from. ``retrieved_at`` is when, if the
    archive says so.
    """

    name: str
    data: bytes
    media_type: str | None = None
    retrieved_at: str | None = None
    description: Description = field(factory=Description)


@frozen(kw_only=True)
class Rejected:
    """An item of a channel that could not be taken: where it is, and why. The run goes on."""

    name: str
    reason: str


@frozen(kw_only=True)
class Walked:
    """An archive of the web, every item of which was yielded before: it need not be sent again."""

    name: str


Item = Reference | Content | Rejected | Walked


class Outcome(StrEnum):
    """What became of an item in a run; an archive is ``walked`` when all of it was gone through."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"
    WALKED = "walked"


ITEM_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.WALKED)


@frozen(kw_only=True)
class Retrieval:
    """One attempt at one item. ``reason`` says why it was refused or failed.

    ``etag`` and ``last_modified`` are what the server said, for the next conditional
    request; ``warc_file`` and ``warc_offset`` are where the snapshot lies in the archive.
    """

    run_id: str
    name: str
    outcome: Outcome
    retrieved_at: str
    reason: str | None = None
    http_status: int | None = None
    snapshot_sha256: str | None = None
    media_type: str | None = None
    size_bytes: int | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    description: Description = field(factory=Description)


@frozen(kw_only=True)
class Run:
    """One search of one channel. ``finished_at`` is None for one that was interrupted."""

    run_id: str
    channel_id: str
    started_at: str
    finished_at: str | None = None
    effort: SearchEffort
    documents_read: int = 0


@frozen(kw_only=True)
class FinishedRun:
    """A search that came to its end, as an edition tells of it.

    Languages and countries are sorted, each once; none is unknown. ``channel_name`` is the
    public name of the channel.
    """

    run_id: str
    channel_kind: str
    channel_name: str
    effort: SearchEffort
    documents_read: int
    finished_at: str

    @property
    def covered_countries(self) -> frozenset[str]:
        """The countries that count as searched: those named in focus, if anything was read.

        A run without a country in focus covers no single country, and one that read no
        document (nothing there, or all of it failed) covers none.
        """
        return frozenset(self.effort.countries if self.documents_read else ())


def finished_runs(channels: Iterable[Channel], runs: Iterable[Run]) -> tuple[FinishedRun, ...]:
    """Give those of some runs that came to their end, each with what its channel is."""
    by_id = {channel.channel_id: channel for channel in channels}
    return tuple(
        FinishedRun(
            run_id=run.run_id,
            channel_kind=by_id[run.channel_id].kind,
            channel_name=by_id[run.channel_id].public_name,
            effort=evolve(
                run.effort,
                languages=tuple(sorted(set(run.effort.languages))),
                countries=tuple(sorted(set(run.effort.countries))),
            ),
            documents_read=run.documents_read,
            finished_at=run.finished_at,
        )
        for run in runs
        if run.finished_at is not None
    )
