"""``sousveil edition``: from a published table or the log to a frozen edition, and what it says."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "list": ("sousveil.cli.edition.list_editions", "What can be frozen, and what has been."),
        "import": ("sousveil.cli.edition.import_table", "Take over a published table as claims."),
        "freeze": ("sousveil.cli.edition.freeze", "Freeze the log into an edition's folder."),
        "export": (
            "sousveil.cli.edition.export",
            "Write editions as data packages in every form.",
        ),
        "show": ("sousveil.cli.edition.show", "What an edition consists of, or one of its tables."),
        "query": ("sousveil.cli.edition.query", "Run SQL of your own over an edition."),
        "compare": (
            "sousveil.cli.edition.compare",
            "What was gained, lost or changed between two.",
        ),
        "audit": (
            "sousveil.cli.edition.audit",
            "Check a published table for damage and contradictions.",
        ),
    },
)
def command() -> None:
    """Import published tables; freeze, show, compare and audit editions.

    An EDITION is the name of a bundled codebook (aigs-2019, aigs-2022, sousveil), which
    is frozen from the workspace when needed, or the folder of a frozen edition.
    """
