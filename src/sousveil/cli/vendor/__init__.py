"""``sousveil vendor``: the vendor register."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "list": ("sousveil.cli.vendor.list_vendors", "The register: ids, names, homes, parents."),
        "find": ("sousveil.cli.vendor.find", "The vendor behind a name, alias or misprint."),
    },
)
def command() -> None:
    """Look vendors up by any of their names, in the scripts that they are written in."""
