"""Read a file that a user gives in place of a bundled one: within bounds, or it is said what to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_TEXT = 1_000_000
"""Bytes: a report with ten thousand claims is smaller, and so is any audit plan or codebook."""


def read_user_text(path: Path, *, next_step: str) -> str:
    """Return the text of a file in UTF-8, such as YAML.

    Raises:
        BadInput: the file is not there, too large, or no UTF-8 text.
    """
    data = read_user_file(path, largest=LARGEST_TEXT, next_step=next_step)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"not readable: {error}", where=str(path), next_step=next_step) from error


def read_user_file(path: Path, *, largest: int, next_step: str) -> bytes:
    """Return the bytes of a file, of which no more are read than may be.

    Raises:
        BadInput: the file is not there or not readable, or has more than ``largest`` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise BadInput(
            f"not readable: {error.strerror}", where=str(path), next_step=next_step
        ) from error
    if len(data) > largest:
        raise BadInput(f"larger than {largest:,} bytes", where=str(path), next_step=next_step)
    return data
