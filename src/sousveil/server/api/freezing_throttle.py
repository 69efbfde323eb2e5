"""How often the public may have a past state frozen: a question that costs seconds, not milliseconds.

What was frozen lately is kept, and asking for it again is free. Counted in memory, by the same
keyed hash of an address as submissions are.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from threading import Lock
from typing import TYPE_CHECKING

from django.utils import timezone

from sousveil.server.api.problems import WAIT_SECONDS
from sousveil.server.intake.throttle import name_sender

if TYPE_CHECKING:
    from collections.abc import Callable

PER_SENDER = 30
ALL = 240
"""Freezes within ``WAIT_SECONDS``."""


class FreezingThrottle:
    """Slots that freezes took, by sender; threads share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def take(self, address: str | None) -> bool:
        """Take a slot for who asks from an address; say whether there was one."""
        sender = name_sender(address, timezone.now().date().isoformat())
        with self._lock:
            now = self._clock()
            self._forget(now - WAIT_SECONDS)
            taken = sum(map(len, self._taken.values()))
            if taken >= ALL or len(self._taken.get(sender, ())) >= PER_SENDER:
                return False
            self._taken[sender].append(now)
            return True

    def _forget(self, before: float) -> None:
        for sender, moments in list(self._taken.items()):
            while moments and moments[0] <= before:
                moments.popleft()
            if not moments:
                del self._taken[sender]
