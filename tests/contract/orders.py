"""Work for the engine's tests: inputs are files, documents their lines, a line says what happens.

Imported by name in the workers.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sousveil.engine.columns import Column, ColumnKind
from sousveil.engine.partition import Work
from sousveil.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    Column("document"),
    Column("length", ColumnKind.INTEGER),
    Column("share", ColumnKind.NUMBER),
    Column("is_long", ColumnKind.BOOLEAN),
)


def read_lines(path: str) -> Iterator[tuple[str, str]]:
    """Give the lines of a file by number; some lines are for the reader."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"the file cannot be opened: {error}", where=path) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line == "reader: kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if line == "reader: hang":
            time.sleep(600)
        if line == "reader: raise":
            raise ValueError("the archive is damaged")
        yield f"line {number}", line


def read_whole(path: str) -> Iterator[tuple[str, str]]:
    """Give a file as one document, and what the system says if there is none."""
    yield "whole", Path(path).read_text(encoding="utf-8")


def follow(line: str) -> Iterator[dict[str, Any]]:
    """Do what the line says; any other gives a row for every word."""
    order, _, rest = line.partition(": ")
    if order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "hang":
        time.sleep(600)
    elif order == "hog":
        hoard = []
        while True:
            hoard.append(bytearray(10_000_000))
    elif order == "raise":
        raise ValueError(rest)
    elif order == "odd":
        yield {"document": "this row", "length": "is not like the others"}
    elif order == "wait":
        wait_at(Path(rest))
    elif order == "note":
        with Path(rest).open("a", encoding="utf-8") as notes:
            notes.write("done\n")
    for word in line.split():
        yield {
            "document": word,
            "length": len(word),
            "share": len(word) / len(line),
            "is_long": len(word) > 5 or None,
        }


def wait_at(gate: Path) -> None:
    """Say which process waits, and wait until the gate is there."""
    told = gate.with_suffix(".new")
    told.write_text(f"{os.getpid()} {os.getppid()}", encoding="ascii")
    told.replace(gate.with_suffix(".pid"))
    for _ in range(1_200):
        if gate.exists():
            return
        time.sleep(0.05)
    raise TimeoutError("nobody opened the gate")


WORK = Work(name="orders", version="1", columns=COLUMNS, read=read_lines, apply=follow)
