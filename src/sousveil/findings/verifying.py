"""Verify: hold computed findings against published values, and say why where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.findings.computing import run_sql
from sousveil.findings.published import load_diagnosis
from sousveil.model.finding import Relation, Replication, ReplicationResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from sousveil.findings.published import PublishedValues
    from sousveil.model.finding import Finding, PublishedValue, Value

JUST_OVER = 5
"""'Just over X per cent' holds for a value above X by at most this many percentage points."""

_FLOAT_ERROR = 1e-9
"""Far below any printed digit, far above what binary fractions are off."""


def verify_findings(
    connection: DuckDBPyConnection, findings: Iterable[Finding], published: PublishedValues
) -> tuple[ReplicationResult, ...]:
    """Give the replication table: for each finding the published value, the verdict, the reason.

    A reason's numbers come from its diagnosis, a query over the same edition.
    """
    return tuple(
        _verify(connection, finding, published.find(finding.query.finding_id))
        for finding in findings
    )


def _verify(
    connection: DuckDBPyConnection, finding: Finding, published: PublishedValue | None
) -> ReplicationResult:
    if finding.query.why_not is not None:
        verdict, reason = Replication.CANNOT_BE_RECOMPUTED, finding.query.why_not
    elif published is None:
        verdict, reason = Replication.NOT_PUBLISHED, ""
    elif holds(finding, published):
        verdict, reason = Replication.REPLICATES, ""
    else:
        verdict, reason = Replication.DIFFERS, _explain(connection, finding, published)
    return ReplicationResult(finding=finding, published=published, verdict=verdict, reason=reason)


def holds(finding: Finding, published: PublishedValue) -> bool:
    """Say whether a computed value is what was published, to the precision that was printed.

    51 per cent holds for 51.3, 51.0 per cent does not. Half way between two printed values
    both hold, since tables round halves up or to even. A denominator, where one was
    published, must agree as well.
    """
    if published.denominator is not None and published.denominator != finding.denominator:
        return False
    value, printed = finding.value, published.value
    if isinstance(value, str) or isinstance(printed, str) or value is None or printed is None:
        return value == printed
    if published.relation is Relation.AT_LEAST:
        return value >= printed
    if published.relation is Relation.JUST_OVER:
        return printed < value <= printed + JUST_OVER
    return abs(value - printed) <= 0.5 * 10.0 ** -_decimals(printed) + _FLOAT_ERROR


def _decimals(printed: Value) -> int:
    text = str(printed)
    return len(text.partition(".")[2]) if isinstance(printed, float) else 0


def _explain(connection: DuckDBPyConnection, finding: Finding, published: PublishedValue) -> str:
    if published.reason is None:
        return "the cause is not known"
    if published.diagnosis is None:
        return published.reason
    sql = load_diagnosis(published.diagnosis)
    where = f"diagnosis {published.diagnosis}"
    columns, rows = run_sql(connection, sql, finding.query.parameters, where=where)
    return published.reason.format_map(dict(zip(columns, rows[0], strict=True)))
