"""What a workspace knows of a cell beyond its edition: stories, and claims that do not count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.model.source import Source
from sousveil.pipeline.workspace import open_workspace
from sousveil.publication.edition_index import ClaimRecord, EvidenceRecord
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.documents import DocumentStore
from sousveil.store.queue import Queue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from sousveil.editions.opening import Edition
    from sousveil.model.claim import Claim
    from sousveil.model.codebook import Codebook
    from sousveil.model.decision import Verdict
    from sousveil.settings import Settings
    from sousveil.store.database import Database
    from sousveil.store.queue import QueuedClaim

MOST_CLAIMS = 500
"""Claims of a cell that are looked at; cells of a real index have fewer by far."""


@frozen(kw_only=True)
class LeftOut:
    """An accepted claim that the edition does not have: the codebook does not count its status."""

    claim: ClaimRecord
    evidence: tuple[EvidenceRecord, ...]


@frozen(kw_only=True)
class CellContext:
    """What a workspace adds to a cell: ``clusters`` by claim, claims left out, their sources."""

    clusters: Mapping[str, str] = field(factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    sources: tuple[Source, ...] = ()


NOTHING_KNOWN = CellContext()
"""What is known where there is an edition and no workspace."""


def read_cell_context(
    settings: Settings, edition: Edition, country_iso3: str, technology_code: str
) -> CellContext:
    """Return what the workspace knows of a cell of an edition that was frozen from it."""
    with open_workspace(settings) as database:
        documents = DocumentStore(settings.home)
        return find_cell_context(database, documents, edition, (country_iso3, technology_code))


def find_cell_context(
    database: Database, documents: DocumentStore, edition: Edition, cell: tuple[str, str]
) -> CellContext:
    """Return what an open workspace knows of a cell; claims of imported tables it leaves alone."""
    with database.reading() as connection:
        store = ClaimStore(connection)
        queued = Queue(connection).of_cell(*cell, limit=MOST_CLAIMS)
        left_out = tuple(_find_left_out(connection, store, edition, queued))
        found = {
            evidence.source_id: store.find_source(evidence.source_id)
            for one in left_out
            for evidence in one.evidence
        }
    return CellContext(
        clusters=_clusters(documents, queued),
        left_out=left_out,
        sources=tuple(source for source in found.values() if source is not None),
    )


def _clusters(documents: DocumentStore, queued: Iterable[QueuedClaim]) -> dict[str, str]:
    found: dict[str, str] = {}
    by_document = {one.claim_id: one.document_id for one in queued if one.document_id is not None}
    wanted = documents.cluster_sizes(set(by_document.values())) if by_document else {}
    clusters = {document_id: documents.cluster_of(document_id) for document_id in wanted}
    for claim_id, document_id in by_document.items():
        cluster = clusters.get(document_id)
        if cluster is not None:
            found[claim_id] = cluster.cluster_id
    return found


def _find_left_out(
    connection: Connection, store: ClaimStore, edition: Edition, queued: Iterable[QueuedClaim]
) -> Iterable[LeftOut]:
    codebook = edition.codebook
    if not codebook.counts_searches:
        return
    log = DecisionLog(connection)
    for one in queued:
        entries = [
            entry
            for entry in log.entries_of(one.claim_id)
            if entry.number <= edition.manifest.log_count
        ]
        verdict = fold_verdicts(entries, codebook.double_coding).get(one.claim_id)
        claim = store.get(one.claim_id) if verdict is not None and verdict.is_accepted else None
        if claim is None or verdict is None:
            continue
        decided = claim.recoded(dict(verdict.changes)) if verdict.changes else claim
        is_same = (decided.country_iso3, decided.technology_code) == (
            claim.country_iso3,
            claim.technology_code,
        )
        if is_same and _is_left_out(decided, codebook):
            yield _left_out(one.claim_id, decided, verdict)


def _is_left_out(claim: Claim, codebook: Codebook) -> bool:
    return claim.safeguard is None and claim.status not in codebook.evidence.statuses


def _left_out(claim_id: str, claim: Claim, verdict: Verdict) -> LeftOut:
    record = ClaimRecord(
        claim_id=claim_id,
        country_iso3=claim.country_iso3,
        technology_code=claim.technology_code,
        vendor_id=claim.vendor_id,
        supplier_iso3=claim.supplier_iso3,
        place=claim.place,
        agency=claim.agency,
        status=claim.status.value,
        safeguard_kind=None,
        safeguard_finding=None,
        start_date=claim.start_date,
        end_date=claim.end_date,
        made_by=claim.made_by,
        made_by_version=claim.made_by_version,
        verdict=verdict.action.value,
        decided_by=verdict.coder,
        decision_reason=verdict.reason,
        decision_number=verdict.entry_number,
    )
    evidence = tuple(
        EvidenceRecord(
            claim_id=claim_id,
            position=position,
            source_id=one.source_id,
            snapshot_sha256=one.snapshot_sha256,
            locator=one.locator,
            quote=one.quote,
        )
        for position, one in enumerate(claim.evidence)
    )
    return LeftOut(claim=record, evidence=evidence)
