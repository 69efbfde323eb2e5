"""``sousveil decision list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import as_of_option, format_option, make_table, print_table
from sousveil.model.decision import Action, Stage
from sousveil.pipeline.agreeing import DecisionFilter, list_decisions

if TYPE_CHECKING:
    from sousveil.model.decision import LogEntry
    from sousveil.settings import Settings

COLUMNS = (
    *("entry", "decided_at", "coder", "stage", "action"),
    *("claim", "changes", "takes_back", "reason"),
)


@click.command(name="list")
@click.option("--claim", metavar="ID", help="Only decisions on one claim.")
@click.option("--coder", metavar="NAME", help="Only those of one coder, by pseudonym.")
@click.option("--action", type=click.Choice([one.value for one in Action]), help="Only these.")
@click.option("--stage", type=click.Choice([one.value for one in Stage]), help="Only these.")
@click.option(
    "--last", default=50, show_default=True, type=click.IntRange(min=1), help="How many at most."
)
@as_of_option
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the filters of one list
    settings: Settings,
    claim: str | None,
    coder: str | None,
    action: str | None,
    stage: str | None,
    last: int,
    as_of: str | None,
    output_format: str,
) -> None:
    """List the last decisions of the log that are wanted, oldest first.

    \b
      sousveil decision list --coder ada --action reject
      sousveil decision list --claim clm_4f0c2a91b3de... --format json
    """
    wanted = DecisionFilter(
        claim_id=claim,
        coder=coder,
        action=Action(action) if action else None,
        stage=Stage(stage) if stage else None,
    )
    entries = list_decisions(settings, wanted, last=last, as_of=as_of)
    print_table(make_table("Decisions", COLUMNS, map(_row, entries)), output_format)


def _row(entry: LogEntry) -> tuple[object, ...]:
    decision = entry.decision
    return (
        entry.number,
        decision.decided_at,
        decision.coder,
        decision.stage.value,
        decision.action.value,
        decision.claim_id,
        "; ".join(f"{name} = {value or 'empty'}" for name, value in decision.changes) or None,
        decision.supersedes,
        decision.reason,
    )
