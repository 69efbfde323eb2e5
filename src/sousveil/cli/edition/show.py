"""``sousveil edition show``."""

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.editions.opening import Row
from sousveil.editions.search_effort import from_row
from sousveil.editions.tables import CELLS, SEARCH_EFFORT
from sousveil.model.collection import FinishedRun
from sousveil.model.edition import BlankReason
from sousveil.pipeline import find_edition
from sousveil.publication.wording import say_blank
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
    """Show what an EDITION consists of, or one TABLE of it.

    Cells also say in words why they are blank, with what was searched.

    \b
      sousveil edition show aigs-2019
      sousveil edition show aigs-2019 issues
      sousveil edition show aigs-2019 claims --country KEN
      sousveil edition show sousveil search_effort --country KEN
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
        row for row in found.rows(table) if country is None or _is_about(country.upper(), row)
    ]
    columns = found.tables[table].column_names
    if table == CELLS.name:
        columns = (*columns, "blank_in_words")
        runs = [from_row(row) for row in found.rows(SEARCH_EFFORT.name)]
        records = [row | {"blank_in_words": _say_blank(row, runs)} for row in records]
    rows = [tuple(record.values()) for record in records]
    print_table(make_table(f"{title}: {table}", columns, rows), output_format)


def _is_about(country_iso3: str, row: Row) -> bool:
    """Say whether a row has a country, alone or, for a run, among those in focus."""
    if "countries" in row:
        return country_iso3 in from_row(row).effort.countries
    return row.get("country_iso3") == country_iso3


def _say_blank(cell: Row, runs: list[FinishedRun]) -> str | None:
    reason = cell["blank_reason"]
    return reason and say_blank(BlankReason(reason), cell["country_iso3"], runs)
