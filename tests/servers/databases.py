"""Databases of both kinds for tests: empty, or as another one is.

Migrations and the filling of a workspace take far longer than a copy of what came of them: a
file of SQLite, a template of PostgreSQL.
"""

from __future__ import annotations

import shutil
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from sousveil.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KINDS: Final = ("sqlite", "postgresql")


class Databases:
    """Makes databases; ``server`` gives the address of PostgreSQL's when it is first needed."""

    def __init__(self, server: Callable[[], str], make_folder: Callable[[], Path]) -> None:
        self._server = server
        self._make_folder = make_folder
        self._migrated: dict[str, str] = {}

    @contextmanager
    def making(self, kind: str, folder: Path, *, like: str | None = None) -> Iterator[str]:
        """Give the address of a new database, which is gone after the block.

        ``like`` is the address of another of the same kind, to which nobody is connected.
        """
        url, drop = self.make(kind, folder, like=like)
        yield url
        drop()

    def make(
        self, kind: str, folder: Path, *, like: str | None = None
    ) -> tuple[str, Callable[[], None]]:
        """Make a database; return its address, and what removes it."""
        if kind == "postgresql":
            return make_postgresql_database(self._server(), like=like)
        file = folder / "store.db"
        if like is not None:
            shutil.copyfile(make_url(like).database or "", file)
        return f"sqlite:///{file}", lambda: None

    def migrated(self, kind: str) -> str:
        """Return the address of an empty database at the newest schema, to be copied alone."""
        if kind not in self._migrated:
            url, _drop = self.make(kind, self._make_folder())
            open_database(url).close()
            self._migrated[kind] = url
        return self._migrated[kind]


def make_postgresql_database(
    server: str, *, like: str | None = None
) -> tuple[str, Callable[[], None]]:
    """Make a database, empty or as another one is; return its address, and what removes it."""
    name = f"test_{uuid.uuid4().hex}"
    # Not by STRATEGY FILE_COPY: it waits for a checkpoint, now and then for half a minute.
    template = "" if like is None else f" TEMPLATE {make_url(like).database}"
    execute(server, f"CREATE DATABASE {name}{template}")
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    return url, lambda: execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, *statements: str) -> None:
    """Run statements, each for itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
