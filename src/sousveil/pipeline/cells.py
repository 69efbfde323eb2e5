"""One cell of a frozen edition with all that it rests on, or why it is blank.

It is told from the edition. A workspace adds what an edition does not have: which documents
carry one story, and accepted claims that the codebook does not count.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sousveil.editions.search_effort import from_row
from sousveil.errors import NotFound
from sousveil.model.claim import ClaimStatus
from sousveil.model.edition import (
    BlankReason,
    Cell,
    PartyKind,
    ReplyRow,
    SafeguardCell,
)
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceKind
from sousveil.pipeline.cell_context import NOTHING_KNOWN, CellContext, read_cell_context
from sousveil.pipeline.cell_file import CellClaim, CellFile, Effort
from sousveil.pipeline.freezing import find_edition
from sousveil.publication.edition_index import (
    ClaimRecord,
    EvidenceRecord,
    TechnologyRecord,
    UnitRecord,
    VendorRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition, Row
    from sousveil.model.collection import FinishedRun
    from sousveil.settings import Settings

_AGAINST = frozenset({ClaimStatus.ENDED, ClaimStatus.BANNED, ClaimStatus.DENIED})
_REJECTED = "reject"

__all__ = [
    "CellClaim",
    "CellFile",
    "Effort",
    "explain_cell",
    "explain_workspace_cell",
    "sum_effort",
]


def explain_workspace_cell(
    settings: Settings, name: str, country_iso3: str, technology_code: str
) -> CellFile:
    """Explain a cell of an edition by its name or folder, with what the workspace knows besides.

    Raises:
        NotFound: there is no such edition, or no such cell in it.
    """
    edition = find_edition(settings, name)
    context = read_cell_context(settings, edition, country_iso3, technology_code)
    return explain_cell(edition, country_iso3, technology_code, context)


def explain_cell(
    edition: Edition,
    country_iso3: str,
    technology_code: str,
    context: CellContext = NOTHING_KNOWN,
) -> CellFile:
    """Return a cell with all that it rests on, or that says why it is blank.

    Raises:
        NotFound: the edition has no such cell.
    """
    with edition.connect() as connection:
        reader = _Reader(connection, country_iso3, technology_code)
        cell = _require_cell(reader, edition)
        claims = [
            *_with_evidence(reader, reader.claims("technology_code = ?2"), context),
            *_left_out(context),
        ]
        about_law = [one for one in claims if one.claim.safeguard_kind is not None]
        general = reader.claims("technology_code IS NULL")
        about_law += _with_evidence(
            reader, [one for one in general if one.safeguard_kind is not None], context
        )
        about_use = [one for one in claims if one.claim.safeguard_kind is None]
        vendors = {one.claim.vendor_id for one in about_use if one.claim.verdict != _REJECTED}
        other = {one.vendor_id for one in general if one.verdict != _REJECTED} - vendors
        groups = _group_claims(about_use)
        return CellFile(
            edition_id=edition.manifest.edition_id,
            unit=UnitRecord(**reader.one("SELECT * FROM units WHERE country_iso3 = ?1")),
            technology=TechnologyRecord(
                **reader.one("SELECT * FROM technologies WHERE technology_code = ?2")
            ),
            cell=cell,
            minimum_sources=edition.codebook.evidence.minimum_sources,
            supporting=tuple(groups["supporting"]),
            contradicting=tuple(groups["contradicting"]),
            rejected=tuple(groups["rejected"]),
            other=tuple(groups["other"]),
            sources=_sources(reader, (*claims, *about_law), context),
            vendors=reader.vendors(vendors),
            other_vendors=reader.vendors(other),
            safeguards=reader.safeguards(),
            safeguard_claims=tuple(about_law),
            effort=sum_effort(
                country_iso3, map(from_row, reader.rows("SELECT * FROM search_effort"))
            ),
        )


def sum_effort(country_iso3: str, runs: Iterable[FinishedRun]) -> tuple[Effort, ...]:
    """Add up what runs searched for a country, by languages and outlet."""
    groups: dict[tuple[tuple[str, ...], str], list[FinishedRun]] = defaultdict(list)
    for run in runs:
        if country_iso3 in run.covered_countries:
            groups[run.effort.languages, run.effort.outlet or run.channel_name].append(run)
    return tuple(
        Effort(
            languages=languages,
            outlet=outlet,
            runs=len(some),
            documents_read=sum(run.documents_read for run in some),
            last_finished_at=max(run.finished_at for run in some),
        )
        for (languages, outlet), some in sorted(groups.items())
    )


class _Reader:
    """Reads an edition's tables by SQL in which ?1 is the country and ?2 the technology."""

    def __init__(self, connection: DuckDBPyConnection, iso3: str, technology: str) -> None:
        self._connection = connection
        self.cell = (iso3, technology)

    def rows(self, sql: str, *others: object) -> list[Row]:
        """Return the rows of a query."""
        asked = {
            str(place): value
            for place, value in enumerate((*self.cell, *others), start=1)
            if f"?{place}" in sql
        }
        for place in asked:
            sql = sql.replace(f"?{place}", f"$p{place}")
        result = self._connection.execute(sql, {f"p{key}": value for key, value in asked.items()})
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def one(self, sql: str) -> Row:
        """Return the only row of a query on a cell that is there."""
        return self.rows(sql)[0]

    def claims(self, about: str) -> list[ClaimRecord]:
        """Return the country's claims that fulfil a condition, as they were decided."""
        sql = f"SELECT * FROM claims WHERE country_iso3 = ?1 AND {about} ORDER BY decision_number"  # noqa: S608  # conditions from this module
        return [ClaimRecord(**row) for row in self.rows(sql)]

    def vendors(self, vendor_ids: Iterable[str | None]) -> tuple[VendorRecord, ...]:
        """Return vendors by their ids, sorted by name."""
        sql = "SELECT * FROM vendors WHERE list_contains(?3, vendor_id) ORDER BY vendor_name"
        asked = sorted(filter(None, vendor_ids))
        return tuple(VendorRecord(**row) for row in self.rows(sql, asked)) if asked else ()

    def safeguards(self) -> tuple[SafeguardCell, ...]:
        """Return the safeguards of the technology, and those of all technologies."""
        sql = (
            "SELECT * FROM safeguards WHERE country_iso3 = ?1 "
            "AND (technology_code = ?2 OR technology_code IS NULL) ORDER BY ALL"
        )
        return tuple(
            SafeguardCell(
                kind=SafeguardKind(row.pop("safeguard_kind")),
                finding=SafeguardFinding(row.pop("safeguard_finding")),
                **row,
            )
            for row in self.rows(sql)
        )


