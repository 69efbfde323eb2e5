"""``sousveil cell``: one country and one technology, with all that the cell rests on."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "show": ("sousveil.cli.cell.show", "What a cell rests on, or why it is blank."),
    },
)
def command() -> None:
    """Explain cells of an edition: the evidence behind a tick, the reason behind a blank."""
