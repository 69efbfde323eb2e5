"""A bar at a terminal, for the stage that goes on; it is taken away when the work ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from attrs import frozen
from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from sousveil.cli.progress import describe_count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from rich.console import ConsoleOptions, RenderResult

    from sousveil.model.progress import Progress as StageProgress

_BAR_WIDTH = 24
_MARGIN = 4
"""Left free at the right, for what the terminal writes there when Ctrl-C is pressed."""


class ProgressBar:
    """One bar on one line: stage, bar, count, time gone, time left where a total is known."""

    def __init__(self, console: Console | None = None) -> None:
        self._bars = _NarrowProgress(
            # Names come from outside: they are neither markup nor longer than the line.
            TextColumn("{task.description}", markup=False, table_column=_one_line(ratio=1)),
            BarColumn(bar_width=_BAR_WIDTH),
            TextColumn("{task.fields[count]}", markup=False, table_column=_one_line()),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console or Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            expand=True,
        )
        self._stage: str | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def show(self, progress: StageProgress) -> None:
        """Show how far a stage is. While nobody knows its total, the bar pulses."""
        count = describe_count(progress)
        if progress.stage != self._stage:
            if self._stage is not None:
                self._bars.remove_task(self._task)
            self._stage = progress.stage
            self._task = self._bars.add_task(progress.stage, total=progress.total, count=count)
        self._bars.update(self._task, completed=progress.done, total=progress.total, count=count)


class _NarrowProgress(Progress):
    """Bars that leave the last columns of the terminal free."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Give what is drawn."""
        yield _WithMargin(self.make_tasks_table(self.tasks))


@frozen
class _WithMargin:
    renderable: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, options.max_width - _MARGIN)
        return console.render(self.renderable, options.update_width(width))


def _one_line(ratio: int | None = None) -> Column:
    return Column(ratio=ratio, no_wrap=True, overflow="ellipsis")
