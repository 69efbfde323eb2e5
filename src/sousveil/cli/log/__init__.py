"""``sousveil log``: the decision log."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "show": ("sousveil.cli.log.show", "The last entries of the log."),
        "verify": ("sousveil.cli.log.verify", "Find a changed, missing or reordered entry."),
    },
)
def command() -> None:
    """Show and verify the decision log: append-only, hash-chained."""
