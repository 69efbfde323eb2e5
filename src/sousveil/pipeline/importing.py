"""Import a published table: read, claim, accept, store; all of it or nothing."""

from __future__ import annotations

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
from sousveil.data.user_files import read_user_file
from sousveil.decisions.import_decisions import accept_imported
from sousveil.editions.printed_covariates import check_printed_covariates
from sousveil.errors import BadInput
from sousveil.model.edition import Issue
from sousveil.model.identifiers import sha256_of
from sousveil.model.source import Snapshot
from sousveil.pipeline.bundled import load_covariates
from sousveil.pipeline.workspace import open_workspace
from sousveil.sources.clock import now
from sousveil.sources.published_table import (
    MAX_UNPACKED_BYTES,
    read_transcription,
    read_workbook,
)
from sousveil.store import registers
from sousveil.store.blobs import BlobStore
from sousveil.store.claim_store import ClaimStore, add_claims, add_issues, add_source
from sousveil.store.decision_log import append_decisions

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.model.published_table import FinancingTable, TableLayout
    from sousveil.settings import Settings


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


def _read_main(layout: TableLayout, names: Registers, workbook: Path | None) -> _Parcel:
    where = layout.file if workbook is None else str(workbook)
    if workbook is None:
        data = read_bundled(f"tables/{layout.file}")
        table = read_transcription(data, layout, where=where)
        snapshot = _snapshot(layout, data, "text/csv", layout.decision.decided_at)
    else:
        next_step = "give the path of the workbook as downloaded"
        data = read_user_file(workbook, largest=MAX_UNPACKED_BYTES, next_step=next_step)
        table = read_workbook(data, layout, where=where)
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        snapshot = _snapshot(layout, data, media_type, now())
    content = extract_table_claims(table, layout, names, snapshot.sha256, where=where)
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
