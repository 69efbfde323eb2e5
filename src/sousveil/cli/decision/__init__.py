"""``sousveil decision``: what coders decided, and how far they agree."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "agreement": (
            "sousveil.cli.decision.agreement",
            "How far coders agreed, variable by variable.",
        ),
        "list": ("sousveil.cli.decision.list_decisions", "Decisions in the order of the log."),
    },
)
def command() -> None:
    """List decisions, and measure how far coders agreed. Coders have pseudonyms here."""
