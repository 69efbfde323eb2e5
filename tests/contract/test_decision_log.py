"""The log is appended to in order by any number of writers, and read back as it was written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput
from sousveil.model.decision import GENESIS_HASH, Action, LogEntry, LogHead, Stage
from sousveil.store import chain
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.claim import Claim
    from sousveil.model.decision import Decision
    from sousveil.store.database import Database


def test_an_empty_log_has_no_entries_and_the_first_hash(database: Database) -> None:
    with database.reading() as connection:
        log = DecisionLog(connection)
        assert log.head() == LogHead(count=0, entry_hash=GENESIS_HASH)
        assert list(log.read()) == []
        assert log.entry_hash_at(1) is None


def test_decisions_come_back_as_they_were_appended(
    database: Database, stored_claims: tuple[Claim, ...], make_decision: Callable[..., Decision]
) -> None:
    first, second = stored_claims[:2]
    decisions = [
        make_decision(claim_id=first.claim_id, reason="“quoted”, with a comma;\nand Ünïcode 华为"),
        make_decision(claim_id=second.claim_id, action=Action.UNSURE, coder="编码员"),
        make_decision(
            claim_id=first.claim_id,
            action=Action.RECODE,
            changes=(("country_iso3", "KEN"), ("place", "Côte d'Ivoire")),
            supersedes="f" * 64,
        ),
        make_decision(claim_id=second.claim_id, action=Action.REJECT, stage=Stage.ADJUDICATION),
    ]
    with database.writing() as connection:
        head = append_decisions(connection, decisions)
    with database.reading() as connection:
        log = DecisionLog(connection)
        entries = list(log.read())
        assert log.head() == head
        assert [log.entry_hash_at(n) for n in (1, 2, 3, 4)] == [e.entry_hash for e in entries]
    assert [entry.decision for entry in entries] == decisions
    assert [entry.number for entry in entries] == [1, 2, 3, 4]


@pytest.mark.parametrize("sizes", [(7,), (1, 6), (3, 3, 1), (1,) * 7, (0, 7, 0)])
def test_decisions_appended_in_any_batches_give_the_same_head(
    database: Database,
    stored_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    monkeypatch: pytest.MonkeyPatch,
    sizes: tuple[int, ...],
) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    decisions = [
        make_decision(claim_id=stored_claims[n % 5].claim_id, reason=f"{n}") for n in range(7)
    ]
    expected = GENESIS_HASH
    for number, decision in enumerate(decisions, start=1):
        expected = LogEntry.following(number, expected, decision).entry_hash
    rest = iter(decisions)
    for size in sizes:
        with database.writing() as connection:
            head = append_decisions(connection, [next(rest) for _ in range(size)])
    assert head == LogHead(count=7, entry_hash=expected)
    with database.reading() as connection:
        assert [entry.decision for entry in DecisionLog(connection).read()] == decisions


def test_two_writers_at_once_lose_nothing(
    database: Database,
    database_url: str,
    stored_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
) -> None:
    barrier = Barrier(2)

    def append_200(coder: str) -> None:
        own = open_database(database_url)
        barrier.wait(timeout=30)
        for start in range(0, 200, 4):
            with own.writing() as connection:
                append_decisions(
                    connection,
                    [
                        make_decision(
                            claim_id=stored_claims[n % 5].claim_id, coder=coder, reason=f"{n}"
                        )
                        for n in range(start, start + 4)
                    ],
                )
        own.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(append_200, coder) for coder in ("a", "b")]:
            done.result()
    with database.reading() as connection:
        entries = list(DecisionLog(connection).read())
    by_coder = {
        coder: [int(e.decision.reason) for e in entries if e.decision.coder == coder]
        for coder in ("a", "b")
    }
    assert len(entries) == 400
    assert by_coder == {"a": list(range(200)), "b": list(range(200))}


@pytest.mark.parametrize(
    ("as_of", "count"),
    [
        (None, 5),
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-01-02T11:59:59Z", 1),
        ("2026-01-02T12:00:00Z", 2),
        ("2026-01-02T12:59:59+01:00", 1),
        ("2026-01-02T14:00:00+02:00", 2),
        ("2026-01-02T07:00:00-05:00", 2),
        ("2026-01-02T12:00", 2),
        ("20260102", 2),
        ("2026-01-03", 2),
        ("2026-01-04", 4),
        ("2027-01-01", 5),
    ],
)
def test_the_log_ends_before_the_first_entry_that_was_decided_later(
    database: Database,
    stored_claims: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    as_of: str | None,
    count: int,
) -> None:
    # The fourth was decided before the third by the clock, and stands after it in the log.
    days = ("01", "02", "04", "03", "05")
    decisions = [
        make_decision(claim_id=claim.claim_id, decided_at=f"2026-01-{day}T12:00:00Z")
        for claim, day in zip(stored_claims, days, strict=True)
    ]
    with database.writing() as connection:
        append_decisions(connection, decisions)
    with database.reading() as connection:
        entries = list(DecisionLog(connection).read_as_of(as_of))
        assert as_of is None or DecisionLog(connection).count_as_of(as_of) == count
    assert [entry.decision for entry in entries] == decisions[:count]


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("yesterday", "'yesterday' is no time"),
        ("2026-03", "'2026-03' is no time"),
        ("9999-12-31T23:59:59-10:00", "is out of range"),
    ],
)
def test_no_date_is_refused_before_anything_is_read_and_it_is_said_what_to_write(
    database: Database, as_of: str, said: str
) -> None:
    with database.reading() as connection, pytest.raises(BadInput, match=said) as refused:
        DecisionLog(connection).read_as_of(as_of)
    assert "2026-01-31T12:00:00+02:00" in refused.value.next_step
