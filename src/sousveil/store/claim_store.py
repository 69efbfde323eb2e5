"""Sources, snapshots, claims, import issues: added once, read in a fixed order, never changed."""

from __future__ import annotations

from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from attrs import asdict
from sqlalchemy import bindparam, collate, func, insert, select

from sousveil.errors import BadInput, LogCorrupt
from sousveil.model.claim import US_DOLLAR, Claim, ClaimStatus, Financing, FinancingKind
from sousveil.model.edition import Issue, Severity
from sousveil.model.evidence import Evidence
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.store import schema
from sousveil.store.queue_items import enqueue_claims

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

_BATCH = 10_000
_STATUSES = {status.value: status for status in ClaimStatus}
_BINARY = {"sqlite": "BINARY", "postgresql": "C"}


class ClaimStore:
    """Claims and what they rest on, as a reader sees them through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_claims(self) -> Generator[Claim]:
        """Give every claim, ordered by country, technology, vendor, supplier and id.

        The order is the same on every database, so that what is made of it is too.

        Raises:
            LogCorrupt: a claim no longer has the content that its id was made from.
        """
        query = _select_claims(self._collation).execution_options(yield_per=_BATCH)
        with self._connection.execute(query) as found:
            yield from _claims_from(found)

    def get(self, claim_id: str) -> Claim | None:
        """Return a claim, None if there is none of this id.

        Raises:
            LogCorrupt: it no longer has the content that its id was made from.
        """
        query = _select_claim(self._collation)
        return next(_claims_from(self._connection.execute(query, {"wanted": claim_id})), None)

    def claims_of_snapshot(self, sha256: str, *, made_by: str) -> list[Claim]:
        """Return the claims of one author, in any version, that cite a snapshot.

        Raises:
            LogCorrupt: one no longer has the content that its id was made from.
        """
        evidence = schema.evidence
        citing = select(evidence.c.claim_id).where(evidence.c.snapshot_sha256 == sha256)
        query = _select_claims(self._collation).where(
            schema.claim.c.claim_id.in_(citing), schema.claim.c.made_by == made_by
        )
        return list(_claims_from(self._connection.execute(query)))

    def read_sources(self) -> list[Source]:
        """Return all sources, ordered by id."""
        query = select(schema.source).order_by(self._ordered(schema.source.c.source_id))
        return [_source_from(row) for row in self._connection.execute(query)]

    def find_source(self, source_id: str) -> Source | None:
        """Return a source, None if there is none of this id."""
        row = self._connection.execute(_SOURCE, {"wanted": source_id}).one_or_none()
        return _source_from(row) if row else None

    def read_issues(self, sources: Sequence[str]) -> list[Issue]:
        """Return what importing these sources found odd (all sources if none is named)."""
        issue = schema.issue
        query = select(issue).order_by(
            self._ordered(issue.c.source_id),
            self._ordered(issue.c.snapshot_sha256),
            issue.c.position,
        )
        if sources:
            query = query.where(issue.c.source_id.in_(sources))
        return [_issue_from(row) for row in self._connection.execute(query)]

    def has_snapshot(self, sha256: str) -> bool:
        """Say whether a snapshot of this hash has been added."""
        return self.find_snapshot(sha256) is not None

    def find_snapshot(self, sha256: str) -> Snapshot | None:
        """Return the snapshot of this hash with the source that it is of, None if there is none."""
        row = self._connection.execute(_SNAPSHOT, {"wanted": sha256}).one_or_none()
        return Snapshot(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name

    def count_claims(self, source_id: str) -> int:
        """Return how many claims cite a source."""
        evidence = schema.evidence
        query = select(func.count(evidence.c.claim_id.distinct())).where(
            evidence.c.source_id == source_id
        )
        return int(self._connection.execute(query).scalar_one())

    def has_claims_beside(self, made_by: str) -> bool:
        """Say whether anybody but one maker has made a claim."""
        query = select(schema.claim.c.claim_id).where(schema.claim.c.made_by != made_by).limit(1)
        return self._connection.execute(query).first() is not None

    @property
    def _collation(self) -> str:
        return _BINARY[self._connection.dialect.name]

    def _ordered(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return _in_order(column, self._collation)


def add_source(connection: Connection, source: Source, snapshot: Snapshot) -> None:
    """Add a snapshot, and its source if it is new."""
    query = select(schema.source.c.source_id).where(schema.source.c.source_id == source.source_id)
    if connection.execute(query).first() is None:
        record = {**asdict(source), "kind": source.kind.value}
        connection.execute(insert(schema.source), record)
    connection.execute(insert(schema.snapshot), asdict(snapshot))


def add_claims(connection: Connection, claims: Iterable[Claim]) -> int:
    """Add claims with their evidence; return how many."""
    iterator = iter(claims)
    added = 0
    while batch := list(islice(iterator, _BATCH)):
        connection.execute(insert(schema.claim), [_claim_row(claim) for claim in batch])
        connection.execute(
            insert(schema.evidence),
            [
                {"claim_id": claim.claim_id, "position": position, **evidence.as_record()}
                for claim in batch
                for position, evidence in enumerate(claim.evidence)
            ],
        )
        enqueue_claims(connection, (claim.claim_id for claim in batch))
        added += len(batch)
    return added


def add_issues(connection: Connection, issues: Iterable[Issue], snapshot: Snapshot) -> None:
    """Add what an import found odd in a snapshot, in the order found."""
    rows = [
        {
            "source_id": snapshot.source_id,
            "snapshot_sha256": snapshot.sha256,
            "position": position,
            **asdict(issue),
            "severity": issue.severity.value,
        }
        for position, issue in enumerate(issues)
    ]
    if rows:
        connection.execute(insert(schema.issue), rows)


@cache
def _select_claims(collation: str) -> Select[Any]:
    """Select claims with their evidence, in the order in which all are read.

    Made once, as the others below: to make a statement costs more than to run it.
    """
    claim, evidence = schema.claim, schema.evidence
    columns = [c for c in evidence.c if c.name not in {"claim_id", "position"}]
    order = ("country_iso3", "technology_code", "vendor_id", "supplier_iso3", "claim_id")
    return (
        select(claim, *columns)
        .select_from(claim.outerjoin(evidence, evidence.c.claim_id == claim.c.claim_id))
        .order_by(*(_in_order(claim.c[name], collation) for name in order), evidence.c.position)
    )


@cache
def _select_claim(collation: str) -> Select[Any]:
    return _select_claims(collation).where(schema.claim.c.claim_id == bindparam("wanted"))


def _in_order(column: ColumnElement[Any], collation: str) -> ColumnElement[Any]:
    return collate(func.coalesce(column, ""), collation)


_SOURCE = select(schema.source).where(schema.source.c.source_id == bindparam("wanted"))
_SNAPSHOT = select(schema.snapshot).where(schema.snapshot.c.sha256 == bindparam("wanted"))


def _claim_row(claim: Claim) -> dict[str, Any]:
    record = claim.as_record()
    del record["evidence"]
    unsaid = dict.fromkeys(("amount", "currency", "safeguard_kind", "safeguard_finding"))
    return {"claim_id": claim.claim_id, **unsaid, **record}


def _claims_from(found: Iterable[Row[Any]]) -> Iterator[Claim]:
    for claim_id, rows in groupby(found, itemgetter(0)):
        yield _claim_from(claim_id, list(rows))


def _claim_from(claim_id: str, rows: list[Row[Any]]) -> Claim:
    if rows[0][-1] is None:  # the quote
        raise LogCorrupt(
            "the claim has lost its evidence", where=f"claim {claim_id}", next_step=_RESTORE
        )
    try:
        claim = _build_claim(rows)
        if claim.claim_id == claim_id:
            return claim
    except (BadInput, KeyError, TypeError, ValueError):  # a changed value need not be one at all
        pass
    raise LogCorrupt(
        "the claim was changed after it was written",
        where=f"claim {claim_id}",
        next_step=_RESTORE,
    )


def _build_claim(rows: list[Row[Any]]) -> Claim:
    """Make a claim of its rows; taken apart by position, since names cost more than the rest."""
    (_, country, technology, vendor, supplier, place, agency, status, *more) = tuple(rows[0])
    (start_date, end_date, made_by, version) = more[6:10]
    safeguard_kind, safeguard_finding = more[10:12]
    safeguard = None
    if safeguard_kind is not None or safeguard_finding is not None:
        safeguard = Safeguard(
            kind=SafeguardKind(safeguard_kind), finding=SafeguardFinding(safeguard_finding)
        )
    return Claim(
        country_iso3=country,
        technology_code=technology,
        vendor_id=vendor,
        supplier_iso3=supplier,
        place=place,
        agency=agency,
        status=_STATUSES[status],
        financing=_build_financing(*more[:6]),
        safeguard=safeguard,
        start_date=start_date,
        end_date=end_date,
        made_by=made_by,
        made_by_version=version,
        evidence=tuple(
            Evidence(source_id=source, snapshot_sha256=sha256, locator=locator, quote=quote)
            for *_, source, sha256, locator, quote in map(tuple, rows)
        ),
    )


def _build_financing(
    kind: str | None,
    lender_iso3: str | None,
    lender: str | None,
    amount_usd: float | None,
    amount: float | None,
    currency: str | None,
) -> Financing | None:
    """Make a financing of its columns: those of any amount are empty where it is in US dollars."""
    if kind is None:
        return None
    is_usd = amount_usd is not None
    return Financing(
        kind=FinancingKind(kind),
        lender_iso3=lender_iso3,
        lender=lender,
        amount=amount_usd if is_usd else amount,
        currency=US_DOLLAR if is_usd else currency,
    )


def _source_from(row: Row[Any]) -> Source:
    record = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    return Source(**record | {"kind": SourceKind(row.kind)})


def _issue_from(row: Row[Any]) -> Issue:
    return Issue(
        sheet=row.sheet,
        row=row.row,
        column=row.column,
        rule=row.rule,
        severity=Severity(row.severity),
        found=row.found,
        made=row.made,
        note=row.note,
    )


_RESTORE = "restore the database from a backup"
