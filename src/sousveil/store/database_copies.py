"""Consistent copies of a whole database while others write to it, and back.

SQLite copies itself, page by page, into another file. PostgreSQL writes each table as its
own text form of rows, all of one snapshot. Who is signed in, and who tried to, is in no copy.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import MetaData, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from sousveil.errors import BadInput, CannotWrite
from sousveil.store import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Table

_ACCOUNTS = "account_"
_SESSIONS = "account_session"
_ATTEMPTS = "axes_"


@frozen(kw_only=True)
class TableCopy:
    """A table of a copy: its name and its columns, in the order of the copy's rows."""

    name: str
    columns: tuple[str, ...]


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database, None for one of another kind."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database into a new file, as it is at one moment.

    Raises:
        CannotWrite: it cannot be copied, or the copy is not sound.
    """
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as original,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            for name in _tables_of(copy):
                if name == _SESSIONS or name.startswith(_ATTEMPTS):
                    copy.execute(f'DELETE FROM "{name}"')  # noqa: S608  # a name of the database's
            found = copy.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as error:
        raise CannotWrite(
            f"the database could not be copied: {error}",
            where=str(source),
            next_step="free some space, check the database, then run the command again",
        ) from error
    if found != [("ok",)]:
        raise CannotWrite(
            f"the database is not sound: {found[0][0]}",
            where=str(source),
            next_step="restore it from a backup",
        )


def tables_to_copy(connection: Connection) -> list[TableCopy]:
    """Return the tables of a PostgreSQL database that a copy has, each after what it refers to."""
    return [
        TableCopy(name=table.name, columns=tuple(str(one.name) for one in table.columns))
        for table in (*schema.metadata.sorted_tables, *_account_tables(connection))
    ]


def copy_rows_out(connection: Connection, table: TableCopy) -> Iterator[bytes]:
    """Give the rows of a table, in the order of its key, as PostgreSQL writes them."""
    keys = ", ".join(map(str, range(1, len(table.columns) + 1)))
    rows = f"SELECT {_listed(table)} FROM {_quoted(table.name)} ORDER BY {keys}"  # noqa: S608  # names of the schema
    with _cursor(connection).copy(f"COPY ({rows}) TO STDOUT") as copying:
        for block in copying:
            yield bytes(block)


def copy_rows_in(connection: Connection, table: TableCopy, blocks: Iterator[bytes]) -> None:
    """Put the rows of a copy into a table, and let its numbers go on where they ended.

    Raises:
        BadInput: the database does not take them.
    """
    import psycopg  # noqa: PLC0415  # an extra

    statement = f"COPY {_quoted(table.name)} ({_listed(table)}) FROM STDIN"
    try:
        with _cursor(connection).copy(statement) as copying:
            for block in blocks:
                copying.write(block)
        for column in table.columns:
            _continue_numbers(connection, table.name, column)
    except (psycopg.Error, DBAPIError) as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise BadInput(
            f"the database does not take the rows of {table.name}: {said}",
            next_step="restore with the version of sousveil that made the backup",
        ) from error


def has_accounts(connection: Connection) -> bool:
    """Say whether a database has rows of accounts."""
    return any(
        connection.execute(table.select().limit(1)).first() is not None
        for table in _account_tables(connection)
    )


def _account_tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name.startswith(_ACCOUNTS) and name != _SESSIONS)
    return [table for table in found.sorted_tables if table.name.startswith(_ACCOUNTS)]


def _continue_numbers(connection: Connection, table: str, column: str) -> None:
    asked = {"table": _quoted(table), "column": column}
    find = text("SELECT pg_get_serial_sequence(:table, :column)")
    sequence = connection.execute(find, asked).scalar_one()
    if sequence is not None:
        last = f"SELECT max({_quoted(column)}) FROM {_quoted(table)}"  # noqa: S608  # names of the schema
        statement = text(f"SELECT setval(:sequence, COALESCE(({last}), 0) + 1, false)")
        connection.execute(statement, {"sequence": sequence})


def _tables_of(copy: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return [name for (name,) in copy.execute(query)]


def _cursor(connection: Connection) -> Any:
    driver = connection.connection.driver_connection
    make: Callable[[], Any] = driver.cursor  # type: ignore[union-attr]  # it is open
    return make()


def _listed(table: TableCopy) -> str:
    return ", ".join(map(_quoted, table.columns))


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
