"""``sousveil edition export``."""

from pathlib import Path

import click

from sousveil.cli.editions_to_folder import takes_editions_to_folder
from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline.publishing import export_editions
from sousveil.settings import Settings


@click.command(name="export")
@takes_editions_to_folder("The folder in which each data package gets a folder of its own.")
@format_option
@click.pass_obj
def command(
    settings: Settings, editions: tuple[str, ...], target: Path, output_format: str
) -> None:
    """Write EDITIONS as data packages, and panel and events of all of them together.

    A package has CSV, Parquet, SQLite and JSON; a dictionary (Frictionless, CSVW);
    FollowTheMoney entities; how it was made (RO-Crate, PROV); records for catalogues
    (schema.org, DCAT); citations and the list of sources; and the sources that anybody
    may pass on. `sousveil publish` writes the same packages into its site.

    \b
      sousveil edition export aigs-2019 aigs-2022 --to data
    """
    with showing_progress() as progress:
        places = export_editions(settings, editions, target, progress)
    rows = [
        (str(place), len(files), sum(file.stat().st_size for file in files))
        for place in places
        for files in [[path for path in place.iterdir() if path.is_file()]]
    ]
    columns = ("folder", "files", "size_bytes")
    print_table(make_table("Data packages", columns, rows), output_format)
