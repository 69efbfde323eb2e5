"""``sousveil log export``."""

from pathlib import Path

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline.exporting import export_log
from sousveil.settings import Settings


@click.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@format_option
@click.pass_obj
def command(settings: Settings, file: Path, output_format: str) -> None:
    """Write the whole log as JSON Lines: sources, claims, decisions, journal, searches.

    The bytes of snapshots, the texts of documents and accounts are not in it; `sousveil
    backup` has them.
    """
    summary = export_log(settings, file)
    rows = [(str(file), summary.rows, summary.chain)]
    print_table(make_table("Exported log", ("file", "rows", "hash"), rows), output_format)
