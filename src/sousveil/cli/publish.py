"""``sousveil publish``."""

from pathlib import Path

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import publish
from sousveil.settings import Settings


@click.command(name="publish")
@click.argument("editions", nargs=-1, required=True)
@click.option(
    "--to",
    "target",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder that the site becomes: new, empty, or a site to replace.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings, editions: tuple[str, ...], target: Path, output_format: str
) -> None:
    """Write the site of some EDITIONS, oldest first: pages, map, replication tables, downloads.

    The folder opens from disk, offline, and can be served by any static host. Each
    edition's data package is under downloads/. The same editions give the same bytes.

    \b
      sousveil publish aigs-2019 aigs-2022 --to site
    """
    with showing_progress() as progress:
        summary = publish(settings, editions, target, progress)
    row = (str(target), summary.pages, summary.size_bytes)
    print_table(make_table("Site", ("folder", "pages", "size_bytes"), [row]), output_format)
