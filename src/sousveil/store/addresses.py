"""The addresses of databases, apart from what opens them: settings are read before anything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sqlite_address(file: Path) -> str:
    """Return the address of a SQLite database in a file, whatever its folders are called.

    An address ends at a question mark, and a percent sign in it begins a code.

    >>> from pathlib import Path
    >>> sqlite_address(Path("what?/100%/sousveil.db"))
    'sqlite:///what%3F/100%25/sousveil.db'
    """
    return f"sqlite:///{str(file).replace('%', '%25').replace('?', '%3F')}"
