"""``sousveil report``."""

from pathlib import Path
from typing import Any

import click

from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline.reporting import ReportWish, make_report
from sousveil.publication.languages import ALL_LANGUAGES
from sousveil.settings import Settings


@click.command(name="report")
@click.argument("edition")
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF.  [default: EDITION.pdf]",
)
@click.option("--since", metavar="EDITION", help="Also tell what changed since this edition.")
@click.option(
    "--language",
    type=click.Choice(ALL_LANGUAGES),
    default="en",
    show_default=True,
    help="Of headings and words; texts from data stay as they are.",
)
@click.option(
    "--fonts",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Fonts for scripts that are neither Latin, Greek, Cyrillic nor Arabic.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings, /, edition: str, target: Path | None, output_format: str, **wished: Any
) -> None:
    """Typeset the report of an EDITION: summary, map, findings, countries, changes, sources.

    A tagged PDF (PDF/UA-1) to print, read aloud and cite, with the figures of the site. The
    same edition gives the same bytes. Needs the extra "report".

    \b
      sousveil report aigs-2019
      sousveil report aigs-2022 --since aigs-2019 --to report.pdf
    """
    wish = ReportWish(edition=edition, **wished)
    path = target or Path(f"{Path(edition).name}.pdf")
    with showing_bars() as report:
        summary = make_report(settings, wish, path, report)
    row = (str(path), summary.edition_id, summary.size_bytes, summary.sha256)
    columns = ("file", "edition", "size_bytes", "sha256")
    print_table(make_table("Report", columns, [row]), output_format)
