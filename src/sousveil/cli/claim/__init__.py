"""``sousveil claim``: propose claims from documents, say why, and how well that goes."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "extract": (
            "sousveil.cli.claim.extract",
            "Propose claims from documents, with their quotes.",
        ),
        "list": ("sousveil.cli.claim.list_claims", "The claims proposed, the surest first."),
        "show": ("sousveil.cli.claim.show", "One claim, with all that it takes to decide on it."),
        "explain": ("sousveil.cli.claim.explain", "What matched in a sentence, and which rules."),
        "evaluate": ("sousveil.cli.claim.evaluate", "Scores against documents with labels."),
    },
)
def command() -> None:
    """Propose claims from documents, explain them, and measure how good they are.

    An extractor proposes, with the exact quote; people decide.
    """
