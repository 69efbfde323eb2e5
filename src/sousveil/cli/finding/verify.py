"""``sousveil finding verify``."""

import sys

import click

from sousveil.cli.rendering import format_option, make_table, print_table, showing_progress
from sousveil.findings.replication import format_published, format_value, replicate
from sousveil.model.finding import Replication, ReplicationResult, Unit
from sousveil.pipeline import find_edition
from sousveil.settings import Settings

DIFFERENCES_FOUND = 8


@click.command(name="verify")
@click.argument("edition")
@click.option("--strict", is_flag=True, help=f"Exit with {DIFFERENCES_FOUND} if a finding differs.")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, strict: bool, output_format: str) -> None:
    r"""Recompute every published finding of an EDITION and say whether it replicates, and why not.

    \b
      sousveil finding verify aigs-2019
    """
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
        progress("recomputing findings")
        results = replicate(found)
    columns = ("finding", "statement", "published", "recomputed", "verdict", "reason")
    title = f"Replication of {found.manifest.edition_id}"
    print_table(make_table(title, columns, map(replication_row, results)), output_format)
    if strict and any(result.verdict is Replication.DIFFERS for result in results):
        sys.exit(DIFFERENCES_FOUND)


def replication_row(result: ReplicationResult) -> tuple[str, ...]:
    """Give one row of the replication table."""
    query = result.finding.query
    published = format_published(result.published, is_percent=query.unit is Unit.PERCENT)
    return (
        query.finding_id,
        query.statement,
        published,
        format_value(result.finding),
        result.verdict.value,
        result.reason,
    )
