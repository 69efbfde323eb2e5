"""Folders and files in the making: what is written there is moved to its place when it is whole.

Such a folder's name says for what it is made and by which process, so that the next process
clears away what a killed one left, and nothing else: names are matched whole, and what
a running process makes is left alone.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGING = ".sousveil-new-"


def make_staging(parent: Path, name: str) -> Path:
    """Make an empty folder in ``parent`` to write in what will be called ``name``.

    Raises:
        OSError: the disk does not take it.
    """
    return Path(tempfile.mkdtemp(prefix=f"{_STAGING}{name}-{os.getpid()}-", dir=parent))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file and its folder; the file is there whole, and on the disk, or not there.

    Raises:
        OSError: the disk does not take it; nothing is left half-written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write bit by bit; it is at its place when the block ends well, or not at all.

    What a process that was killed at it left behind, the next one clears away.

    Raises:
        OSError: the disk does not take it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_staging(path.parent, path.name)
    staging = make_staging(path.parent, path.name)
    try:
        with (staging / path.name).open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        (staging / path.name).replace(path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def clear_staging(parent: Path, name: str) -> None:
    """Remove what processes that are gone left in the making in ``parent`` under this name.

    Beside ``aigs``, what belongs to ``aigs-2019`` is left alone.

    Raises:
        OSError: the folder cannot be listed.
    """
    made_for_it = re.compile(re.escape(f"{_STAGING}{name}-") + r"([0-9]+)-[^-]+")
    for path in sorted(parent.iterdir()):
        made = made_for_it.fullmatch(path.name)
        if made and not _is_running(int(made[1])):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):  # gone, or more than a process can be called
        return False
    except PermissionError:  # it is someone else's
        return True
    return True
