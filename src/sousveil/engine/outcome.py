"""What an engine says of an item for which the function gave no result."""

from __future__ import annotations

from attrs import frozen


@frozen
class Crash:
    """The function ended its worker, or raised what it should not: one item is lost, by name.

    ``reason`` is a sentence for the run's summary, without a full stop.
    """

    reason: str
