"""``sousveil log verify``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import verify_log
from sousveil.settings import Settings


@click.command(name="verify")
@click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="DIR",
    help="An edition whose end of the log must still be there, besides the workspace's own.",
)
@format_option
@click.pass_obj
def command(settings: Settings, editions: tuple[str, ...], output_format: str) -> None:
    """Read the whole log and prove that no entry was changed, lost or moved.

    The chain shows a change, a gap or a swap; a lost end shows against the heads that
    frozen editions have pinned. Claims are checked against the ids made from their content.
    """
    head = verify_log(settings, editions)
    rows = [("whole", head.count, head.entry_hash)]
    print_table(make_table("Decision log", ("log", "entries", "head"), rows), output_format)
