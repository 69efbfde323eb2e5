"""What earlier runs did is found for many items at once, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.model.collection import Channel, Outcome, Retrieval, Run, SearchEffort
from sousveil.model.source import SourceKind
from sousveil.store.collection_store import (
    CollectionStore,
    add_channel,
    add_retrievals,
    start_run,
)

if TYPE_CHECKING:
    from sousveil.store.database import Database


def retrieved(run_id: str, name: str, at: str, sha256: str | None) -> Retrieval:
    outcome = Outcome.FETCHED if sha256 else Outcome.FAILED
    return Retrieval(
        run_id=run_id, name=name, outcome=outcome, retrieved_at=at, snapshot_sha256=sha256
    )


def store_two_runs(database: Database) -> None:
    """Of a first run, two pages; of a second, one page again and one failure."""
    channel = Channel(
        channel_id="chn_1",
        kind="list",
        location="list.txt",
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        added_at="2026-01-01T00:00:00Z",
    )
    with database.writing() as connection:
        add_channel(connection, channel)
        for number in (1, 2):
            run = Run(
                run_id=f"run_{number}",
                channel_id="chn_1",
                started_at=f"2026-01-0{number}T00:00:00Z",
                effort=SearchEffort(),
            )
            start_run(connection, run)
        add_retrievals(
            connection,
            [
                retrieved("run_1", "a", "2026-01-01T00:00:01Z", "1" * 64),
                retrieved("run_1", "b", "2026-01-01T00:00:02Z", "2" * 64),
                retrieved("run_2", "a", "2026-01-02T00:00:01Z", "3" * 64),
                retrieved("run_2", "b", "2026-01-02T00:00:02Z", None),
            ],
        )


def test_the_newest_retrieval_with_a_snapshot_is_found_for_each_item(database: Database) -> None:
    store_two_runs(database)
    with database.reading() as connection:
        found = CollectionStore(connection).last_successes({"a", "b", "nowhere"})
    assert found == {
        "a": retrieved("run_2", "a", "2026-01-02T00:00:01Z", "3" * 64),
        "b": retrieved("run_1", "b", "2026-01-01T00:00:02Z", "2" * 64),
    }


def test_what_a_run_has_dealt_with_is_its_own(database: Database) -> None:
    store_two_runs(database)
    with database.reading() as connection:
        store = CollectionStore(connection)
        assert store.done_among("run_2", {"a", "nowhere"}) == {"a"}
        assert store.done_among("run_3", {"a", "b"}) == set()
        assert store.done_among("run_1", set()) == set()


def test_every_record_of_a_snapshot_is_found_once(database: Database) -> None:
    store_two_runs(database)
    at = "2026-01-02T00:00:03Z"
    places = {
        "c": ("run_2-1.warc.gz", 90),
        "d": ("run_2-1.warc.gz", 90),
        "e": ("run_1-1.warc.gz", 7),
    }
    with database.writing() as connection:
        add_retrievals(
            connection,
            [
                evolve(retrieved("run_2", name, at, "4" * 64), warc_file=file, warc_offset=offset)
                for name, (file, offset) in places.items()
            ],
        )
    with database.reading() as connection:
        found = CollectionStore(connection).archive_places("4" * 64)
    assert found == [("run_1-1.warc.gz", 7), ("run_2-1.warc.gz", 90)]
