"""The replication table of an edition: all its findings computed, and held against what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.findings.catalogue import Catalogue, load_catalogue
from sousveil.findings.computing import compute_findings
from sousveil.findings.published import load_published
from sousveil.findings.verifying import verify_findings

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition
    from sousveil.findings.reported import Report
    from sousveil.model.finding import Finding, PublishedValue, ReplicationResult


TOP_SHOWN = 3
"""How many rows of a ranking stand in the replication table; the finding itself has all."""


def replicate(edition: Edition) -> tuple[ReplicationResult, ...]:
    """Compute every finding of an edition, then verify each against its published value."""
    codebook_id = edition.manifest.codebook_id
    with edition.connect() as connection:
        findings = compute_findings(connection, load_catalogue(codebook_id))
        return verify_findings(connection, findings, load_published(codebook_id))


def replicate_report(edition: Edition, report: Report) -> tuple[ReplicationResult, ...]:
    """Compute what a report of anyone's says of an edition, then verify each claim of it."""
    catalogue = (
        load_catalogue(edition.manifest.codebook_id) if report.needs_catalogue else Catalogue()
    )
    with edition.connect() as connection:
        findings = compute_findings(connection, report.queries(catalogue))
        return verify_findings(connection, findings, report.published())


def format_value(finding: Finding) -> str:
    """Write a computed value for reading: ``75 of 176``, ``51.3 % of 39``, a name, the top of a ranking."""
    if finding.rows:
        records = [dict(zip(finding.columns, row, strict=True)) for row in finding.rows[:TOP_SHOWN]]
        return ", ".join(f"{row['name']} {row['countries']}" for row in records) + ", ..."
    return _write(finding.value, finding.denominator, is_percent=finding.query.unit == "percent")


def format_published(published: PublishedValue | None, *, is_percent: bool) -> str:
    """Write a published value as it bounds the number: ``>= 50``, ``just over 50 %``."""
    if published is None:
        return ""
    text = _write(published.value, published.denominator, is_percent=is_percent)
    return text if published.relation == "=" else f"{published.relation} {text}"


def _write(value: object, denominator: int | None, *, is_percent: bool) -> str:
    if value is None:
        return ""
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    text += " %" if is_percent else ""
    return f"{text} of {denominator}" if denominator is not None else text
