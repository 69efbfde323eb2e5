"""Gathering tells how much is done, asks the database in batches, and loses nothing on the way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, Content, Outcome, Run, SearchEffort
from sousveil.model.progress import Progress, Stage
from sousveil.model.source import SourceKind
from sousveil.sources.collectors.counted_items import CountedItems
from sousveil.sources.fetching import Fetcher, FetchPolicy
from sousveil.sources.gathering import Gatherer, GatherOptions
from sousveil.sources.recording import RunRecorder
from sousveil.store.collection_store import CollectionStore, add_channel, start_run
from sousveil.store.database import Database, open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from sousveil.model.collection import Item

AT = "2026-03-04T05:06:07Z"
RUN = Run(run_id="run_1", channel_id="chn_1", started_at=AT, effort=SearchEffort())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database in which a run of a channel has begun."""
    opened = open_database(f"sqlite:///{tmp_path / 'w.db'}")
    channel = Channel(
        channel_id="chn_1",
        kind="folder",
        location="reports",
        source_kind=SourceKind.NGO_REPORT,
        effort=SearchEffort(),
        added_at=AT,
    )
    with opened.writing() as connection:
        add_channel(connection, channel)
        start_run(connection, RUN)
    yield opened
    opened.close()


@pytest.fixture
def gather(database: Database, tmp_path: Path) -> Callable[..., list[Progress]]:
    """A function that gathers items and returns what was told on the way."""

    def run(items: Iterator[Item], limit: int | None = None) -> list[Progress]:
        told: list[Progress] = []
        options = GatherOptions(workers=2, refresh=False, limit=limit, max_decoded_bytes=10**6)
        policy = FetchPolicy(user_agent="sousveil-tests/1")
        with Fetcher(policy) as fetcher, RunRecorder(database, tmp_path / "a", RUN) as recorder:
            gatherer = Gatherer(fetcher, recorder, options, lambda: AT)
            gatherer.gather(items, Stage("collecting", told.append))
        return told

    return run


def files(count: int) -> Iterator[Item]:
    return (Content(name=f"{n}.txt", data=b"cameras %d" % n) for n in range(count))


def count_done(database: Database) -> int:
    with database.reading() as connection:
        return CollectionStore(connection).count_outcomes("run_1").get(Outcome.FETCHED, 0)


def test_items_of_a_known_number_are_told_with_their_total(
    gather: Callable[..., list[Progress]],
) -> None:
    items = CountedItems(((item,) for item in files(3)), total=3, unit="files")
    told = gather(items)
    assert {(progress.total, progress.unit) for progress in told} == {(3, "files")}
    assert [progress.done for progress in told] == [0, 0, 1, 2, 3]


def test_parts_of_many_items_are_counted_as_parts(gather: Callable[..., list[Progress]]) -> None:
    whole = list(files(5))
    told = gather(CountedItems((whole[:4], whole[4:]), total=2, unit="archives"))
    assert [progress.done for progress in told] == [0, 0, 0, 0, 0, 1, 2]


def test_the_total_of_a_plain_stream_is_known_only_at_its_end(
    gather: Callable[..., list[Progress]],
) -> None:
    *before, last = gather(files(3))
    assert {progress.total for progress in before} == {None}
    assert last == Progress(stage="collecting", done=3, total=3, unit="items")


def test_a_limit_is_the_most_that_is_gathered(
    gather: Callable[..., list[Progress]], database: Database
) -> None:
    items = CountedItems(((item,) for item in files(9)), total=9, unit="files")
    assert gather(items, limit=2)[-1].done == 2
    assert count_done(database) == 2


def test_what_came_before_a_channel_broke_off_is_kept(
    gather: Callable[..., list[Progress]], database: Database
) -> None:
    def breaking() -> Iterator[Item]:
        yield from files(3)
        raise BadInput("cut off", where="reports")

    with pytest.raises(BadInput, match="cut off"):
        gather(breaking())
    assert count_done(database) == 3


def test_an_item_that_comes_twice_is_dealt_with_once_however_far_apart(
    gather: Callable[..., list[Progress]], database: Database
) -> None:
    twice = [*files(200), *files(200)]
    gather(iter(twice))
    assert count_done(database) == 200
    gather(iter(twice))
    assert count_done(database) == 200


def test_the_database_is_asked_about_many_items_at_once(
    gather: Callable[..., list[Progress]],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    gather(files(640))

    @contextmanager
    def counting() -> Iterator[Connection]:
        asked.append(1)
        with reading() as connection:
            yield connection

    reading = database.reading
    monkeypatch.setattr(database, "reading", counting)
    gather(files(640))
    assert 10 <= len(asked) <= 12


def test_few_large_items_are_held_at_a_time(
    gather: Callable[..., list[Progress]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = RunRecorder.keep_content
    yielded, kept, most_held = 0, 0, 0

    def large() -> Iterator[Item]:
        nonlocal yielded, most_held
        for number in range(12):
            yielded += 1
            most_held = max(most_held, yielded - kept)
            yield Content(name=str(number), data=bytes([number]) * 2_000_000)

    def counting(recorder: RunRecorder, content: Content, at: str) -> None:
        nonlocal kept
        keep(recorder, content, at)
        kept += 1

    monkeypatch.setattr(RunRecorder, "keep_content", counting)
    gather(large())
    assert kept == 12
    assert most_held <= 3
