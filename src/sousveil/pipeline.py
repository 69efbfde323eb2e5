"""The composition root: puts store, registers and stages together; the only module that names a backend."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.claims.table_claims import (
    Registers,
    TableClaims,
    extract_financing_claims,
    extract_table_claims,
)
from sousveil.claims.table_repairs import find_iso3
from sousveil.data import read_bundled
from sousveil.decisions.import_decisions import accept_imported
from sousveil.decisions.log_check import check_pinned_head
from sousveil.editions.covariates import read_covariates
from sousveil.editions.freezing import Rules, freeze_edition
from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.editions.opening import Edition, open_edition
from sousveil.editions.printed_covariates import check_printed_covariates
from sousveil.errors import BadInput, CannotWrite, NotFound
from sousveil.model.edition import Issue
from sousveil.model.identifiers import sha256_of
from sousveil.model.source import Snapshot
from sousveil.sources.published_table import read_transcription, read_workbook
from sousveil.store import registers
from sousveil.store.blobs import BlobStore
from sousveil.store.claim_store import ClaimStore, add_claims, add_issues, add_source
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.editions.covariates import Covariates
    from sousveil.model.decision import LogHead
    from sousveil.model.edition import Manifest
    from sousveil.model.published_table import FinancingTable, PublishedTable, TableLayout
    from sousveil.settings import Settings
    from sousveil.store.database import Database


def _silent(_step: str) -> None:
    """Report no progress."""


@frozen(kw_only=True)
class ImportResult:
    """What an import did: claims made and accepted, issues found; ``is_new`` is false on a repeat."""

    table_id: str
    is_new: bool
    claim_count: int
    issues: tuple[Issue, ...]


@frozen(kw_only=True)
class _Parcel:
    """A table on its way in: its bytes, their snapshot, and the claims made of it."""

    data: bytes
    snapshot: Snapshot
    content: TableClaims


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


def import_table(settings: Settings, table_id: str, workbook: Path | None = None) -> ImportResult:
    """Take over a published table: claims that cite its cells, accepted by a named decision.

    Without a workbook the bundled transcription is taken. All of it is stored, or nothing;
    importing the same bytes again changes nothing.

    Raises:
        NotFound: no such table, or no such file.
        BadInput: the file is not the published table; what differs is listed.
    """
    layout = registers.load_layout(table_id)
    names = Registers(countries=registers.load_countries(), vendors=registers.load_vendors())
    parcels = [_read_main(layout, names, workbook)]
    if layout.financing is not None:
        parcels.append(_read_financing(layout, layout.financing, names))
    with open_workspace(settings) as database, database.writing() as connection:
        store = ClaimStore(connection)
        if is_new := _is_new(store, layout, parcels[0].snapshot):
            blobs = BlobStore(settings.blobs)
            for parcel in parcels:
                blobs.put(parcel.data)
                add_source(connection, layout.source, parcel.snapshot)
                add_claims(connection, parcel.content.claims)
                add_issues(connection, parcel.content.issues, parcel.snapshot)
                append_decisions(
                    connection, accept_imported(parcel.content.claims, layout.decision)
                )
    return ImportResult(
        table_id=table_id,
        is_new=is_new,
        claim_count=sum(len(parcel.content.claims) for parcel in parcels),
        issues=tuple(issue for parcel in parcels for issue in parcel.content.issues),
    )


def freeze(
    settings: Settings,
    codebook_name: str,
    target: Path,
    progress: Callable[[str], None] = _silent,
) -> Manifest:
    """Freeze the workspace's log under a codebook into a folder.

    A bundled table that the codebook asks for is imported first if nobody has yet.
    """
    rules = load_rules(codebook_name)
    for table_id in _tables_to_import(settings, rules):
        progress(f"importing the bundled table {table_id}")
        import_table(settings, table_id)
    with open_workspace(settings) as database, database.reading() as connection:
        log, claims = DecisionLog(connection), ClaimStore(connection)
        return freeze_edition(log, claims, rules, target, progress)


def find_edition(
    settings: Settings, name: str, progress: Callable[[str], None] = _silent
) -> Edition:
    """Open an edition by the path of its folder, or freeze the one of a bundled codebook by name.

    What was frozen by name is kept in the workspace and frozen anew when the log has grown.
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
    if not _is_current(settings, name, kept):
        freeze(settings, name, kept, progress)
    return open_edition(kept)


