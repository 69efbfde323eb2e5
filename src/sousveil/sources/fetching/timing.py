"""Time on the network: how much an item has left, and the moment at which it is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

Clock = Callable[[], float]


class OutOfTime(Exception):
    """The time for this item is used up."""


@frozen
class Deadline:
    """A moment of a clock, the end of a time of which so many seconds were allowed in all."""

    at: float
    clock: Clock
    allowed_seconds: float

    @property
    def remaining(self) -> float:
        """Seconds until the moment; negative after it."""
        return self.at - self.clock()

    def within(self, timeout: float | None = None) -> float:
        """Return the timeout, or what remains if that is less.

        Raises:
            OutOfTime: nothing remains.
        """
        remaining = self.remaining
        if remaining <= 0:
            raise OutOfTime
        return remaining if timeout is None else min(timeout, remaining)


@define
class TimeBudget:
    """Seconds that may be spent on the network; they run only while it is in use."""

    seconds: float
    clock: Clock
    _spent: float = field(default=0.0, init=False)

    @contextmanager
    def running(self) -> Iterator[Deadline]:
        """Give the moment at which the budget ends if the block goes on until then."""
        start = self.clock()
        try:
            yield Deadline(start + self.seconds - self._spent, self.clock, self.seconds)
        finally:
            self._spent += self.clock() - start
