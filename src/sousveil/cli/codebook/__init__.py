"""``sousveil codebook``: the rules as data."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "list": ("sousveil.cli.codebook.list_codebooks", "The bundled codebooks."),
        "show": ("sousveil.cli.codebook.show", "A codebook as YAML, checked."),
        "units": ("sousveil.cli.codebook.units", "The units with ISO, V-Dem and COW ids."),
    },
)
def command() -> None:
    """Show and check codebooks: units, technologies, evidence rules, regime thresholds."""