def verify_log(settings: Settings, editions: tuple[str, ...] = ()) -> LogHead:
    """Read the whole log and check its chain, every claim, and the heads that editions pin.

    Raises:
        LogCorrupt: something was changed, is missing or was reordered; the entry is named.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        log = DecisionLog(connection)
        for _entry in log.read():
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


def read_bundled_table(table_id: str) -> tuple[PublishedTable, TableLayout]:
    """Return a bundled published table as printed, and its layout."""
    layout = registers.load_layout(table_id)
    data = read_bundled(f"tables/{layout.file}")
    return read_transcription(data, layout, where=layout.file), layout


def load_rules(codebook_name: str) -> Rules:
    """Put together what an edition is frozen by, besides the log."""
    text, _where = registers.read_codebook_text(codebook_name)
    codebook = registers.load_codebook(codebook_name)
    dictionary, table = _covariate_files(codebook.covariates)
    return Rules(
        codebook=codebook,
        codebook_text=text,
        covariates=load_covariates(codebook.covariates),
        covariates_sha256=sha256_of(dictionary + table),
        countries=registers.load_countries(),
        vendors=registers.load_vendors(),
    )


def load_covariates(name: str) -> Covariates:
    """Return a bundled covariate table."""
    dictionary, table = _covariate_files(name)
    return read_covariates(dictionary.decode(), table.decode(), where=f"covariates/{name}")


def _covariate_files(name: str) -> tuple[bytes, bytes]:
    return read_bundled(f"covariates/{name}.yaml"), read_bundled(f"covariates/{name}.csv")


def _read_main(layout: TableLayout, names: Registers, workbook: Path | None) -> _Parcel:
    if workbook is None:
        data = read_bundled(f"tables/{layout.file}")
        table = read_transcription(data, layout, where=layout.file)
        snapshot = _snapshot(layout, data, "text/csv", layout.decision.decided_at)
    else:
        data = _read_file(workbook)
        table = read_workbook(data, layout, where=str(workbook))
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        snapshot = _snapshot(layout, data, media_type, now)
    content = extract_table_claims(table, layout, names, snapshot.sha256)
    printed = check_printed_covariates(
        table,
        layout,
        load_covariates(registers.load_codebook(layout.table_id).covariates),
        lambda name: find_iso3(name, names.countries, layout.damage),
    )
    content = evolve(content, issues=(*content.issues, *printed))
    return _Parcel(data=data, snapshot=snapshot, content=content)


def _read_financing(layout: TableLayout, financing: FinancingTable, names: Registers) -> _Parcel:
    data = read_bundled(f"tables/{financing.file}")
    table = read_transcription(data, financing, where=financing.file)
    snapshot = _snapshot(layout, data, "text/csv", layout.decision.decided_at)
    content = extract_financing_claims(table, layout, names, snapshot.sha256)
    return _Parcel(data=data, snapshot=snapshot, content=content)


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            next_step="give the path of the workbook as downloaded",
        ) from error


def _snapshot(layout: TableLayout, data: bytes, media_type: str, retrieved_at: str) -> Snapshot:
    return Snapshot(
        sha256=sha256_of(data),
        source_id=layout.source.source_id,
        media_type=media_type,
        size_bytes=len(data),
        retrieved_at=retrieved_at,
    )


def _is_new(store: ClaimStore, layout: TableLayout, snapshot: Snapshot) -> bool:
    """Say whether to import; a table that came from other bytes before is not taken twice."""
    if store.has_snapshot(snapshot.sha256):
        return False
    if store.count_claims(layout.source.source_id):
        raise BadInput(
            f"{layout.table_id} is in this workspace already, from another file",
            where=f"snapshot sha256:{snapshot.sha256[:12]}",
            next_step=f"sousveil --home ANOTHER_FOLDER edition import {layout.table_id} FILE",
        )
    return True


def _tables_to_import(settings: Settings, rules: Rules) -> list[str]:
    bundled = [s for s in rules.codebook.evidence.sources if s in registers.list_tables()]
    with open_workspace(settings) as database, database.reading() as connection:
        store = ClaimStore(connection)
        return [table_id for table_id in bundled if not store.count_claims(table_id)]


def _is_current(settings: Settings, name: str, kept: Path) -> bool:
    """Say whether an edition kept by name is what freezing now would give."""
    if not (kept / MANIFEST_FILE).is_file():
        return False
    manifest, rules = read_manifest(kept), load_rules(name)
    with open_workspace(settings) as database, database.reading() as connection:
        head = DecisionLog(connection).head()
    made_from = (
        manifest.log_count,
        manifest.log_head,
        manifest.codebook_sha256,
        manifest.covariates_sha256,
    )
    codebook_sha256 = sha256_of(rules.codebook_text.encode())
    return made_from == (head.count, head.entry_hash, codebook_sha256, rules.covariates_sha256)
