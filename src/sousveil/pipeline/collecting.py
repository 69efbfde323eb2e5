"""Collect: run channels, archive what they yield, read it, and group wire copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil import __version__
from sousveil.errors import BadInput
from sousveil.model.collection import Channel, Outcome, Run
from sousveil.model.identifiers import content_id
from sousveil.pipeline.channels import find_channels, now
from sousveil.pipeline.reading import group_documents, read_run
from sousveil.pipeline.workspace import open_workspace
from sousveil.sources.collectors.registry import find_collector
from sousveil.sources.fetching import Fetcher, FetchPolicy, decode_body
from sousveil.sources.gathering import Gatherer, GatherOptions
from sousveil.sources.opening import GuardedOpener
from sousveil.sources.recording import RunRecorder
from sousveil.store.collection_store import CollectionStore, finish_run, start_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.settings import Settings
    from sousveil.sources.fetching import FetchedPage
    from sousveil.store.database import Database

USER_AGENT = f"sousveil/{__version__} (research archive of public records; respects robots.txt)"


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


def collect(
    settings: Settings,
    channel_ids: tuple[str, ...],
    options: CollectOptions,
    progress: Callable[[str], None],
) -> tuple[RunSummary, ...]:
    """Run channels (all of them if none is named) one after another.

    A run that was interrupted is taken up where it stopped.

    Raises:
        NotFound: there is no such channel.
        CannotWrite: the archive or the database cannot take more; what was written stays.
    """
    channels = find_channels(settings, channel_ids)
    with open_workspace(settings) as database, Fetcher(options.policy) as fetcher:
        summaries = [
            _run_channel(settings, database, fetcher, channel, options, progress)
            for channel in channels
        ]
    progress("grouping wire copy")
    group_documents(settings)
    return tuple(summaries)


def _run_channel(  # the parts of one run
    settings: Settings,
    database: Database,
    fetcher: Fetcher,
    channel: Channel,
    options: CollectOptions,
    progress: Callable[[str], None],
) -> RunSummary:
    run, was_resumed = _begin(database, channel)
    trouble = None
    collector = find_collector(channel.kind)
    gather_options = GatherOptions(
        workers=options.workers,
        refresh=options.refresh or channel.kind == "page",
        limit=options.limit,
        max_decoded_bytes=options.policy.max_decoded_bytes,
    )
    with RunRecorder(database, settings.archive, run) as recorder:

        def keep(page: FetchedPage) -> None:
            payload = decode_body(page, options.policy.max_decoded_bytes)
            if isinstance(payload, bytes):
                recorder.archive_page(page, payload)

        opener = GuardedOpener(fetcher, keep)
        gatherer = Gatherer(fetcher, recorder, gather_options, now)
        try:
            gatherer.gather(
                collector.collect(channel, opener),
                lambda number: progress(f"{channel.location}: {number} items"),
            )
        except BadInput as error:
            trouble = error.what
    read, unread = read_run(settings, database, run, channel, options.readers, progress)
    finished = evolve(run, finished_at=now(), documents_read=read)
    if trouble is None:
        with database.writing() as connection:
            finish_run(connection, finished)
    with database.reading() as connection:
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
