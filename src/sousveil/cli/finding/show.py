"""``sousveil finding show``."""

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.findings.catalogue import load_catalogue, load_sql
from sousveil.findings.computing import compute_finding
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="show")
@click.argument("edition")
@click.argument("finding")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, finding: str, output_format: str) -> None:
    """Show one FINDING of an EDITION: its value or ranking, and the SQL that gives it.

    \b
      sousveil finding show aigs-2019 vendor-ranking
    """
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
    query = load_catalogue(found.manifest.codebook_id).find(finding)
    with found.connect() as connection:
        computed = compute_finding(connection, query)
    if computed.rows:
        table = make_table(query.statement, computed.columns, computed.rows)
    else:
        row = (computed.value, computed.denominator, query.unit.value, query.why_not)
        table = make_table(query.statement, ("value", "of", "unit", "why_not"), [row])
    print_table(table, output_format)
    if output_format == Format.TABLE and query.query is not None:
        click.echo(f"{query.query}.sql, parameters {query.parameters or 'none'}\n")
        click.echo(load_sql(query.query))
