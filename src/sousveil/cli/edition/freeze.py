"""``sousveil edition freeze``."""

from pathlib import Path

import click

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import as_of_option, format_option, make_table, print_table
from sousveil.pipeline import freeze
from sousveil.settings import Settings


@click.command(name="freeze")
@click.argument("codebook")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder that the edition becomes: new, empty, or an edition to replace.",
)
@as_of_option
@format_option
@click.pass_obj
def command(
    settings: Settings, codebook: str, target: Path, as_of: str | None, output_format: str
) -> None:
    """Freeze the decision log under a CODEBOOK into an edition: CSV, Parquet and a manifest.

    CODEBOOK is a bundled one (aigs-2019, aigs-2022, sousveil) or a YAML file of your own.
    A bundled published table that it asks for is imported first. The same log, finished
    runs, codebook and covariates give the same bytes. The folder is written whole or not at all.

    \b
      sousveil edition freeze aigs-2019 --to editions/aigs-2019
      sousveil edition freeze sousveil --as-of 2026-06-30 --to editions/mid-2026
    """
    with showing_progress() as progress:
        manifest = freeze(settings, codebook, target, progress, as_of=as_of)
    rows = [(entry.path, entry.rows, entry.size_bytes, entry.sha256) for entry in manifest.files]
    title = f"{manifest.edition_id} in {target}"
    print_table(make_table(title, ("file", "rows", "size_bytes", "sha256"), rows), output_format)
