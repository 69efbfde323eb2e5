"""``sousveil source collect``."""

import sys

import click

from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.errors import Interrupted
from sousveil.model.collection import ITEM_OUTCOMES
from sousveil.pipeline.collecting import CollectOptions, RunSummary, collect
from sousveil.settings import Settings
from sousveil.sources.fetching import USER_AGENT, FetchPolicy

CHANNEL_TROUBLE = 3


@click.command(name="collect")
@click.argument("channels", nargs=-1)
@click.option(
    "--refresh", is_flag=True, help="Ask again for what earlier runs fetched, if changed."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many items of each channel.")
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="HOST[:PORT]",
    help="A host that may lie in a private network; repeat.",
)
@click.option(
    "--delay",
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two requests to a host.",
)
@click.option(
    "--max-bytes", default=32 * 1024 * 1024, show_default=True, help="The largest page, as sent."
)
@click.option(
    "--max-archive-bytes",
    default=4096 * 1024 * 1024,
    show_default=True,
    help="The largest WARC or WACZ file of the web, which the disk has to take while it is read.",
)
@click.option("--workers", default=8, show_default=True, help="Hosts that are asked at once.")
@click.option("--readers", default=2, show_default=True, help="Processes that read at once.")
@click.option("--user-agent", default=USER_AGENT, show_default=True, help="Who asks, honestly.")
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the options of one collection
    settings: Settings,
    channels: tuple[str, ...],
    refresh: bool,
    limit: int | None,
    allowed_hosts: tuple[str, ...],
    delay: float,
    max_bytes: int,
    max_archive_bytes: int,
    workers: int,
    readers: int,
    user_agent: str,
    output_format: str,
) -> None:
    """Search CHANNELS (all, if none is named), archive what they yield, and read it.

    robots.txt, rate limits and bounds are kept; addresses in private networks are refused
    unless allowed by name. Interrupt it at any time: the next call goes on where it
    stopped. What was fetched before is not fetched again without --refresh.

    \b
      sousveil source collect
      sousveil source collect chn_4f0c2a91b3de --refresh
    """
    policy = FetchPolicy(
        user_agent=user_agent,
        delay_seconds=delay,
        max_bytes=max_bytes,
        max_archive_bytes=max_archive_bytes,
        allowed_hosts=frozenset(allowed_hosts),
    )
    options = CollectOptions(
        policy=policy, refresh=refresh, workers=workers, readers=readers, limit=limit
    )
    try:
        with showing_bars() as report:
            summaries = collect(settings, channels, options, report)
    except KeyboardInterrupt:
        raise Interrupted(
            "the collection was broken off; what was archived is kept",
            where=str(settings.home),
            next_step="sousveil source collect goes on where it stopped",
        ) from None
    columns = (
        "channel",
        "location",
        *(outcome.value for outcome in ITEM_OUTCOMES),
        "read",
        "trouble",
    )
    print_table(make_table("Collected", columns, map(_row, summaries)), output_format)
    problems = [(s.channel.channel_id, *problem) for s in summaries for problem in s.problems]
    if problems and output_format == "table":
        columns = ("channel", "item", "what", "why")
        print_table(make_table(f"{len(problems)} problems", columns, problems), output_format)
    if any(summary.trouble for summary in summaries):
        sys.exit(CHANNEL_TROUBLE)


def _row(summary: RunSummary) -> tuple[object, ...]:
    counts = (summary.counts.get(outcome, 0) for outcome in ITEM_OUTCOMES)
    channel = summary.channel
    return (channel.channel_id, channel.location, *counts, summary.documents_read, summary.trouble)
