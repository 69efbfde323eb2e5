"""``sousveil finding verify``."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import Table, format_option, make_table, print_table
from sousveil.findings.replication import (
    format_published,
    format_value,
    replicate,
    replicate_report,
)
from sousveil.findings.reported import read_report
from sousveil.model.finding import Replication, ReplicationResult, Unit
from sousveil.pipeline import find_edition
from sousveil.settings import Settings

DIFFERENCES_FOUND = 8


@click.command(name="verify")
@click.argument("edition")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Verify what this YAML file says instead, of any report about the edition.",
)
@click.option("--strict", is_flag=True, help=f"Exit with {DIFFERENCES_FOUND} if a finding differs.")
@format_option
@click.pass_obj
def command(
    settings: Settings, edition: str, report_file: Path | None, strict: bool, output_format: str
) -> None:
    """Recompute every published finding of an EDITION and say whether it replicates, and why not.

    EDITION is the name of a codebook or the folder of any edition. With --report, the claims
    of another publication are verified: docs/how-to/verify-a-report.md describes the file.

    \b
      sousveil finding verify aigs-2019
      sousveil finding verify ./edition --report claims.yaml --strict
    """
    report = None if report_file is None else read_report(report_file)
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
        progress("recomputing findings")
        results = replicate(found) if report is None else replicate_report(found, report)
    table = replication_table(
        found.manifest.edition_id, results, with_statements=output_format != "table"
    )
    print_table(table, output_format)
    if strict and any(result.verdict is Replication.DIFFERS for result in results):
        sys.exit(DIFFERENCES_FOUND)


def replication_table(
    edition_id: str, results: Iterable[ReplicationResult], *, with_statements: bool
) -> Table:
    """Make the replication table; statements are left out where it must fit a terminal."""
    rows = []
    for result in results:
        query = result.finding.query
        published = format_published(result.published, is_percent=query.unit is Unit.PERCENT)
        row = (published, format_value(result.finding), result.verdict.value, result.reason)
        named = (query.finding_id, query.statement) if with_statements else (query.finding_id,)
        rows.append((*named, *row))
    named_columns = ("finding", "statement") if with_statements else ("finding",)
    columns = (*named_columns, "published", "recomputed", "verdict", "reason")
    return make_table(f"Replication of {edition_id}", columns, rows)
