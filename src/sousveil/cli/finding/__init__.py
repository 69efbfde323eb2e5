"""``sousveil finding``: what follows from an edition, and whether it is what was published."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "list": ("sousveil.cli.finding.list_findings", "The findings declared for an edition."),
        "show": ("sousveil.cli.finding.show", "One finding: value, rows and SQL."),
        "compute": ("sousveil.cli.finding.compute", "Compute every finding of an edition."),
        "stress": (
            "sousveil.cli.finding.stress",
            "Every finding with something left out: what stands, what hangs on one thing.",
        ),
        "verify": (
            "sousveil.cli.finding.verify",
            "Published value, recomputed value, verdict, reason.",
        ),
    },
)
def command() -> None:
    """Compute findings from a frozen edition, and verify published ones.

    A finding is a statement with a SQL file over the edition, or a named statistical
    procedure over a table that a SQL file makes. What was published is read only by
    `verify`, never by what computes.
    """
