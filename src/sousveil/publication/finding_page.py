"""The replication table and the page of a finding: what was published, what comes out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.findings.catalogue import sql_of
from sousveil.findings.published import load_diagnosis
from sousveil.model.finding import Relation, Unit
from sousveil.publication.collection import PublishedEdition
from sousveil.publication.site_paths import Link, finding_path
from sousveil.publication.wording import VERDICT_TERMS, Term, say_number

if TYPE_CHECKING:
    from sousveil.model.finding import Finding, PublishedValue, ReplicationResult, Value
    from sousveil.publication.collection import Collection

_RELATIONS = {Relation.EQUAL: "", Relation.AT_LEAST: "at least ", Relation.JUST_OVER: "just over "}


@frozen(kw_only=True)
class FindingRow:
    """A row of the replication table."""

    finding: Link
    published: str
    recomputed: str
    verdict: Term
    reason: str


@frozen(kw_only=True)
class VerdictCount:
    """How many findings of an edition have a verdict."""

    verdict: Term
    count: int


@frozen(kw_only=True)
class FindingPage:
    """A finding with its query, so that anyone can run or change it."""

    path: str
    title: str
    description: str
    edition: PublishedEdition
    finding_id: str
    row: FindingRow
    where: str | None
    sql: str | None
    diagnosis: str | None
    parameters: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen(kw_only=True)
class FindingTable:
    """The replication table of one edition."""

    edition: PublishedEdition
    counts: tuple[VerdictCount, ...]
    rows: tuple[FindingRow, ...]


@frozen(kw_only=True)
class FindingList:
    """The replication tables of all editions, the newest first."""

    path: str
    title: str
    description: str
    tables: tuple[FindingTable, ...]


def list_findings(collection: Collection) -> FindingList:
    """Gather the replication tables of all editions."""
    return FindingList(
        path="findings/index.html",
        title="Replication",
        description="Every published statement of the index, recomputed from its edition.",
        tables=tuple(
            FindingTable(
                edition=edition,
                counts=count_verdicts(edition),
                rows=tuple(_view_row(result, edition) for result in edition.replication),
            )
            for edition in collection.newest_first
        ),
    )


def count_verdicts(edition: PublishedEdition) -> tuple[VerdictCount, ...]:
    """Count the verdicts of an edition's replication table; those that do not occur are left out."""
    counts = Counter(result.verdict for result in edition.replication)
    return tuple(
        VerdictCount(verdict=term, count=counts[verdict])
        for verdict, term in VERDICT_TERMS.items()
        if counts[verdict]
    )


def view_finding(result: ReplicationResult, edition: PublishedEdition) -> FindingPage:
    """Gather a finding with its query, parameters and rows."""
    finding = result.finding
    query = finding.query
    diagnosis = result.published.diagnosis if result.published else None
    return FindingPage(
        path=finding_path(edition.index.codebook_id, query.finding_id),
        title=query.statement,
        description=f"{query.statement}: published and recomputed.",
        edition=edition,
        finding_id=query.finding_id,
        row=_view_row(result, edition),
        where=result.published.where if result.published else None,
        sql=sql_of(query),
        diagnosis=load_diagnosis(diagnosis) if diagnosis and result.reason else None,
        parameters=tuple((name, say_number(value)) for name, value in query.parameters.items()),
        columns=finding.columns,
        rows=tuple(tuple(say_number(value) for value in row) for row in finding.rows),
    )


def _view_row(result: ReplicationResult, edition: PublishedEdition) -> FindingRow:
    query = result.finding.query
    return FindingRow(
        finding=Link(query.statement, finding_path(edition.index.codebook_id, query.finding_id)),
        published=_say_published(result.published, query.unit),
        recomputed=_say_finding(result.finding),
        verdict=VERDICT_TERMS[result.verdict],
        reason=result.reason,
    )


def _say_published(published: PublishedValue | None, unit: Unit) -> str:
    if published is None:
        return "not stated"
    relation = _RELATIONS[published.relation]
    return relation + _say_value(published.value, unit, published.denominator)


def _say_finding(finding: Finding) -> str:
    if finding.query.unit is Unit.RANKING and finding.rows:
        return f"{len(finding.rows)} rows"
    return _say_value(finding.value, finding.query.unit, finding.denominator)


def _say_value(value: Value, unit: Unit, denominator: int | None) -> str:
    """Say a value with its unit; a share is shown to a tenth, as none was printed finer."""
    if value is None:
        return say_number(value)
    if unit is Unit.PERCENT and isinstance(value, float):
        value = round(value, 1)
    text = say_number(value) + (" %" if unit is Unit.PERCENT else "")
    return f"{text} of {say_number(denominator)}" if denominator is not None else text
