"""``sousveil backup``."""

from pathlib import Path

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline.backups import backup
from sousveil.settings import Settings


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@format_option
@click.pass_obj
def command(settings: Settings, file: Path, output_format: str) -> None:
    """Write the whole workspace into one file, while others go on working in it.

    Database with accounts, snapshots, archive and documents are in it; sessions and the
    server's key are not. What was written is read again and held against its hashes.
    """
    summary = backup(settings, file)
    rows = [(str(file), summary.entries, summary.size_bytes, summary.decisions, summary.events)]
    columns = ("file", "entries", "bytes", "decisions", "events")
    print_table(make_table("Backup, verified", columns, rows), output_format)