def _require_cell(reader: _Reader, edition: Edition) -> Cell:
    found = reader.rows("SELECT * FROM cells WHERE country_iso3 = ?1 AND technology_code = ?2")
    if not found:
        raise NotFound(
            "the edition has no such cell",
            where=f"{edition.manifest.edition_id}: {' '.join(reader.cell)}",
            next_step=f"sousveil edition show {edition.manifest.codebook_id} cells",
        )
    row: dict[str, Any] = found[0]
    reason = row["blank_reason"]
    return Cell(**row | {"blank_reason": None if reason is None else BlankReason(reason)})


def _with_evidence(
    reader: _Reader, claims: list[ClaimRecord], context: CellContext
) -> list[CellClaim]:
    if not claims:
        return []
    ids = [claim.claim_id for claim in claims]
    of_claims = "WHERE list_contains(?3, claim_id) ORDER BY claim_id"
    evidence: dict[str, list[EvidenceRecord]] = defaultdict(list)
    for row in reader.rows(f"SELECT * FROM evidence {of_claims}, position", ids):  # noqa: S608
        evidence[row["claim_id"]].append(EvidenceRecord(**row))
    replies: dict[str, list[ReplyRow]] = defaultdict(list)
    for row in reader.rows(f"SELECT * FROM replies {of_claims}, asked_date", ids):  # noqa: S608
        kind = PartyKind(row.pop("party_kind"))
        replies[row["claim_id"]].append(ReplyRow(**row, kind=kind))
    return [
        CellClaim(
            claim=claim,
            evidence=tuple(evidence[claim.claim_id]),
            replies=tuple(replies[claim.claim_id]),
            stories=_stories(claim.claim_id, evidence[claim.claim_id], context),
            is_counted=True,
        )
        for claim in claims
    ]


def _left_out(context: CellContext) -> list[CellClaim]:
    return [
        CellClaim(
            claim=one.claim,
            evidence=one.evidence,
            replies=(),
            stories=_stories(one.claim.claim_id, one.evidence, context),
            is_counted=False,
        )
        for one in context.left_out
    ]


def _stories(
    claim_id: str, evidence: Iterable[EvidenceRecord], context: CellContext
) -> tuple[str, ...]:
    cluster = context.clusters.get(claim_id)
    if cluster is not None:
        return (cluster,)
    return tuple(sorted({one.source_id for one in evidence}))


def _group_claims(claims: Iterable[CellClaim]) -> dict[str, list[CellClaim]]:
    groups: dict[str, list[CellClaim]] = defaultdict(list)
    for one in claims:
        groups[_group_of(one)].append(one)
    return groups


def _group_of(one: CellClaim) -> str:
    if one.claim.verdict == _REJECTED:
        return "rejected"
    if ClaimStatus(one.claim.status) in _AGAINST:
        return "contradicting"
    return "supporting" if one.is_counted else "other"


def _sources(
    reader: _Reader, claims: Iterable[CellClaim], context: CellContext
) -> tuple[Source, ...]:
    ids = {evidence.source_id for one in claims for evidence in one.evidence}
    ids |= {reply.source_id for one in claims for reply in one.replies if reply.source_id}
    sql = "SELECT * FROM sources WHERE list_contains(?3, source_id) ORDER BY source_id"
    found = [
        Source(**row | {"kind": SourceKind(row["kind"])})
        for row in (reader.rows(sql, sorted(ids)) if ids else ())
    ]
    known = {source.source_id for source in found}
    return (*found, *(source for source in context.sources if source.source_id not in known))
