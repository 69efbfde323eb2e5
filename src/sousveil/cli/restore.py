"""``sousveil restore``."""

from pathlib import Path

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.cli.server_extra import opening_accounts
from sousveil.pipeline.restoring import restore
from sousveil.settings import Settings


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--force-new-home",
    is_flag=True,
    help="If the workspace is not empty, move it aside; nothing of it is deleted.",
)
@format_option
@click.pass_obj
def command(settings: Settings, file: Path, *, force_new_home: bool, output_format: str) -> None:
    """Put a backup into an empty workspace.

    The file is verified before anything is written, and the log after it; the workspace is
    there whole, or not at all.
    """
    summary = restore(
        settings,
        file,
        force_new_home=force_new_home,
        make_account_tables=_make_account_tables,
    )
    rows = [(str(settings.home), summary.entries, summary.decisions, summary.events)]
    columns = ("workspace", "entries", "decisions", "events")
    print_table(make_table("Restored, verified", columns, rows), output_format)


def _make_account_tables(settings: Settings) -> None:
    with opening_accounts(settings):
        pass  # opening makes them
