"""Back a workspace up while people work in it, and restore it somewhere else.

The database is copied first, as it is at one moment, and the files after it. Files are there
before the database names them and are never changed, so every file that the copy names is in it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import CannotWrite
from sousveil.pipeline.backup_file import (
    BackupManifest,
    BackupReader,
    BackupWriter,
    file_blocks,
)
from sousveil.pipeline.workspace import open_workspace
from sousveil.sources.clock import now
from sousveil.staging import writing_whole
from sousveil.store.addresses import sqlite_address
from sousveil.store.claim_store import ClaimStore
from sousveil.store.database import open_database
from sousveil.store.database_copies import (
    copy_rows_out,
    copy_sqlite,
    sqlite_file,
    tables_to_copy,
)
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from sousveil.model.decision import LogHead
    from sousveil.settings import Settings

FOLDERS = ("blobs", "archive", "documents", "clusters")
"""What of a workspace is backed up besides its database; the rest is made of these."""
DATABASE = "database.sqlite"
TABLES = "tables/"
FILES = "files/"


@frozen(kw_only=True)
class BackupSummary:
    """What is in a backup."""

    entries: int
    size_bytes: int
    decisions: int
    events: int


def backup(settings: Settings, path: Path) -> BackupSummary:
    """Write a workspace into one file, and read it again to see that it is as it should be.

    Others may write meanwhile: what they store after the beginning is not in it. Sessions and
    the server's key are left out, so everybody signs in anew after a restore.

    Raises:
        LogCorrupt: log or claims do not verify; nothing is written.
        CannotWrite: the disk does not take it; nothing is left half-written.
    """
    try:
        with writing_whole(path) as file:
            with BackupWriter(file) as writer:
                _write(settings, writer)
            file.flush()
            return verify_backup(Path(file.name))
    except OSError as error:
        raise CannotWrite(
            f"the backup could not be written: {error.strerror}; nothing was left half-written",
            where=str(path),
            next_step="free some space or choose another place, then run the command again",
        ) from error


def verify_backup(path: Path) -> BackupSummary:
    """Read a backup and hold every file in it against its hash.

    Raises:
        BadInput: it is not as it was written.
    """
    reader = BackupReader(path)
    try:
        reader.verify()
    finally:
        reader.close()
    entries = reader.manifest.entries
    return BackupSummary(
        entries=len(entries),
        size_bytes=sum(entry.size_bytes for entry in entries),
        decisions=reader.manifest.log_count,
        events=reader.manifest.journal_count,
    )


def _write(settings: Settings, writer: BackupWriter) -> None:
    database_file = sqlite_file(settings.database_url)
    with open_workspace(settings) as database:  # which brings the schema up to date
        if database_file is None:
            with database.reading() as connection:
                heads = verify_contents(connection)
                _add_tables(writer, connection)
        else:
            heads = _add_sqlite(writer, database_file)
        schema, dialect = database.schema, database.dialect
    for name, place in _files(settings.home):
        writer.add(FILES + name, file_blocks(place))
    log, journal = heads
    writer.finish(
        BackupManifest(
            made_at=now(),
            dialect=dialect,
            schema=schema,
            log_count=log.count,
            log_head=log.entry_hash,
            journal_count=journal.count,
            journal_head=journal.entry_hash,
            entries=tuple(writer.entries),
        )
    )


def verify_contents(connection: Connection) -> tuple[LogHead, LogHead]:
    """Read log, journal and claims to the end; return the heads of the two chains.

    Raises:
        LogCorrupt: something was changed or is missing.
    """
    log, journal = DecisionLog(connection), Journal(connection)
    for entries in (log.read(), journal.read()):
        for _entry in entries:
            pass
    for _claim in ClaimStore(connection).read_claims():
        pass
    return log.head(), journal.head()


def _add_sqlite(writer: BackupWriter, database_file: Path) -> tuple[LogHead, LogHead]:
    with tempfile.TemporaryDirectory(prefix="sousveil-backup-") as folder:
        copy = Path(folder, DATABASE)
        copy_sqlite(database_file, copy)
        writer.add(DATABASE, file_blocks(copy))
        database = open_database(sqlite_address(copy))
        try:
            with database.reading() as connection:
                return verify_contents(connection)
        finally:
            database.close()


def _add_tables(writer: BackupWriter, connection: Connection) -> None:
    for table in tables_to_copy(connection):
        writer.add(f"{TABLES}{table.name}", copy_rows_out(connection, table), table.columns)


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    """Give (name, path) of the files of a workspace, without those in the making."""
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            name = path.relative_to(home).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                yield name, path
