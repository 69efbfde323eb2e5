"""``sousveil edition show``."""

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="show")
@click.argument("edition")
@click.argument("table", required=False)
@click.option("--country", metavar="ISO3", help="Only the rows of one country.")
@format_option
@click.pass_obj
def command(
    settings: Settings, edition: str, table: str | None, country: str | None, output_format: str
) -> None:
    r"""Show what an EDITION consists of, or one TABLE of it.

    \b
      sousveil edition show aigs-2019
      sousveil edition show aigs-2019 issues
      sousveil edition show aigs-2019 claims --country KEN
    """
    with showing_progress() as progress:
        found = find_edition(settings, edition, progress)
    title = found.manifest.edition_id
    if table is None:
        rows = [
            (described.name, sum(1 for _ in found.rows(described.name)), described.meaning)
            for described in found.tables.values()
        ]
        print_table(make_table(title, ("table", "rows", "meaning"), rows), output_format)
        return
    records = [
        row
        for row in found.rows(table)
        if country is None or row.get("country_iso3") == country.upper()
    ]
    columns = found.tables[table].column_names
    rows = [tuple(record.values()) for record in records]
    print_table(make_table(f"{title}: {table}", columns, rows), output_format)
