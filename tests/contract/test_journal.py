"""The journal is appended to in order, read back as written, and found by kind and subject."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from sousveil.errors import BadInput, LogCorrupt
from sousveil.model.decision import GENESIS_HASH, LogHead
from sousveil.model.journal import Event, JournalEntry
from sousveil.store import chain, schema
from sousveil.store.database import open_database
from sousveil.store.journal import EventFilter, Journal, append_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.store.database import Database


def make_event(**fields: Any) -> Event:
    values: dict[str, Any] = {
        "kind": "account.created",
        "subject_id": "acc_1",
        "actor": "administrator-1",
        "at": "2026-02-01T00:00:00Z",
    }
    return Event(**(values | fields))


EVENTS = (
    make_event(payload={"role": "coder", "Ünïcode 华为": [1, 2.5, None, {"b": True, "a": "x"}]}),
    make_event(kind="submission.received", subject_id="sub_1", reason="“quoted”;\nnext line"),
    make_event(kind="account.disabled", at="2026-02-03T00:00:00Z", actor="administrator-2"),
    make_event(kind="submission.closed", subject_id="sub_1", at="2026-02-04T00:00:00Z"),
    make_event(kind="accounting.done", subject_id="acc_2", at="2026-02-05T00:00:00Z"),
)


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with five events in its journal."""
    with database.writing() as connection:
        append_events(connection, EVENTS)
    return database


@pytest.mark.parametrize("sizes", [(5,), (1, 4), (2, 2, 1), (0, 5, 0)])
def test_events_appended_in_any_batches_give_the_same_head(
    database: Database, monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...]
) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    expected = GENESIS_HASH
    for number, event in enumerate(EVENTS, start=1):
        expected = JournalEntry.following(number, expected, event).entry_hash
    rest = iter(EVENTS)
    for size in sizes:
        with database.writing() as connection:
            head = append_events(connection, [next(rest) for _ in range(size)])
    assert head == LogHead(count=5, entry_hash=expected)
    with database.reading() as connection:
        journal = Journal(connection)
        assert [entry.event for entry in journal.read()] == list(EVENTS)
        assert journal.head() == head


def test_events_are_found_by_what_they_are_and_on_whom(filled: Database) -> None:
    def find(**wanted: str) -> list[int]:
        with filled.reading() as connection:
            journal = Journal(connection)
            found = [entry.number for entry in journal.find(EventFilter(**wanted))]
            assert journal.count(EventFilter(**wanted)) == len(found)
            return found

    assert find(area="account") == [1, 3]
    assert find(area="submission", kind="submission.closed") == [4]
    assert find(subject_id="sub_1") == [2, 4]
    assert find(actor="administrator-2") == [3]
    assert find(from_at="2026-02-03T00:00:00Z", until="2026-02-04T00:00:00Z") == [3, 4]
    assert find() == [1, 2, 3, 4, 5]


def test_the_newest_events_are_given_some_at_a_time(filled: Database) -> None:
    with filled.reading() as connection:
        journal = Journal(connection)
        assert [entry.number for entry in journal.find(EventFilter(), last=2)] == [4, 5]
        assert [entry.number for entry in journal.find(EventFilter(), last=2, skipped=4)] == [1]


@pytest.mark.parametrize(
    ("statement", "entry"),
    [
        ("UPDATE journal SET actor = 'someone' WHERE number = 2", 2),
        ("UPDATE journal SET payload = '{}' WHERE number = 1", 1),
        ("UPDATE journal SET payload = 'no json' WHERE number = 3", 3),
        ("UPDATE journal SET reason = 'better' WHERE number = 4", 4),
        ("DELETE FROM journal WHERE number = 3", 3),
    ],
)
def test_a_change_behind_the_programs_back_shows(
    filled: Database, tamper: Callable[..., None], statement: str, entry: int
) -> None:
    tamper(statement)
    with (
        filled.reading() as connection,
        pytest.raises(LogCorrupt) as caught,
    ):
        list(Journal(connection).read())
    assert caught.value.where == f"journal, entry {entry}"


def test_an_event_that_does_not_follow_the_last_is_refused(filled: Database) -> None:
    with filled.reading() as connection:
        hashes = [entry.entry_hash for entry in Journal(connection).read()]
    row = {"kind": "a.b", "subject_id": "s", "actor": "a", "at": "t", "payload": "{}"}
    for number, previous in ((7, hashes[-1]), (6, hashes[-2]), (6, GENESIS_HASH), (5, hashes[-1])):
        place = {"number": number, "previous_hash": previous, "entry_hash": "f" * 64}
        with (
            pytest.raises(DBAPIError, match="journal does not follow the last entry"),
            filled.writing() as connection,
        ):
            connection.execute(insert(schema.journal), row | place)


def test_writers_at_once_lose_no_event(database: Database, database_url: str) -> None:
    barrier = Barrier(3)

    def append_60(actor: str) -> None:
        own = open_database(database_url)
        barrier.wait(timeout=30)
        for number in range(60):
            with own.writing() as connection:
                append_events(connection, [make_event(actor=actor, subject_id=f"s{number}")])
        own.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(append_60, actor) for actor in ("a", "b", "c")]:
            done.result()
    with database.reading() as connection:
        entries = list(Journal(connection).read())
    for actor in ("a", "b", "c"):
        mine = [entry.event.subject_id for entry in entries if entry.event.actor == actor]
        assert mine == [f"s{number}" for number in range(60)]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Account.created"},
        {"kind": "account"},
        {"kind": "account.created.twice"},
        {"actor": ""},
        {"subject_id": "a\0b"},
        {"payload": {"amount": float("nan")}},
        {"payload": {"text": "\ud800"}},
        {"payload": {"value": object()}},
    ],
)
def test_an_event_that_cannot_be_kept_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        make_event(**fields)
