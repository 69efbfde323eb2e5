"""Progress: few plain lines where there is no terminal, one bar where there is, and none left."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sousveil.cli.progress import LINE_EVERY_SECONDS, LineLog
from sousveil.cli.progress_bar import ProgressBar
from sousveil.model.progress import Progress, Stage


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def draw(*steps: Progress, width: int = 120) -> str:
    """Return what a terminal of this width gets to see of some steps, one after the other."""
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    with ProgressBar(console) as bar:
        for step in steps:
            bar.show(step)
    return screen.getvalue()


def test_a_stage_of_many_items_takes_a_line_at_its_begin_and_one_at_its_end() -> None:
    lines: list[str] = []
    log = LineLog(lines.append, Clock())
    stage = Stage("reading", log.show)
    for number in range(5001):
        stage.tell(number, 5000, "snapshots")
    log.end_stage()
    assert lines == ["... reading: 0 of 5,000 snapshots", "... reading: 5,000 of 5,000 snapshots"]


def test_a_long_stage_says_how_far_it_is_every_few_seconds() -> None:
    lines: list[str] = []
    clock = Clock()
    log = LineLog(lines.append, clock)
    stage = Stage("collecting", log.show)
    for number in range(26):
        stage.tell(number, None, "items")
        clock.now += LINE_EVERY_SECONDS / 10
    log.end_stage()
    assert lines == [
        "... collecting",
        "... collecting: 10 items, 0:00:10",
        "... collecting: 20 items, 0:00:20",
        "... collecting: 25 items, 0:00:26",
    ]


def test_mere_steps_take_a_line_each() -> None:
    lines: list[str] = []
    log = LineLog(lines.append, Clock())
    for name in ("coding claims", "hashing"):
        log.show(Progress(stage=name))
    log.end_stage()
    assert lines == ["... coding claims", "... hashing"]


def test_a_bar_shows_the_count_and_the_total_where_it_is_known() -> None:
    counted = Progress(stage="reading", done=1200, total=4800, unit="snapshots")
    assert "1,200 of 4,800 snapshots" in draw(counted)
    drawn = draw(Progress(stage="collecting", done=7, unit="items"))
    assert "7 items" in drawn
    assert " of " not in drawn


def test_a_total_that_becomes_known_is_shown() -> None:
    known = Progress(stage="a", done=2, total=3, unit="items")
    assert "2 of 3 items" in draw(Progress(stage="a", done=1, unit="items"), known)


@pytest.mark.parametrize("name", ["[red]reports[/red]", "[/]", "folder/" + "x" * 300])
def test_any_name_is_drawn_as_it_stands_on_one_line(name: str) -> None:
    drawn = draw(Progress(stage=name, done=1, total=2, unit="files"), width=100)
    assert name[:20] in drawn
    assert max(map(len, drawn.replace("\r", "\n").splitlines())) < 100 + len("\x1b[2K\x1b[1A") * 4
    assert "1 of 2 files" in drawn


def test_the_terminal_has_its_cursor_back_even_after_an_interrupt() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80, color_system=None)

    def work() -> None:
        with ProgressBar(console) as bar:
            bar.show(Progress(stage="collecting", done=1, unit="items"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert screen.getvalue().rindex("\x1b[?25h") > screen.getvalue().rindex("\x1b[?25l")
    assert screen.getvalue().endswith("\x1b[1A\x1b[2K")
