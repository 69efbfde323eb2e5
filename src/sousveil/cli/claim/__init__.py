"""``sousveil claim``: propose claims from documents, say why, and how well that goes."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "extract": ("sousveil.cli.claim.extract", "Propose claims from texts, with their quotes."),
        "explain": ("sousveil.cli.claim.explain", "What matched in a sentence, and which rules."),
        "evaluate": ("sousveil.cli.claim.evaluate", "Scores against documents with labels."),
    },
)
def command() -> None:
    """Propose claims from documents, explain them, and measure how good they are.

    An extractor proposes, with the exact quote; people decide.
    """
