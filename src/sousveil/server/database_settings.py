"""The workspace's database as Django connects to it: the same one, under the same rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from sousveil.errors import CannotConnect

_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def describe_database(url: str) -> dict[str, Any]:
    """Return Django's description of a database that SQLAlchemy names by URL.

    Raises:
        CannotConnect: it is neither SQLite in a file nor PostgreSQL.

    >>> describe_database("sqlite:///w/sousveil.db")["OPTIONS"]["transaction_mode"]
    'IMMEDIATE'
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _no_database(url) from error
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(parsed.database).absolute()),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": _SQLITE_PRAGMAS,
            },
        }
    if parsed.get_backend_name() == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parsed.database or "",
            "USER": parsed.username or "",
            "PASSWORD": parsed.password or "",
            "HOST": parsed.host or "",
            "PORT": str(parsed.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parsed.query),
        }
    raise _no_database(url)


def _no_database(url: str) -> CannotConnect:
    return CannotConnect(
        "this is not the address of a SQLite file or PostgreSQL database",
        where=url.rpartition("@")[2],
        next_step="write sqlite:///FILE or postgresql://USER@HOST/NAME",
    )
