"""``sousveil claim extract`` without a folder or archives: search the workspace's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import Format, make_table, print_table
from sousveil.errors import Interrupted
from sousveil.pipeline.extracting import check_budget
from sousveil.pipeline.proposing import propose_claims

if TYPE_CHECKING:
    from sousveil.claims.candidate import Extractor
    from sousveil.settings import Settings


def search_workspace(
    settings: Settings, extractor: Extractor, workers: int, output_format: str
) -> None:
    """Search the documents that were not searched yet, store what is found, and print a summary.

    Raises:
        BudgetReached: what the run may cost does not cover all of them; what was found is stored.
        Interrupted: the user broke it off; likewise.
    """
    try:
        with showing_bars() as report:
            summary = propose_claims(settings, extractor, report, workers=workers)
    except KeyboardInterrupt:
        raise Interrupted(
            "the search was broken off; what was found is stored",
            where=str(settings.home),
            next_step="sousveil claim extract goes on where it stopped",
        ) from None
    columns = (
        *("extractor", "version", "searched_before", "searched", "new_claims", "known_claims"),
        "failed",
    )
    row = (
        summary.extractor,
        summary.version,
        summary.searched_before,
        summary.searched,
        summary.claims,
        summary.known,
        len(summary.failures),
    )
    print_table(make_table("Documents searched for claims", columns, [row]), output_format)
    if not summary.searched_before + summary.searched + len(summary.failures):
        click.echo(
            "no documents to search: `sousveil source collect` gathers some, and --from and --warc"
            " search files of yours",
            err=True,
        )
    for line in summary.said:
        click.echo(line, err=True)
    if summary.failures and output_format == Format.TABLE:
        title = f"{len(summary.failures)} documents could not be searched"
        failures = make_table(title, ("document", "name", "why"), summary.failures)
        print_table(failures, output_format)
    elif summary.failures:
        for document_id, name, reason in summary.failures:
            click.echo(f"not searched: {document_id} {name}: {reason}", err=True)
    check_budget(extractor)
