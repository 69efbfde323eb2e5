"""``sousveil edition compare``."""

import click
from attrs import astuple, fields

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.editions.comparison import Change, Subject, compare_editions
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="compare")
@click.argument("before")
@click.argument("after")
@click.option(
    "--only",
    type=click.Choice([subject.value for subject in Subject]),
    help="Only changes of one sort.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings, before: str, after: str, only: str | None, output_format: str
) -> None:
    """List every country, cell, supply link and covariate gained, lost or changed.

    A covariate whose scale changed is not compared, and that is said.

    \b
      sousveil edition compare aigs-2019 aigs-2022 --only country
    """
    with showing_progress() as progress:
        old, new = (find_edition(settings, name, progress) for name in (before, after))
    changes = [c for c in compare_editions(old, new) if only is None or c.subject == only]
    names = {
        row["country_iso3"]: row["country_name"] for e in (old, new) for row in e.rows("units")
    }
    columns = [*(f.name for f in fields(Change)), "country_name"]
    rows = [(*astuple(change), names.get(change.country_iso3)) for change in changes]
    title = f"{old.manifest.edition_id} -> {new.manifest.edition_id}: {len(changes)} changes"
    print_table(make_table(title, columns, rows), output_format)
