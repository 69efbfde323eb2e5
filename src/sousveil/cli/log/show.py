"""``sousveil log show``."""

from collections import deque

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.pipeline import open_workspace
from sousveil.settings import Settings
from sousveil.store.decision_log import DecisionLog


@click.command(name="show")
@click.option(
    "--last", default=20, show_default=True, type=click.IntRange(min=1), help="How many entries."
)
@format_option
@click.pass_obj
def command(settings: Settings, last: int, output_format: str) -> None:
    """Show the last entries of the decision log, oldest first."""
    with open_workspace(settings) as database, database.reading() as connection:
        entries = deque(DecisionLog(connection).read(), maxlen=last)
    rows = [
        (
            entry.number,
            entry.decision.decided_at,
            entry.decision.coder,
            entry.decision.action.value,
            entry.decision.claim_id,
            entry.decision.reason,
            entry.entry_hash,
        )
        for entry in entries
    ]
    columns = ("entry", "decided_at", "coder", "action", "claim_id", "reason", "hash")
    print_table(make_table("Decision log", columns, rows), output_format)
