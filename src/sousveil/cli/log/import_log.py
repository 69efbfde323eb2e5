"""``sousveil log import``."""

from pathlib import Path

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline.exporting import import_log
from sousveil.settings import Settings


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@format_option
@click.pass_obj
def command(settings: Settings, file: Path, output_format: str) -> None:
    """Take a log that was exported into an empty workspace, all of it or nothing.

    Every line is checked against its hash, every claim against its id, every entry against
    the chain. Exported again, it gives the same bytes.
    """
    summary = import_log(settings, file)
    rows = [(str(file), summary.rows, summary.chain)]
    print_table(make_table("Imported log", ("file", "rows", "hash"), rows), output_format)
