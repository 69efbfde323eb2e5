"""``sousveil source export``."""

from pathlib import Path

import click

from sousveil import __version__
from sousveil.settings import Settings
from sousveil.sources.archive.wacz import export_wacz


@click.command(name="export")
@click.option(
    "--wacz",
    "target",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The package to write.",
)
@click.option("--title", default="Sources", show_default=True, help="Title of the package.")
@click.option("--description", default="", help="What it holds, in a sentence.")
@click.pass_obj
def command(settings: Settings, target: Path, title: str, description: str) -> None:
    """Write everything archived as one WACZ package, which ReplayWeb.page and others open."""
    files = sorted(settings.archive.glob("*.warc.gz"))
    export_wacz(files, target, title, description, software=f"sousveil {__version__}")
    click.echo(f"{target}: {len(files)} WARC files", err=True)
