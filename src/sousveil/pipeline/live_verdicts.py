"""Verdicts that follow the log: each time only what was decided since is taken in."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from sousveil.decisions.verdicts import Verdicts
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.codebook import DoubleCoding
    from sousveil.store.database import Database


class LiveVerdicts:
    """The verdicts of a database under one share of double coding, shared by threads."""

    def __init__(self, database: Database, double_coding: DoubleCoding) -> None:
        self._database = database
        self._double_coding = double_coding
        self._verdicts = Verdicts(double_coding)
        self._lock = Lock()

    @contextmanager
    def current(self) -> Iterator[Verdicts]:
        """Give the verdicts at the head of the log; nobody else has them meanwhile.

        Raises:
            LogCorrupt: what was decided since does not follow what was read before.
        """
        with self._lock:
            with self._database.reading() as connection:
                self._verdicts.apply(DecisionLog(connection).read(self._verdicts.head))
            yield self._verdicts

    def as_of(self, as_of: str) -> Verdicts:
        """Return the verdicts of a moment: the log before the first entry decided after it.

        Raises:
            BadInput: it is no day and no time.
        """
        verdicts = Verdicts(self._double_coding)
        with self._database.reading() as connection:
            verdicts.apply(DecisionLog(connection).read_as_of(as_of))
        return verdicts
