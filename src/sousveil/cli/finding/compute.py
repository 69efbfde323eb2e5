"""``sousveil finding compute``."""

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.computing import compute_findings
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="compute")
@click.argument("edition")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, output_format: str) -> None:
    """Compute every finding of an EDITION. Rankings: `sousveil finding show`."""
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
        progress("computing findings")
        with found.connect() as connection:
            findings = compute_findings(connection, load_catalogue(found.manifest.codebook_id))
    rows = [
        (f.query.finding_id, f.query.statement, f.value, f.denominator, f.query.unit.value)
        for f in findings
        if not f.rows
    ]
    columns = ("finding", "statement", "value", "of", "unit")
    print_table(make_table(found.manifest.edition_id, columns, rows), output_format)
