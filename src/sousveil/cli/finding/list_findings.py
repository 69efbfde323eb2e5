"""``sousveil finding list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.findings.catalogue import load_catalogue


@click.command(name="list")
@click.argument("codebook")
@format_option
def command(codebook: str, output_format: str) -> None:
    """List the findings declared for editions of a CODEBOOK (aigs-2019, aigs-2022)."""
    rows = [
        (f.finding_id, f.statement, f.unit.value, f.query, str(f.parameters or ""))
        for f in load_catalogue(codebook).findings
    ]
    columns = ("finding", "statement", "unit", "query", "parameters")
    print_table(make_table(f"Findings of {codebook}", columns, rows), output_format)
