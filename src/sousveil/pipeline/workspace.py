"""Open a workspace, and verify what it holds."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sousveil.decisions.log_check import check_pinned_head
from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.errors import CannotWrite
from sousveil.store.claim_store import ClaimStore
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.decision import LogHead
    from sousveil.settings import Settings
    from sousveil.store.database import Database


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Database]:
    """Open the workspace's database, making the workspace if it is not there yet."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"the workspace cannot be made: {error.strerror}",
            where=str(settings.home),
            next_step="choose another folder with --home",
        ) from error
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


def verify_log(settings: Settings, editions: tuple[str, ...] = ()) -> LogHead:
    """Read log and journal and check their chains, every claim, and the heads that editions pin.

    Raises:
        LogCorrupt: something was changed, is missing or was reordered; the entry is named.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        log = DecisionLog(connection)
        for entries in (log.read(), Journal(connection).read()):
            for _entry in entries:
                pass
        for _claim in ClaimStore(connection).read_claims():
            pass
        frozen_here = sorted(settings.editions.glob(f"*/{MANIFEST_FILE}"))
        folders = [*(path.parent for path in frozen_here), *map(Path, editions)]
        for folder in folders:
            manifest = read_manifest(folder)
            pinned = (manifest.log_count, manifest.log_head)
            check_pinned_head(log, pinned, where=manifest.edition_id)
        return log.head()
