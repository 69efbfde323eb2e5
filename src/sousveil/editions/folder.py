"""Write a folder whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sousveil.errors import CannotWrite
from sousveil.staging import clear_staging, make_staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RETIRED = ".sousveil-old-"


@contextmanager
def whole_folder(target: Path, *, marker: str) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the target's place when the block ends well.

    The target may not exist yet, be empty, or be a folder that we made, which ``marker``
    (a file in it) shows: then it is replaced. If the block fails, or the process is killed
    at any moment, the target is what it was before; killed between the two renames at the
    end, it stands beside its place, and the next one puts it back. Staging folders that a
    killed process left are cleared away by the next one.

    Raises:
        CannotWrite: the target is something else, or the disk does not take it.
    """
    target = target.absolute()
    try:
        is_free = not target.exists() or _is_ours(target, marker)
    except OSError as error:
        raise _cannot_write(error, target) from error
    if not is_free:
        raise CannotWrite(
            f"the folder is not empty and has no {marker}, so it was not made by this command",
            where=str(target),
            next_step="choose a new folder, or empty this one",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_staging(target.parent, target.name)
        _put_back(target)
        staging = make_staging(target.parent, target.name)
    except OSError as error:
        raise _cannot_write(error, target) from error
    try:
        staging.chmod(0o755)
        yield staging
        _take_place(staging, target)
    except OSError as error:
        raise _cannot_write(error, target) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _is_ours(target: Path, marker: str) -> bool:
    return target.is_dir() and ((target / marker).is_file() or not any(target.iterdir()))


def _take_place(staging: Path, target: Path) -> None:
    for path in staging.rglob("*"):
        # A file with another name stands elsewhere already, and was made durable there.
        if path.is_file() and path.stat().st_nlink == 1:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    retired = target.parent / f"{_RETIRED}{target.name}-{os.getpid()}"
    if target.exists():
        target.rename(retired)
    try:
        staging.rename(target)
    except OSError:
        if retired.exists():
            retired.rename(target)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _put_back(target: Path) -> None:
    """Put back a target that a killed process had moved aside, or remove it if it was replaced."""
    retired_name = re.compile(re.escape(f"{_RETIRED}{target.name}-") + r"\d+")
    for path in sorted(target.parent.iterdir()):
        if retired_name.fullmatch(path.name):
            if target.exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(target)


def _cannot_write(error: OSError, target: Path) -> CannotWrite:
    return CannotWrite(
        f"the folder could not be written: {error.strerror or error}; nothing was left half-written",
        where=str(target),
        next_step="free some space or correct the permissions, then run the command again",
    )
