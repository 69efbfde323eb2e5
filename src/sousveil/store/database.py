"""Open the database of a workspace: SQLite or PostgreSQL, always at the newest schema."""

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib.resources import files
from sqlite3 import OperationalError
from threading import Lock
from typing import TYPE_CHECKING, Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from sousveil.errors import CannotConnect, CannotWrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_LOCK_NUMBER = 4_711_750  # any number, the same for all writers of one database
_SYNCHRONOUS = {"lasting": "FULL", "passing": "NORMAL"}


class Database:
    """A connection pool with two ways in: many readers, one writer at a time.

    A reader sees one state from its first statement to its last. A writer's block is one
    transaction: all of it is stored, or nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @property
    def schema(self) -> str:
        """The revision of the schema."""
        with self.reading() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for one consistent read."""
        level = {"postgresql": "REPEATABLE READ"}.get(self.dialect)
        with _naming_failures(self._engine), self._engine.connect() as connection:
            if level is not None:
                connection.execution_options(isolation_level=level)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Connection]:
        """Give a connection for one write, alone; an error in the block undoes all of it.

        It waits until the disk has it, but not where nothing ``lasting`` is written, such as a
        lock: if the power fails that may be gone. A process that is killed loses neither.
        Threads that share a SQLite database wait for each other here, one after the other:
        SQLite itself would let them ask again and again, and some for seconds.
        """
        turn = self._turn if self.dialect == "sqlite" else nullcontext()
        with turn, _naming_failures(self._engine), self._engine.connect() as connection:
            connection.execution_options(sousveil_writes="lasting" if lasting else "passing")
            with connection.begin():
                if self.dialect == "postgresql":
                    if not lasting:
                        connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})")
                yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """Open a database and bring its schema up to date.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://user@host/name``.

    Raises:
        CannotConnect: the URL is no database, it does not answer, the driver is not
            installed, or a newer version of Sousveil has been there.
    """
    engine = _make_engine(url)
    database = Database(engine)
    try:
        with database.writing() as connection:
            _migrate(connection, _read_scripts(), where=_shown(engine))
    except BaseException:
        database.close()
        raise
    return database


@cache
def _read_scripts() -> ScriptDirectory:
    """Return the migrations; their files are read once per process, all of them here."""
    scripts = ScriptDirectory(str(files("sousveil.store").joinpath("migrations")))
    scripts.get_revisions("heads")
    return scripts


def _migrate(connection: Connection, scripts: ScriptDirectory, *, where: str) -> None:
    context = MigrationContext.configure(connection)
    current = context.get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise CannotConnect(
            f"the database has schema {current!r}, which this version does not know",
            where=where,
            next_step="use the version of sousveil that made it, or a newer one",
        )
    head = scripts.get_current_head()
    if current == head:
        return
    from alembic.operations import Operations  # noqa: PLC0415  # needed by first use alone

    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions(head, current or "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)


def _make_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise _no_database(url) from error
    except ModuleNotFoundError as error:
        raise CannotConnect(
            f"the driver {error.name} is not installed",
            next_step="pip install 'sousveil[postgres]'",
        ) from error
    if engine.dialect.name not in {"sqlite", "postgresql"}:
        raise _no_database(url)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _shown(engine: Engine) -> str:
    """Return the address without a password, which the driver also takes as an option."""
    url = engine.url.difference_update_query(("password", "sslpassword", "passfile"))
    return url.render_as_string(hide_password=True)


def _no_database(url: str) -> CannotConnect:
    return CannotConnect(
        "this is not the address of a SQLite or PostgreSQL database",
        where=url.rpartition("@")[2],
        next_step="write sqlite:///FILE or postgresql://USER@HOST/NAME",
    )


def _prepare_sqlite(engine: Engine) -> None:
    """Let SQLAlchemy, not the driver, begin transactions; writers take their lock at once."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=30000",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        _switch_to_wal(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("sousveil_writes")
        if writes is not None:
            connection.exec_driver_sql(f"PRAGMA synchronous={_SYNCHRONOUS[writes]}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _switch_to_wal(cursor: Any, attempts: int = 300) -> None:
    """Turn the write-ahead log on, which a file then keeps.

    Two that open a new file at once each hinder the other's switch; SQLite answers that
    it is locked without waiting, and finds it switched when asked again.
    """
    for attempt in range(1, attempts + 1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except OperationalError:
            if attempt == attempts:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def _naming_failures(engine: Engine) -> Iterator[None]:
    """Turn what the driver says into an error that names the database and the way out."""
    where = _shown(engine)
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        if "append-only" in said or "does not follow" in said:
            raise
        if "full" in said or "No space" in said or "readonly" in said or "disk I/O" in said:
            raise CannotWrite(
                f"the database could not store it: {said}; nothing was changed",
                where=where,
                next_step="free some space or correct the permissions, then run the command again",
            ) from error
        raise CannotConnect(
            f"the database says: {said}",
            where=where,
            next_step="check that the address is right and that the database runs and is whole",
        ) from error
