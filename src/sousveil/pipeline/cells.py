"""One cell of a frozen edition with all that it rests on, or why it is blank.

It is told from the edition and from nothing else, so that whoever has the folder has it all.
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
    ConflictRow,
    ContestRow,
    PartyKind,
    ReplyRow,
    SafeguardCell,
)
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceKind
from sousveil.pipeline.cell_file import CellClaim, CellFile, Effort, IndependentSource
from sousveil.pipeline.freezing import find_edition
from sousveil.publication.edition_index import (
    ClaimRecord,
    EvidenceRecord,
    TechnologyRecord,
    UnitRecord,
    VendorRecord,
)
from sousveil.publication.indexing import make_record

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
    "IndependentSource",
    "explain_cell",
    "explain_workspace_cell",
    "sum_effort",
]


def explain_workspace_cell(
    settings: Settings, name: str, country_iso3: str, technology_code: str
) -> CellFile:
    """Explain a cell of an edition by its name or folder.

    Raises:
        NotFound: there is no such edition, or no such cell in it.
    """
    return explain_cell(find_edition(settings, name), country_iso3, technology_code)


def explain_cell(edition: Edition, country_iso3: str, technology_code: str) -> CellFile:
    """Return a cell with all that it rests on, or that says why it is blank.

    Raises:
        NotFound: the edition has no such cell.
    """
    with edition.connect() as connection:
        reader = _Reader(connection, country_iso3, technology_code)
        cell = _require_cell(reader, edition)
        claims = _with_evidence(reader, reader.claims("technology_code = ?2"))
        about_law = [one for one in claims if one.claim.safeguard_kind is not None]
        general = reader.claims("technology_code IS NULL")
        about_law += _with_evidence(
            reader, [row for row in general if row["safeguard_kind"] is not None]
        )
        about_use = [one for one in claims if one.claim.safeguard_kind is None]
        vendors = {one.claim.vendor_id for one in about_use if one.claim.verdict != _REJECTED}
        other = {row["vendor_id"] for row in general if row["is_counted"]} - vendors
        sources = _read_sources(reader, (*claims, *about_law))
        groups = _group_claims(about_use)
        return CellFile(
            edition_id=edition.manifest.edition_id,
            unit=make_record(UnitRecord, reader.one("SELECT * FROM units WHERE country_iso3 = ?1")),
            technology=make_record(
                TechnologyRecord,
                reader.one("SELECT * FROM technologies WHERE technology_code = ?2"),
            ),
            cell=cell,
            rule=edition.codebook.evidence,
            supporting=tuple(groups["supporting"]),
            contradicting=tuple(groups["contradicting"]),
            rejected=tuple(groups["rejected"]),
            other=tuple(groups["other"]),
            sources=tuple(make_record(Source, row) for row in sources),
            independent=_group_sources(sources),
            vendors=reader.vendors(vendors),
            other_vendors=reader.vendors(other),
            safeguards=reader.safeguards(),
            safeguard_claims=tuple(about_law),
            conflicts=reader.conflicts(),
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

    def claims(self, about: str) -> list[Row]:
        """Return the country's claims that fulfil a condition, as they were decided."""
        order = "ORDER BY decision_number, claim_id"
        return self.rows(f"SELECT * FROM claims WHERE country_iso3 = ?1 AND {about} {order}")  # noqa: S608  # conditions from this module

    def of_claims(self, table: str, claim_ids: list[str], *order: str) -> dict[str, list[Row]]:
        """Return the rows of a table about some claims, by claim."""
        columns = ", ".join(("claim_id", *order))
        sql = f"SELECT * FROM {table} WHERE list_contains(?3, claim_id) ORDER BY {columns}"  # noqa: S608  # tables of ours
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(sql, claim_ids):
            found[row["claim_id"]].append(row)
        return found

    def vendors(self, vendor_ids: Iterable[str | None]) -> tuple[VendorRecord, ...]:
        """Return vendors by their ids, sorted by name."""
        sql = "SELECT * FROM vendors WHERE list_contains(?3, vendor_id) ORDER BY vendor_name"
        asked = sorted(filter(None, vendor_ids))
        return tuple(VendorRecord(**row) for row in self.rows(sql, asked)) if asked else ()

    def conflicts(self) -> tuple[ConflictRow, ...]:
        """Return what merged tables say differently of the cell."""
        sql = (
            "SELECT * FROM conflicts WHERE country_iso3 = ?1 AND technology_code = ?2 ORDER BY ALL"
        )
        return tuple(ConflictRow(**row) for row in self.rows(sql))

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
    return make_record(
        Cell, row | {"blank_reason": None if reason is None else BlankReason(reason)}
    )


def _with_evidence(reader: _Reader, claims: list[Row]) -> list[CellClaim]:
    if not claims:
        return []
    ids = [row["claim_id"] for row in claims]
    evidence = reader.of_claims("evidence", ids, "position")
    replies = reader.of_claims("replies", ids, "asked_date", "party")
    contests = reader.of_claims("contests", ids, "contest_kind", "objection")
    cluster_of = {
        row["source_id"]: row["cluster_id"]
        for row in reader.rows("SELECT source_id, cluster_id FROM sources")
    }
    return [
        CellClaim(
            claim=make_record(ClaimRecord, row),
            evidence=tuple(make_record(EvidenceRecord, one) for one in evidence[row["claim_id"]]),
            replies=tuple(
                make_record(ReplyRow, one | {"kind": PartyKind(one["party_kind"])})
                for one in replies[row["claim_id"]]
            ),
            contests=tuple(make_record(ContestRow, one) for one in contests[row["claim_id"]]),
            clusters=tuple(
                sorted({cluster_of[one["source_id"]] for one in evidence[row["claim_id"]]})
            ),
        )
        for row in claims
    ]


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
    return "supporting" if one.claim.is_counted else "other"


def _read_sources(reader: _Reader, claims: Iterable[CellClaim]) -> list[Row]:
    listed = tuple(claims)
    ids = {evidence.source_id for one in listed for evidence in one.evidence}
    ids |= {reply.source_id for one in listed for reply in one.replies if reply.source_id}
    sql = "SELECT * FROM sources WHERE list_contains(?3, source_id) ORDER BY source_id"
    rows = reader.rows(sql, sorted(ids)) if ids else []
    return [row | {"kind": SourceKind(row["kind"])} for row in rows]


def _group_sources(sources: Iterable[Row]) -> tuple[IndependentSource, ...]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sources:
        groups[row["cluster_id"]].append(row)
    return tuple(
        IndependentSource(
            cluster_id=cluster_id,
            cluster_size=rows[0]["cluster_size"],
            source_ids=tuple(row["source_id"] for row in rows),
        )
        for cluster_id, rows in sorted(groups.items())
    )
