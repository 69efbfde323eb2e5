"""Turning on the write-ahead log is tried again where SQLite does not wait by itself."""

from __future__ import annotations

from sqlite3 import OperationalError

import pytest

from sousveil.store.database import _switch_to_wal


class BusyCursor:
    """A cursor that finds the database locked so many times."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.asked: list[str] = []

    def execute(self, statement: str) -> None:
        self.asked.append(statement)
        if len(self.asked) <= self.refusals:
            raise OperationalError("database is locked")


@pytest.mark.parametrize("refusals", [0, 1, 2])
def test_a_locked_database_is_asked_again_until_it_answers(refusals: int) -> None:
    cursor = BusyCursor(refusals)
    _switch_to_wal(cursor, attempts=3)
    assert cursor.asked == ["PRAGMA journal_mode=WAL"] * (refusals + 1)


def test_a_database_that_stays_locked_is_an_error() -> None:
    cursor = BusyCursor(9)
    with pytest.raises(OperationalError, match="locked"):
        _switch_to_wal(cursor, attempts=3)
    assert len(cursor.asked) == 3
