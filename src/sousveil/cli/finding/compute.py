"""``sousveil finding compute``."""

import click

from sousveil.cli.finding.statistic_tables import diagnostic_table, machine_table, summary_table
from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.computing import compute_findings
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="compute")
@click.argument("edition")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, output_format: str) -> None:
    """Compute every finding of an EDITION. Rankings: `sousveil finding show`.

    Statistical findings come with interval, countries used and left out, p and p corrected
    for the family of tests. Diagnostics are kept apart: they speak of the data, and no
    number of theirs is a finding.
    """
    from sousveil.findings.statistics.computing import (  # noqa: PLC0415  # heavy
        compute_statistics,
    )

    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
        catalogue = load_catalogue(found.manifest.codebook_id)
        progress("computing findings")
        with found.connect() as connection:
            findings = compute_findings(connection, catalogue)
        statistics = compute_statistics(
            found, catalogue, lambda name: find_edition(settings, name, progress)
        )
    edition_id = found.manifest.edition_id
    if output_format != Format.TABLE:
        print_table(machine_table(edition_id, findings, statistics), output_format)
        return
    rows = [
        (f.query.finding_id, f.query.statement, f.value, f.denominator, f.query.unit.value)
        for f in findings
        if not f.rows
    ]
    columns = ("finding", "statement", "value", "of", "unit")
    for table in (
        make_table(edition_id, columns, rows),
        summary_table(f"Statistics of {edition_id}", statistics),
        diagnostic_table("Diagnostics: of the data, no findings", statistics),
    ):
        if table.rows:
            print_table(table, output_format)
