"""``sousveil edition audit``."""

import sys
from pathlib import Path

import click

from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.errors import BadInput
from sousveil.pipeline import audit_table_by_id
from sousveil.pipeline.table_audit import audit_own_table

OBSERVATIONS_MADE = 8
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="audit")
@click.argument("table")
@click.option("--plan", type=FILE, help="What to check, for a table of your own: a YAML file.")
@click.option("--earlier", type=FILE, help="The edition before it, with --plan.")
@click.option("--rows", "with_rows", is_flag=True, help="Also list every row concerned.")
@click.option("--strict", is_flag=True, help=f"Exit with {OBSERVATIONS_MADE} if anything is found.")
@format_option
def command(
    table: str,
    plan: Path | None,
    earlier: Path | None,
    with_rows: bool,
    strict: bool,
    output_format: str,
) -> None:
    """Check the published TABLE (aigs-2019, aigs-2022, or a file) for damage and contradictions.

    Named checks look for totals that differ from the text, scores that do not follow
    from their components, a column shifted against its rows, a scale turned round,
    search-and-replace damage, a cap reached, dropped rows and more. What is 'inferred' is
    the likeliest explanation of what is 'certain' to be odd. JSON and CSV list all rows.

    \b
      sousveil edition audit aigs-2019
      sousveil edition audit aigs-2019 --rows
      sousveil edition audit index.xlsx --plan plan.yaml --earlier index-2024.csv
    """
    if plan is not None:
        observations = audit_own_table(Path(table), plan, earlier)
    elif earlier is not None:
        raise BadInput(
            "--earlier belongs to a table of your own",
            where=table,
            next_step="give --plan too, as docs/reference/audit.md describes it",
        )
    else:
        observations = audit_table_by_id(table)
    summary = [(o.check, o.confidence.value, len(o.rows), o.summary) for o in observations]
    rows = [
        (o.check, r.row, r.label, r.country_iso3, r.column, r.found, r.expected, r.note)
        for o in observations
        for r in o.rows
    ]
    details = make_table(
        f"Rows of {table}",
        ("check", "row", "label", "country_iso3", "column", "found", "expected", "note"),
        rows,
    )
    if output_format == Format.TABLE:
        title = f"Audit of {table}: {len(observations)} observations"
        columns = ("check", "confidence", "rows", "summary")
        print_table(make_table(title, columns, summary), output_format)
    if output_format != Format.TABLE or with_rows:
        print_table(details, output_format)
    if strict and observations:
        sys.exit(OBSERVATIONS_MADE)
