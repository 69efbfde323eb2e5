"""The command ``sousveil`` itself: where the workspace is, and which commands there are."""

from __future__ import annotations

import os

import click

from sousveil import __version__
from sousveil.cli.lazy_group import LazyGroup
from sousveil.settings import DEFAULT_HOME, read_settings


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    commands_by_name={
        "demo": (
            "sousveil.cli.demo",
            "Both bundled editions, all findings, the site: the whole way.",
        ),
        "source": ("sousveil.cli.source", "Collect public records and reports, keep the proof."),
        "claim": ("sousveil.cli.claim", "Propose claims from documents, explain, evaluate."),
        "decision": (
            "sousveil.cli.decision",
            "List decisions, measure how far coders agree.",
        ),
        "edition": (
            "sousveil.cli.edition",
            "Import tables; freeze, show, compare, audit editions.",
        ),
        "cell": ("sousveil.cli.cell", "Explain a cell: what it rests on, or why it is blank."),
        "finding": (
            "sousveil.cli.finding",
            "Compute findings and hold them against what was published.",
        ),
        "publish": ("sousveil.cli.publish", "Write the site and data packages of editions."),
        "report": ("sousveil.cli.report", "Typeset the report of an edition as a PDF."),
        "log": ("sousveil.cli.log", "Show and verify the decision log."),
        "serve": ("sousveil.cli.serve", "Serve the review pages and the API of this workspace."),
        "account": ("sousveil.cli.account", "Make and change accounts of the review pages."),
        "backup": ("sousveil.cli.backup", "Write the whole workspace into one file."),
        "restore": ("sousveil.cli.restore", "Put a backup into an empty workspace."),
        "codebook": (
            "sousveil.cli.codebook",
            "Show and check codebooks: units, technologies, rules.",
        ),
        "vendor": ("sousveil.cli.vendor", "Look vendors up by any of their names."),
    },
    epilog="Start with `sousveil demo`. Exit statuses: docs/reference/exit-codes.md.",
)
@click.option(
    "--home",
    metavar="DIR",
    help="The workspace: database, snapshots, editions.  "
    f"[default: {DEFAULT_HOME}, or $SOUSVEIL_HOME]",
)
@click.option(
    "--database",
    metavar="URL",
    help="Claims and decisions: sqlite:///FILE or postgresql://USER@HOST/NAME.  "
    "[default: in the workspace, or $SOUSVEIL_DATABASE_URL]",
)
@click.version_option(__version__, prog_name="sousveil")
@click.pass_context
def root(context: click.Context, home: str | None, database: str | None) -> None:
    """Run the engine behind an index of AI surveillance.

    Public records and media reports become claims, claims become reviewed decisions,
    decisions become frozen editions, and editions become findings that anyone can
    recompute. It watches institutions and vendors, never persons.
    """
    context.obj = read_settings(os.environ, home=home, database_url=database)
