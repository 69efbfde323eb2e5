"""``sousveil log``: the decision log."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "show": ("sousveil.cli.log.show", "The last entries of the log."),
        "export": ("sousveil.cli.log.export", "Write the whole log as JSON Lines."),
        "import": ("sousveil.cli.log.import_log", "Take an exported log into an empty workspace."),
        "verify": ("sousveil.cli.log.verify", "Find a changed, missing or reordered entry."),
    },
)
def command() -> None:
    """Show, verify, export and import the decision log: append-only, hash-chained."""
