"""Tell on standard error how far long work is: bars at a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sousveil.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.model.progress import Report

LINE_EVERY_SECONDS = 10.0
"""How often a stage is told of where there is no terminal, besides its begin and its end."""


@contextmanager
def showing_progress() -> Iterator[Callable[[str], None]]:
    """Give a function that tells of steps, of which nobody knows how long they take."""
    with showing_bars() as report:
        yield lambda step: report(Progress(stage=step))


@contextmanager
def showing_bars() -> Iterator[Report]:
    """Give a function that shows how far a stage is; however the block ends, no bar is left."""
    if sys.stderr.isatty():
        from sousveil.cli.progress_bar import ProgressBar  # noqa: PLC0415  # only at a terminal

        with ProgressBar() as bar:
            yield bar.show
        return
    lines = LineLog(lambda line: click.echo(line, err=True))
    try:
        yield lines.show
    finally:
        lines.end_stage()


class LineLog:
    """Plain lines: where a stage begins, where it ends, and how far it is every few seconds."""

    def __init__(
        self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock = clock
        self._told: Progress | None = None
        self._last: Progress | None = None
        self._told_at = self._begun_at = clock()

    def show(self, progress: Progress) -> None:
        """Take note of how far a stage is; a line is written if one is due."""
        moment = self._clock()
        if self._last is None or progress.stage != self._last.stage:
            self.end_stage()
            self._begun_at = moment
            self._tell(progress, moment)
        elif moment - self._told_at >= LINE_EVERY_SECONDS:
            self._tell(progress, moment)
        self._last = progress

    def end_stage(self) -> None:
        """Write where the last stage got to, unless that was written."""
        if self._last is not None and self._last != self._told:
            self._tell(self._last, self._clock())

    def _tell(self, progress: Progress, moment: float) -> None:
        line = f"... {progress.stage}"
        if progress.unit and (progress.done or progress.total is not None):
            line += f": {describe_count(progress)}"
        if moment - self._begun_at >= 1:
            line += f", {_describe_seconds(moment - self._begun_at)}"
        self._write(line)
        self._told, self._told_at = progress, moment


def describe_count(progress: Progress) -> str:
    """Write how much is done, of how much if that is known.

    >>> describe_count(Progress(stage="reading", done=1200, total=4800, unit="snapshots"))
    '1,200 of 4,800 snapshots'
    >>> describe_count(Progress(stage="collecting", done=7, unit="items"))
    '7 items'
    """
    of_total = "" if progress.total is None else f" of {progress.total:,}"
    return f"{progress.done:,}{of_total} {progress.unit}" if progress.unit else ""


def _describe_seconds(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
