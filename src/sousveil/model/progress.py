"""How far a long piece of work is: values that stages hand up to whoever shows them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen


@frozen(kw_only=True)
class Progress:
    """How far one stage is. ``total`` is None while nobody knows it, ``unit`` empty for a mere step."""

    stage: str
    done: int = 0
    total: int | None = None
    unit: str = ""


Report = Callable[[Progress], None]
"""Whoever is told. Called once an item, so it must be quick and show no more than can be read."""


def keep_silent(_progress: Progress) -> None:
    """Tell nobody."""


@frozen
class Stage:
    """One stage of long work, and whom it tells how far it is."""

    name: str
    report: Report

    def tell(self, done: int = 0, total: int | None = None, unit: str = "") -> None:
        """Tell how far the stage is.

        >>> Stage("reading", print).tell(3, 8, "snapshots")
        Progress(stage='reading', done=3, total=8, unit='snapshots')
        """
        self.report(Progress(stage=self.name, done=done, total=total, unit=unit))
