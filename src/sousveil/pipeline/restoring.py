"""Restore a backup: checked first, unpacked beside its place, and put there in one step."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sousveil.errors import BadInput, CannotWrite, LogCorrupt
from sousveil.pipeline.backup_file import BackupReader
from sousveil.pipeline.backups import (
    DATABASE,
    FILES,
    TABLES,
    BackupSummary,
    verify_backup,
    verify_contents,
)
from sousveil.staging import clear_staging, make_staging
from sousveil.store.addresses import sqlite_address
from sousveil.store.database import open_database
from sousveil.store.database_copies import (
    TableCopy,
    copy_rows_in,
    has_accounts,
    sqlite_file,
)
from sousveil.store.whole_log import is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from sousveil.pipeline.backup_file import BackupManifest
    from sousveil.settings import Settings
    from sousveil.store.database import Database


def _make_nothing(_settings: Settings) -> None:
    """Make no tables: those of a backup of SQLite are in it."""


def restore(
    settings: Settings,
    path: Path,
    *,
    force_new_home: bool = False,
    make_account_tables: Callable[[Settings], None] = _make_nothing,
) -> BackupSummary:
    """Put a backup into an empty workspace; nothing is there before all of it is.

    Args:
        force_new_home: a workspace that is not empty is moved aside, to a name that says
            when; nothing of it is deleted. A PostgreSQL database must be empty all the same.
        make_account_tables: called for a PostgreSQL backup with accounts in it.

    Raises:
        BadInput: the file is no backup, is not whole, or of another kind of database.
        CannotWrite: the workspace is not empty, or the disk does not take it.
        LogCorrupt: what was restored does not verify; the workspace is as it was.
    """
    summary = verify_backup(path)
    reader = BackupReader(path)
    try:
        _check_kind(settings, reader.manifest, path)
        _refuse_occupied(settings, force_new_home=force_new_home)
        home = settings.home
        home.parent.mkdir(parents=True, exist_ok=True)
        clear_staging(home.parent, home.name)
        staging = make_staging(home.parent, home.name)
        try:
            _unpack(reader, staging)
            if sqlite_file(settings.database_url) is None:
                _restore_tables(settings, reader, staging, make_account_tables)
            else:
                _restore_sqlite(settings, reader, staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise CannotWrite(
            f"the backup could not be restored: {error.strerror}",
            where=str(settings.home),
            next_step="free some space or choose another folder, then run the command again",
        ) from error
    finally:
        reader.close()
    return summary


def _check_kind(settings: Settings, manifest: BackupManifest, path: Path) -> None:
    dialect = "postgresql" if sqlite_file(settings.database_url) is None else "sqlite"
    if manifest.dialect != dialect:
        raise BadInput(
            f"this is a backup of {manifest.dialect}, and the workspace is on {dialect}",
            where=str(path),
            next_step="restore into the same kind of database, "
            "or take the log over with `sousveil log export` and `import`",
        )


def _refuse_occupied(settings: Settings, *, force_new_home: bool) -> None:
    file = sqlite_file(settings.database_url)
    if file is None:
        database = open_database(settings.database_url)
        try:
            with database.reading() as connection:
                if not is_empty(connection) or has_accounts(connection):
                    raise _occupied("the database is not empty", settings)
        finally:
            database.close()
    elif file.exists() and not (force_new_home and _is_below(file, settings.home)):
        raise _occupied("there is a database already", settings)
    if not force_new_home and _is_occupied(settings.home):
        raise _occupied("the workspace is not empty", settings)


def _unpack(reader: BackupReader, staging: Path) -> None:
    for entry in reader.manifest.entries:
        if entry.name.startswith(FILES):
            _write_blocks(staging / entry.name.removeprefix(FILES), reader.blocks(entry))


def _restore_sqlite(settings: Settings, reader: BackupReader, staging: Path) -> None:
    file = sqlite_file(settings.database_url)
    entry = next((one for one in reader.manifest.entries if one.name == DATABASE), None)
    if file is None or entry is None:
        raise BadInput("the backup has no database", next_step="take another backup")
    is_inside = _is_below(file, settings.home)
    inside = file.absolute().relative_to(settings.home.absolute()) if is_inside else Path(DATABASE)
    _write_blocks(staging / inside, reader.blocks(entry))
    database = open_database(sqlite_address(staging / inside))
    try:
        with database.reading() as connection:
            _check_contents(connection, reader.manifest)
    finally:
        database.close()
    if not is_inside:
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staging / inside, file)
    _put(staging, settings.home)


def _restore_tables(
    settings: Settings,
    reader: BackupReader,
    staging: Path,
    make_account_tables: Callable[[Settings], None],
) -> None:
    entries = [one for one in reader.manifest.entries if one.name.startswith(TABLES)]
    tables = [
        (entry, TableCopy(name=entry.name.removeprefix(TABLES), columns=entry.columns))
        for entry in entries
    ]
    database = open_database(settings.database_url)
    try:
        _check_schema(database, reader.manifest)
        if any(table.name.startswith("account_") for _, table in tables):
            make_account_tables(settings)
        with database.writing() as connection:
            for entry, table in tables:
                copy_rows_in(connection, table, reader.blocks(entry))
            _check_contents(connection, reader.manifest)
            _put(staging, settings.home)
    finally:
        database.close()


def _check_schema(database: Database, manifest: BackupManifest) -> None:
    if manifest.schema != database.schema:
        raise BadInput(
            f"the backup has schema {manifest.schema}, and this version {database.schema}",
            next_step="restore with the version of sousveil that made it, then use this one",
        )


def _check_contents(connection: Connection, manifest: BackupManifest) -> None:
    log, journal = verify_contents(connection)
    found = (log.count, log.entry_hash, journal.count, journal.entry_hash)
    expected = (
        *(manifest.log_count, manifest.log_head),
        *(manifest.journal_count, manifest.journal_head),
    )
    if found != expected:
        raise LogCorrupt(
            "the log is not the one that the backup was made of",
            next_step="take another backup",
        )


def _put(staging: Path, home: Path) -> None:
    """Move what was unpacked to its place, and what was there aside."""
    if _is_occupied(home):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        home.rename(home.with_name(f"{home.name}.before-{stamp}"))
    staging.rename(home)


def _write_blocks(path: Path, blocks: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _is_below(file: Path, home: Path) -> bool:
    return file.absolute().is_relative_to(home.absolute())


def _is_occupied(home: Path) -> bool:
    return home.exists() and any(home.iterdir())


def _occupied(what: str, settings: Settings) -> CannotWrite:
    return CannotWrite(
        what,
        where=str(settings.home),
        next_step="restore into a new folder with --home, "
        "or with --force-new-home, which moves this one aside",
    )
