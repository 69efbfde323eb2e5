"""Proposals and extractions: added once, never changed; the newest proposal of a claim counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen
from sqlalchemy import func, insert, select

from sousveil.model.claim import ClaimStatus
from sousveil.model.identifiers import canonical_json
from sousveil.model.proposal import Extraction, Proposal
from sousveil.store import schema
from sousveil.store.queue_items import enqueue_proposals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection

_BATCH = 10_000
_OF_CLAIM = ("country_iso3", "technology_code", "vendor_id", "status")


@frozen(kw_only=True)
class ProposalFilter:
    """Which proposals to list; None asks for nothing. ``language`` is that of the source."""

    country_iso3: str | None = None
    technology_code: str | None = None
    extractor: str | None = None
    language: str | None = None
    minimum_confidence: float = 0.0


@frozen(kw_only=True)
class ListedProposal:
    """A proposal with what its claim says, and the quote and language that it rests on."""

    proposal: Proposal
    country_iso3: str
    technology_code: str | None
    vendor_id: str | None
    status: ClaimStatus
    quote: str
    language: str | None


class ProposalStore:
    """Proposals and extractions, as a reader sees them through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def searched_among(
        self, document_ids: Collection[str], *, extractor: str, version: str
    ) -> set[str]:
        """Return which of some documents one version of an extractor has searched."""
        table = schema.extraction
        query = select(table.c.document_id).where(
            table.c.document_id.in_(document_ids),
            table.c.extractor == extractor,
            table.c.version == version,
        )
        return set(self._connection.scalars(query))

    def count_searched(self, *, extractor: str, version: str) -> int:
        """Return how many documents one version of an extractor has searched."""
        table = schema.extraction
        query = select(func.count()).where(
            table.c.extractor == extractor, table.c.version == version
        )
        return int(self._connection.execute(query).scalar_one())

    def extractions(self, document_id: str) -> list[Extraction]:
        """Return every search of a document, the oldest first."""
        table = schema.extraction
        query = (
            select(table)
            .where(table.c.document_id == document_id)
            .order_by(table.c.searched_at, table.c.extractor, table.c.version)
        )
        rows = self._connection.execute(query).mappings()
        return [Extraction(**row) for row in rows]

    def proposals_of(self, claim_id: str) -> list[Proposal]:
        """Return every proposal of a claim, the newest first."""
        table = schema.proposal
        query = (
            select(table)
            .where(table.c.claim_id == claim_id)
            .order_by(table.c.proposed_at.desc(), table.c.version.desc(), table.c.document_id)
        )
        return [_proposal_from(row) for row in self._connection.execute(query)]

    def listed(self, wanted: ProposalFilter) -> Iterator[ListedProposal]:
        """Give the newest proposal of each claim that is wanted, the surest first."""
        claim, source, proposal = schema.claim, schema.source, schema.proposal
        evidence = schema.evidence
        newest = func.row_number().over(
            partition_by=proposal.c.claim_id,
            order_by=(
                proposal.c.proposed_at.desc(),
                proposal.c.version.desc(),
                proposal.c.document_id,
            ),
        )
        ranked = select(proposal, newest.label("rank")).subquery()
        query = (
            select(
                *(ranked.c[column.name] for column in proposal.c),
                *(claim.c[name] for name in _OF_CLAIM),
                evidence.c.quote,
                source.c.language,
            )
            .select_from(ranked)
            .join(claim, claim.c.claim_id == ranked.c.claim_id)
            .join(evidence, evidence.c.claim_id == claim.c.claim_id)
            .join(source, source.c.source_id == evidence.c.source_id)
            .where(
                ranked.c.rank == 1,
                evidence.c.position == 0,
                ranked.c.confidence >= wanted.minimum_confidence,
            )
            .order_by(ranked.c.confidence.desc(), claim.c.claim_id)
        )
        asked = {
            claim.c.country_iso3: wanted.country_iso3,
            claim.c.technology_code: wanted.technology_code,
            ranked.c.extractor: wanted.extractor,
            source.c.language: wanted.language,
        }
        for column, value in asked.items():
            if value is not None:
                query = query.where(column == value)
        for row in self._connection.execute(query.execution_options(yield_per=_BATCH)):
            yield ListedProposal(
                proposal=_proposal_from(row),
                country_iso3=row.country_iso3,
                technology_code=row.technology_code,
                vendor_id=row.vendor_id,
                status=ClaimStatus(row.status),
                quote=row.quote,
                language=row.language,
            )


def add_proposals(connection: Connection, proposals: Iterable[Proposal]) -> None:
    """Record what an extractor proposed, and note it in the queue."""
    added = list(proposals)
    rows = [
        asdict(one)
        | {
            "vendor_names": canonical_json(one.vendor_names),
            "reasons": canonical_json(one.reasons),
        }
        for one in added
    ]
    if rows:
        connection.execute(insert(schema.proposal), rows)
        enqueue_proposals(connection, added)


def add_extractions(connection: Connection, extractions: Iterable[Extraction]) -> None:
    """Record which documents were searched."""
    rows = [asdict(one) for one in extractions]
    if rows:
        connection.execute(insert(schema.extraction), rows)


def _proposal_from(row: Any) -> Proposal:
    return Proposal(
        claim_id=row.claim_id,
        document_id=row.document_id,
        extractor=row.extractor,
        version=row.version,
        confidence=row.confidence,
        vendor_names=tuple(json.loads(row.vendor_names)),
        reasons=tuple(json.loads(row.reasons)),
        proposed_at=row.proposed_at,
    )
