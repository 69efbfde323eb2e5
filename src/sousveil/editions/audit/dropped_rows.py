"""Dropped rows: units that an earlier edition listed and a later one does not mention.

An index that adds evidence does not lose countries by itself: a unit that goes missing was
either withdrawn, which a reader wants to be told, or lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.editions.audit.observation import Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.audit.observation import RowKey


def check_dropped_rows(
    keys: Iterable[RowKey], earlier: Iterable[RowKey]
) -> tuple[Observation, ...]:
    """Report the units of the earlier edition that have no row in the later one."""
    listed = {key.unit for key in keys}
    dropped = [key for key in earlier if key.unit not in listed]
    if not dropped:
        return ()
    return (
        Observation(
            check="dropped_rows",
            summary=f"{len(dropped)} units of the earlier edition are not in this one",
            rows=tuple(
                evolve(key, row=None).affected(note=f"row {key.row} of the earlier edition")
                for key in dropped
            ),
            confidence=Confidence.CERTAIN,
        ),
    )
