"""The log as it was: its entries up to the first one that was decided later."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from sousveil.model.moment import is_until, parse_as_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.model.decision import LogEntry


def entries_as_of(entries: Iterable[LogEntry], as_of: str | None) -> Iterator[LogEntry]:
    """Give the entries that the log had at the end of a day or at a time; None gives all.

    It is a beginning of the log, so the head that it ends at names it.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    if as_of is None:
        return iter(entries)
    last = parse_as_of(as_of)
    return takewhile(lambda entry: is_until(entry.decision.decided_at, last), entries)
