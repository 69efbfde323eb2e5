"""``sousveil edition import``."""

from pathlib import Path

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import import_table
from sousveil.settings import Settings


@click.command(name="import")
@click.argument("table")
@click.argument("workbook", required=False, type=click.Path(path_type=Path))
@format_option
@click.pass_obj
def command(settings: Settings, table: str, workbook: Path | None, output_format: str) -> None:
    """Take over the published TABLE (aigs-2019, aigs-2022) as claims that cite its cells.

    Without a WORKBOOK the bundled transcription is taken. The workbook of 2022 can be
    given as published (.xlsx): misprints, damaged text and missing codes are repaired by
    named rules, and every repair and oddity is listed here and kept in the edition's
    issues.csv. All of the table is stored, or nothing.

    \b
      sousveil edition import aigs-2022
      sousveil edition import aigs-2022 "AI Global Surveillance Index 09Mar2022.xlsx"
    """
    result = import_table(settings, table, workbook)
    columns = ("sheet", "row", "column", "rule", "severity", "found", "made", "note")
    rows = [
        (i.sheet, i.row, i.column, i.rule, i.severity.value, i.found, i.made, i.note)
        for i in result.issues
    ]
    print_table(make_table(f"Issues of {table}", columns, rows), output_format)
    what = "imported" if result.is_new else "already imported; nothing changed:"
    click.echo(f"{table}: {what} {result.claim_count} claims, {len(rows)} issues", err=True)
