"""``sousveil edition list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.settings import Settings
from sousveil.store.registers import list_codebooks, list_tables, load_codebook


@click.command(name="list")
@format_option
@click.pass_obj
def command(settings: Settings, output_format: str) -> None:
    """List the editions that can be frozen by name, and those frozen in this workspace."""
    rows = []
    for name in list_codebooks():
        codebook = load_codebook(name)
        kept = settings.editions / name
        frozen_as = read_manifest(kept).edition_id if (kept / MANIFEST_FILE).is_file() else None
        rows.append((name, codebook.title, len(codebook.units), name in list_tables(), frozen_as))
    columns = ("edition", "title", "units", "published_table", "frozen_as")
    print_table(make_table("Editions", columns, rows), output_format)
