"""Freeze a workspace's log, and find editions by name or folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from sousveil.decisions.log_check import check_pinned_head
from sousveil.editions.evidence_tables import SOURCES
from sousveil.editions.freezing import Told, freeze_edition, identify_inputs
from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.editions.opening import open_edition
from sousveil.errors import NotFound
from sousveil.model.collection import finished_runs
from sousveil.model.identifiers import sha256_of
from sousveil.model.maker import TABLE_MAKER
from sousveil.model.moment import is_until, parse_as_of
from sousveil.pipeline.bundled import load_rules, make_rules
from sousveil.pipeline.clusters import read_source_clusters
from sousveil.pipeline.importing import import_table
from sousveil.pipeline.replying import read_reply_rows
from sousveil.pipeline.workspace import open_workspace
from sousveil.store import registers
from sousveil.store.claim_store import ClaimStore
from sousveil.store.collection_store import CollectionStore
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sousveil.editions.freezing import Rules
    from sousveil.editions.opening import Edition
    from sousveil.model.codebook import Codebook
    from sousveil.model.edition import Manifest
    from sousveil.pipeline.workbench import Workbench
    from sousveil.settings import Settings


def report_nothing(_step: str) -> None:
    """Report no progress."""


def freeze(
    settings: Settings,
    codebook_name: str,
    target: Path,
    progress: Callable[[str], None] = report_nothing,
    *,
    as_of: str | None = None,
) -> Manifest:
    """Freeze the workspace's log under a codebook into a folder, as it is or as of a date.

    A bundled table that the codebook counts is imported first if nobody has yet; one that it
    merges, too, in a workspace without claims and channels of its own.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    rules = load_rules(codebook_name)
    _import_tables(settings, rules, progress)
    with open_workspace(settings) as database, database.reading() as connection:
        entries = DecisionLog(connection).read_as_of(as_of)
        told = _read_told(connection, settings.home, rules.codebook, as_of)
        return freeze_edition(entries, ClaimStore(connection), told, rules, target, progress)


def freeze_workbench(bench: Workbench, target: Path, *, as_of: str | None = None) -> Manifest:
    """Freeze a workbench's log, as it is or at a moment, under the codebook that it works by.

    A bundled table that the codebook asks for is imported first if nobody has yet; not for a
    moment that is gone, in which it was not there.

    Raises:
        BadInput: ``as_of`` is no day and no time.
        NotFound: the codebook names covariates that are not bundled.
    """
    rules = make_rules(bench.codebook, bench.codebook_text)
    if as_of is None:
        _import_tables(bench.settings, rules, report_nothing)
    with bench.database.reading() as connection:
        entries = DecisionLog(connection).read_as_of(as_of)
        told = _read_told(connection, bench.settings.home, rules.codebook, as_of)
        return freeze_edition(entries, ClaimStore(connection), told, rules, target)


def find_edition(
    settings: Settings, name: str, progress: Callable[[str], None] = report_nothing
) -> Edition:
    """Open an edition by the path of its folder, or freeze the one of a bundled codebook by name.

    What was frozen by name is kept in the workspace and frozen anew when the log has grown,
    or when a search that the edition tells of has ended since. What was frozen under another
    codebook of this name, such as a file that a server was started with, is opened as it is.
    """
    folder = Path(name)
    if (folder / MANIFEST_FILE).is_file():
        return open_edition(folder)
    if name not in registers.list_codebooks():
        raise NotFound(
            "no edition of this name, and no folder of an edition either",
            where=name,
            next_step=f"use one of {', '.join(registers.list_codebooks())}, or the folder of an edition",
        )
    kept = settings.editions / name
    other = _told_of_another_codebook(settings, name, kept)
    if other is not None:
        progress(other)
    elif not _is_current(settings, name, kept):
        freeze(settings, name, kept, progress)
    return open_edition(kept)


def _read_told(
    connection: Connection, home: Path, codebook: Codebook, as_of: str | None = None
) -> Told:
    """Read what an edition tells besides claims; of replies, those on claims that it admits."""
    collected = CollectionStore(connection)
    runs = finished_runs(collected.channels(), collected.runs())
    if as_of is not None:
        last = parse_as_of(as_of)
        runs = tuple(run for run in runs if is_until(run.finished_at, last))
    store = ClaimStore(connection)
    admits = codebook.evidence.admits
    replies = (
        reply
        for reply in read_reply_rows(connection, as_of)
        if (claim := store.get(reply.claim_id)) is not None and admits(claim)
    )
    clusters = read_source_clusters(connection, home, as_of)
    return Told(runs=runs, replies=tuple(replies), clusters=clusters)


def _import_tables(settings: Settings, rules: Rules, progress: Callable[[str], None]) -> None:
    """Import the bundled tables that the codebook asks for and the workspace does not have.

    Those that it merges are brought into a workspace that has neither claims nor channels of
    its own; where work has begun, the log grows by what its people decide, and they import the
    tables or do not.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        store = ClaimStore(connection)
        wanted = [s for s in rules.codebook.evidence.sources if s in registers.list_tables()]
        has_begun = store.has_claims_beside(TABLE_MAKER) or CollectionStore(connection).channels()
        if not has_begun:
            wanted += (table.table_id for table in rules.codebook.merges)
        missing = [table_id for table_id in wanted if not store.count_claims(table_id)]
    for table_id in missing:
        progress(f"importing the bundled table {table_id}")
        import_table(settings, table_id)


def _told_of_another_codebook(settings: Settings, name: str, kept: Path) -> str | None:
    """Say under which codebook an edition was frozen, if not under the bundled one of its name.

    Raises:
        LogCorrupt: the log no longer has the entry that it was frozen at.
    """
    if not (kept / MANIFEST_FILE).is_file():
        return None
    manifest = read_manifest(kept)
    text, _where = registers.read_codebook_text(name)
    bundled = sha256_of(text.encode())
    if manifest.codebook_sha256 == bundled:
        return None
    with open_workspace(settings) as database, database.reading() as connection:
        log = DecisionLog(connection)
        check_pinned_head(log, (manifest.log_count, manifest.log_head), where=manifest.edition_id)
        later = log.head().count - manifest.log_count
    return (
        f"{name} is shown as it was frozen: under a codebook of version"
        f" {manifest.codebook_version} (sha256 {manifest.codebook_sha256[:12]}), not the bundled one"
        f" of version {registers.load_codebook(name).version} (sha256 {bundled[:12]}); decisions"
        f" since: {later}; to have it under the bundled one:"
        f" sousveil edition freeze {name} --to {kept}"
    )


def _is_current(settings: Settings, name: str, kept: Path) -> bool:
    """Say whether an edition kept by name is what freezing now would give.

    Raises:
        LogCorrupt: the log no longer has the entry that it was frozen at. Freezing anew
            would take away the one thing that shows it.
    """
    if not (kept / MANIFEST_FILE).is_file():
        return False
    manifest, rules = read_manifest(kept), load_rules(name)
    with open_workspace(settings) as database, database.reading() as connection:
        log = DecisionLog(connection)
        pinned = (manifest.log_count, manifest.log_head)
        check_pinned_head(log, pinned, where=manifest.edition_id)
        told = _read_told(connection, settings.home, rules.codebook).citing(_sources_of(kept))
        inputs = identify_inputs(log.head(), told, rules)
    return manifest.inputs == inputs


def _sources_of(kept: Path) -> set[str | None]:
    """Return the sources of an edition that is kept; what is damaged in it, opening it tells."""
    path = kept / f"{SOURCES.name}.csv"
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return {row.get("source_id") for row in csv.DictReader(file)}
