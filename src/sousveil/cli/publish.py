"""``sousveil publish``."""

from pathlib import Path

import click

from sousveil.cli.editions_to_folder import takes_editions_to_folder
from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import publish
from sousveil.publication.languages import ALL_LANGUAGES
from sousveil.publication.site_paths import web_address
from sousveil.settings import Settings


@click.command(name="publish")
@takes_editions_to_folder("The folder that the site becomes: new, empty, or a site to replace.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(ALL_LANGUAGES),
    help="A language of the pages, again for each. All, if none is named.",
)
@click.option(
    "--site-url",
    "address",
    metavar="URL",
    callback=lambda _context, _option, url: _read_address(url),
    help="Where the site will stand: feeds and records of the data then have whole addresses.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings,
    editions: tuple[str, ...],
    target: Path,
    languages: tuple[str, ...],
    address: str | None,
    output_format: str,
) -> None:
    """Write the site of some EDITIONS, oldest first: pages, map, findings, audits, downloads.

    The folder opens from disk, offline, and can be served by any static host; it is in
    English, with French, Spanish and Arabic in folders beside. Each edition's data package
    is under downloads/. The same editions give the same bytes, and of a site that stands
    there only what changed is written anew.

    \b
      sousveil publish aigs-2019 aigs-2022 sousveil --to site
    """
    with showing_bars() as report:
        summary = publish(settings, editions, target, report, languages or ALL_LANGUAGES, address)
    row = (str(target), summary.pages, summary.size_bytes, summary.written)
    columns = ("folder", "pages", "size_bytes", "files_written")
    print_table(make_table("Site", columns, [row]), output_format)


def _read_address(url: str | None) -> str | None:
    """Return the address of a folder, with the slash at its end."""
    if url is None:
        return None
    if web_address(url) is None or set(url) & set("?#"):
        raise click.BadParameter("give an address such as https://example.org/index/")
    return url.rstrip("/") + "/"
