"""``sousveil edition query``."""

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.findings.computing import run_sql
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="query")
@click.argument("edition")
@click.argument("sql")
@format_option
@click.pass_obj
def command(settings: Settings, edition: str, sql: str, output_format: str) -> None:
    """Run SQL (DuckDB) over the tables of an EDITION; it can read the edition and nothing else.

    \b
      sousveil edition query aigs-2019 "SELECT region_code, count(*) FROM units WHERE is_listed GROUP BY 1"
    """
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
    with found.connect() as connection:
        columns, rows = run_sql(
            connection, sql, {}, where=f"query over {found.manifest.edition_id}"
        )
    print_table(make_table(found.manifest.edition_id, columns, rows), output_format)
