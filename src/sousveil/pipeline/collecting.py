"""Collect: run channels, archive what they yield, read it, and group wire copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, Outcome, Run
from sousveil.model.identifiers import content_id
from sousveil.model.progress import Stage
from sousveil.pipeline.channels import find_channels
from sousveil.pipeline.reading import group_documents, read_run
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.sources.clock import now
from sousveil.sources.collectors.registry import find_collector
from sousveil.sources.fetching import Fetcher, FetchPolicy, decode_body
from sousveil.sources.gathering import Gatherer, GatherOptions
from sousveil.sources.opening import GuardedOpener
from sousveil.sources.recording import RunRecorder
from sousveil.store.collection_store import CollectionStore, finish_run, start_run
from sousveil.store.database import Database

if TYPE_CHECKING:
    from sousveil.model.progress import Report
    from sousveil.sources.fetching import FetchedPage


@frozen(kw_only=True)
class CollectOptions:
    """How a collection is made; the policy's user agent says honestly who asks."""

    policy: FetchPolicy
    refresh: bool = False
    workers: int = 8
    limit: int | None = None
    readers: int = 2


@frozen(kw_only=True)
class RunSummary:
    """What one run of one channel did. ``problems`` are (name, outcome, reason).

    ``trouble`` says why the channel itself could not be read; what it had yielded until then
    is kept.
    """

    run_id: str
    channel: Channel
    was_resumed: bool
    counts: dict[Outcome, int]
    documents_read: int
    problems: tuple[tuple[str, str, str], ...]
    trouble: str | None = None


@frozen(kw_only=True)
class _Means:
    """What all runs of a collection work with."""

    settings: Settings
    database: Database
    fetcher: Fetcher
    options: CollectOptions


def collect(
    settings: Settings,
    channel_ids: tuple[str, ...],
    options: CollectOptions,
    report: Report,
) -> tuple[RunSummary, ...]:
    """Run channels (all of them if none is named) one after another.

    A run that was interrupted is taken up where it stopped. ``report`` is told of every item.

    Raises:
        NotFound: there is no such channel.
        CannotWrite: the archive or the database cannot take more; what was written stays.
    """
    channels = find_channels(settings, channel_ids)
    summaries = []
    with open_workspace(settings) as database, Fetcher(options.policy) as fetcher:
        means = _Means(settings=settings, database=database, fetcher=fetcher, options=options)
        for number, channel in enumerate(channels, start=1):
            place = f" ({number} of {len(channels)} channels)" if len(channels) > 1 else ""
            summaries.append(_run_channel(means, channel, place, report))
    Stage("grouping wire copy", report).tell()
    group_documents(settings)
    return tuple(summaries)


def _run_channel(means: _Means, channel: Channel, place: str, report: Report) -> RunSummary:
    run, was_resumed = _begin(means.database, channel)
    gathering = Stage(f"collecting {channel.location}{place}", report)
    trouble = _gather(means, channel, run, gathering)
    reading = Stage(f"reading {channel.location}{place}", report)
    read, unread = read_run(
        means.settings, means.database, run, channel, means.options.readers, reading
    )
    if trouble is None:
        with means.database.writing() as connection:
            finish_run(connection, evolve(run, finished_at=now(), documents_read=read))
    with means.database.reading() as connection:
        store = CollectionStore(connection)
        counts = store.count_outcomes(run.run_id)
        problems = [
            (retrieval.name, retrieval.outcome.value, retrieval.reason or "")
            for retrieval in store.retrievals(run.run_id)
            if retrieval.outcome in {Outcome.FAILED, Outcome.REFUSED}
        ]
    return RunSummary(
        run_id=run.run_id,
        channel=channel,
        was_resumed=was_resumed,
        counts=counts,
        documents_read=read,
        problems=(*problems, *unread),
        trouble=trouble,
    )


def _gather(means: _Means, channel: Channel, run: Run, stage: Stage) -> str | None:
    """Gather what a channel yields; return why the channel could not be read to its end."""
    policy = means.options.policy
    gather_options = GatherOptions(
        workers=means.options.workers,
        refresh=means.options.refresh or channel.kind == "page",
        limit=means.options.limit,
        max_decoded_bytes=policy.max_decoded_bytes,
    )
    with RunRecorder(means.database, means.settings.archive, run) as recorder:

        def keep(page: FetchedPage) -> None:
            payload = decode_body(page, policy.max_decoded_bytes)
            if isinstance(payload, bytes):
                recorder.archive_page(page, payload)

        opener = GuardedOpener(
            means.fetcher,
            on_page=keep,
            on_redirects=recorder.archive_redirects,
            has_walked=partial(recorder.has_walked, by_this_run=gather_options.refresh),
            folder=means.settings.archive,
        )
        gatherer = Gatherer(means.fetcher, recorder, gather_options, now)
        try:
            items = find_collector(channel.kind).collect(channel, opener)
            gatherer.gather(items, stage)
        except BadInput as error:
            return error.what
    return None


def _begin(database: Database, channel: Channel) -> tuple[Run, bool]:
    """Take up the channel's interrupted run, or begin a new one."""
    with database.writing() as connection:
        unfinished = CollectionStore(connection).unfinished_run(channel.channel_id)
        if unfinished is not None:
            return unfinished, True
        started_at = now()
        count = sum(r.channel_id == channel.channel_id for r in CollectionStore(connection).runs())
        run_id = content_id("run", [channel.channel_id, started_at, count])[:20]
        run = Run(
            run_id=run_id,
            channel_id=channel.channel_id,
            started_at=started_at,
            effort=channel.effort,
        )
        start_run(connection, run)
    return run, False
